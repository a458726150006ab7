package io.countersign.projections.evaluation.forest;

import com.amazon.randomcutforest.RandomCutForest;
import io.countersign.projections.evaluation.BinJudge;
import java.util.function.DoubleUnaryOperator;

/**
 * Scores of a Random Cut Forest (Guha, Mishra, Roy and Schrijvers, ICML 2016) of 30 trees over the
 * last four bins. A forest also finds it strange when less happens; that is left out, in its
 * favour.
 */
public final class RandomCutForestScore implements BinJudge.BinScore {
  private static final int BINS = 4;
  private static final int TREES = 30;
  private static final int SAMPLES = 256;
  private static final long SEED = 7;
  private static final double LEARNS = 0.01;

  private final DoubleUnaryOperator scale;
  private final RandomCutForest forest =
      RandomCutForest.builder()
          .dimensions(BINS)
          .shingleSize(BINS)
          .internalShinglingEnabled(true)
          .numberOfTrees(TREES)
          .sampleSize(SAMPLES)
          .outputAfter(SAMPLES / 4)
          .parallelExecutionEnabled(false)
          .randomSeed(SEED)
          .build();

  private double mean;

  /**
   * @param scale what becomes of a count before the forest sees it
   */
  public RandomCutForestScore(DoubleUnaryOperator scale) {
    this.scale = scale;
  }

  @Override
  public double next(int count) {
    float[] point = {(float) scale.applyAsDouble(count)};
    double score = forest.getAnomalyScore(point);
    forest.update(point);
    boolean above = count > mean;
    mean += LEARNS * (count - mean);
    return above ? score : 0;
  }
}
