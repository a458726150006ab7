package io.countersign.projections.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A rival that looks at each bin of five minutes when it is over, upwards only. */
public final class BinJudge implements Judge {
  private final String name;
  private final double floor;
  private final Supplier<BinScore> scores;

  /** The state of a rival for one series. */
  public interface BinScore {
    /** How strange a count is, above what is usual; then learns it. Below it, zero. */
    double next(int count);
  }

  /**
   * @param floor scores below are of no interest
   * @param scores a new state for each series
   */
  public BinJudge(String name, double floor, Supplier<BinScore> scores) {
    this.name = name;
    this.floor = floor;
    this.scores = scores;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int bytes() {
    return 0;
  }

  @Override
  public List<Flag> judge(Stream stream) {
    BinScore score = scores.get();
    List<Flag> flags = new ArrayList<>();
    int bin = GroupGenerator.MINUTES_OF_BIN;
    int start = stream.firstMinute() - stream.firstMinute() % bin;
    for (int minute = start; minute + bin <= stream.minutes(); minute += bin) {
      int count = 0;
      for (int i = 0; i < bin; i++) {
        count += stream.count(minute + i);
      }
      double strange = score.next(count);
      if (strange >= floor && count >= MINIMUM_SUPPORT) {
        flags.add(new Flag(minute + bin - 1, strange, strange));
      }
    }
    return flags;
  }
}
