package io.countersign.projections.evaluation;

import io.countersign.projections.alert.detect.Parameters;
import io.countersign.projections.alert.detect.Window;
import io.countersign.projections.evaluation.forest.RandomCutForestScore;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Runs detectors over the generated set. Half of the groups are for validation, where thresholds
 * are chosen, the other half is the test; they come from different seeds.
 *
 * @param seed of the set
 * @param series how many in each half: five for each group
 * @param days how long, at least {@value #LEAST_DAYS}
 */
public record Evaluation(long seed, int series, int days) {
  /** The first week is for learning, and after it there must be some to judge. */
  static final int LEAST_DAYS = 11;

  private static final int BINS_OF_DAY = 288;
  private static final int MOST_SERIES = 5_000;
  private static final double NANOS_OF_MICRO = 1000;
  private static final int MOST_DAYS = 90;
  private static final long TEST = 0x7E57_0000_0000_0000L;

  /** Checks the ranges. */
  public Evaluation {
    if (series < GroupGenerator.SERIES_OF_GROUP || series > MOST_SERIES) {
      throw new IllegalArgumentException(
          "Expected %s to %s series, but was %s"
              .formatted(GroupGenerator.SERIES_OF_GROUP, MOST_SERIES, series));
    }
    if (days < LEAST_DAYS || days > MOST_DAYS) {
      throw new IllegalArgumentException(
          "Expected %s to %s days, but was %s".formatted(LEAST_DAYS, MOST_DAYS, days));
    }
  }

  /** The detector and all it is compared with, ours first. */
  public static List<Judge> judges() {
    List<Judge> judges = new ArrayList<>();
    judges.add(detector());
    judges.addAll(ablations());
    judges.addAll(rivals());
    return judges;
  }

  /** Our detector. */
  public static Judge detector() {
    return new DetectorJudge("Countersign", Parameters.CURRENT);
  }

  /** Other people's methods. */
  public static List<Judge> rivals() {
    return List.of(
        new BinJudge("EWMA z", 1.5, MovingAverage::new),
        new BinJudge("median/MAD z", 1.5, MedianDeviation::new),
        new BinJudge("Random Cut Forest", 0.8, () -> new RandomCutForestScore(x -> x)),
        new BinJudge("Random Cut Forest, log", 0.8, () -> new RandomCutForestScore(Math::log1p)));
  }

  /** Our detector without one of its parts. */
  public static List<Judge> ablations() {
    Parameters all = Parameters.CURRENT;
    return List.of(
        new DetectorJudge("- without recurrence guard", all.with(true, false, all.windows())),
        new DetectorJudge(
            "- without 15 and 60 minutes", all.with(true, true, EnumSet.of(Window.FIVE_MINUTES))),
        new DetectorJudge("- without season", all.with(false, true, all.windows())));
  }

  int groups() {
    return series / GroupGenerator.SERIES_OF_GROUP;
  }

  /** Judges all groups of both halves. */
  Trial run(Judge judge) {
    AtomicLong nanos = new AtomicLong();
    List<Judged> validation = judge(judge, new GroupGenerator(seed, days), nanos);
    List<Judged> test = judge(judge, new GroupGenerator(seed ^ TEST, days), nanos);
    double points = 2.0 * groups() * GroupGenerator.SERIES_OF_GROUP * days * BINS_OF_DAY;
    return new Trial(
        judge.name(), validation, test, nanos.get() / points / NANOS_OF_MICRO, judge.bytes());
  }

  private List<Judged> judge(Judge judge, GroupGenerator generator, AtomicLong nanos) {
    return IntStream.range(0, groups())
        .parallel()
        .mapToObj(index -> judge(judge, generator.group(index), nanos))
        .toList();
  }

  private static Judged judge(Judge judge, Group group, AtomicLong nanos) {
    List<Flag> flags = new ArrayList<>();
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (Stream stream : group.streams()) {
      flags.addAll(judge.judge(stream));
    }
    nanos.addAndGet(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before);
    flags.sort(Comparator.comparingInt(Flag::minute));
    return new Judged(group.ratePerBin(), group.episodes(), flags);
  }
}
