package io.countersign.projections.evaluation;

import java.util.Arrays;

/** Standard scores by the median and the median absolute deviation of the last two days. */
final class MedianDeviation implements BinJudge.BinScore {
  private static final int BINS = 576;
  private static final int LEAST_BINS = 12;
  private static final double NORMAL = 1.4826;
  private static final double LEAST_DEVIATION = 0.5;

  private final int[] ring = new int[BINS];
  private final int[] sorted = new int[BINS];
  private int seen;

  @Override
  public double next(int count) {
    int size = Math.min(seen, BINS);
    double score = 0;
    if (size >= LEAST_BINS && count > sorted[size / 2]) {
      int median = sorted[size / 2];
      score = (count - median) / Math.max(LEAST_DEVIATION, NORMAL * deviation(size, median));
    }
    learn(count, size);
    return score;
  }

  /** The median of the distances to the median: walks outwards from it over half of the counts. */
  private int deviation(int size, int median) {
    int low = size / 2;
    int high = size / 2 + 1;
    int distance = 0;
    for (int taken = 0; taken <= size / 2; taken++) {
      int below = low >= 0 ? median - sorted[low] : Integer.MAX_VALUE;
      int above = high < size ? sorted[high] - median : Integer.MAX_VALUE;
      if (below <= above) {
        distance = below;
        low--;
      } else {
        distance = above;
        high++;
      }
    }
    return distance;
  }

  private void learn(int count, int size) {
    int at = seen % BINS;
    int length = size;
    if (size == BINS) {
      int gone = Arrays.binarySearch(sorted, 0, length, ring[at]);
      System.arraycopy(sorted, gone + 1, sorted, gone, length - gone - 1);
      length--;
    }
    int found = Arrays.binarySearch(sorted, 0, length, count);
    int place = found < 0 ? -found - 1 : found;
    System.arraycopy(sorted, place, sorted, place + 1, length - place);
    sorted[place] = count;
    ring[at] = count;
    seen++;
  }
}
