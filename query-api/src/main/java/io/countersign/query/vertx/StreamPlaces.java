package io.countersign.query.vertx;

import io.countersign.schemas.http.Problem;
import io.countersign.schemas.http.ProblemException;
import java.util.HashMap;
import java.util.Map;

/** How many streams are open, in all and of each caller. */
final class StreamPlaces {
  private static final int RETRY_SECONDS = 5;

  private final int most;
  private final int mostPerCaller;
  private final Map<String, Integer> open = new HashMap<>();
  private int total;

  StreamPlaces(int most, int mostPerCaller) {
    this.most = most;
    this.mostPerCaller = mostPerCaller;
  }

  /** Takes a place, or refuses with a problem. */
  synchronized void take(String caller) {
    if (open.getOrDefault(caller, 0) >= mostPerCaller) {
      throw new ProblemException(
          Problem.tooManyRequests(
              "Expected at most %d open streams of one caller, but there are as many: close one."
                  .formatted(mostPerCaller),
              RETRY_SECONDS));
    }
    if (total >= most) {
      throw new ProblemException(
          Problem.unavailable(
              "Expected a free place for one more stream, but all are taken. Connect again"
                  + " later."));
    }
    open.merge(caller, 1, Integer::sum);
    total++;
  }

  /** Gives a place back. */
  synchronized void free(String caller) {
    open.computeIfPresent(caller, (name, count) -> count == 1 ? null : count - 1);
    total--;
  }

  /** Open streams. */
  synchronized int total() {
    return total;
  }
}
