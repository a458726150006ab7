package io.countersign.schemas.kafka;

import java.time.Duration;
import java.util.Optional;

/**
 * What consumers differ in. None of them commits by itself.
 *
 * @param groupId the consumer group; empty for consumers that assign their partitions themselves
 * @param isolation whether to read what a transaction has not yet committed
 * @param start where to begin without a committed position
 * @param maxPollRecords records of one poll, at most
 * @param maxFetchWait how long the broker may hold a fetch that has nothing to return
 */
public record ConsumerTuning(
    Optional<String> groupId,
    Isolation isolation,
    Start start,
    int maxPollRecords,
    Duration maxFetchWait) {

  /** Whether to read what a transaction has not yet committed. */
  public enum Isolation {
    READ_COMMITTED("read_committed"),
    /** Only for answers that may be early; see the design on when the record counts. */
    READ_UNCOMMITTED("read_uncommitted");

    private final String text;

    Isolation(String text) {
      this.text = text;
    }
  }

  /** Where to begin without a committed position. */
  public enum Start {
    EARLIEST("earliest"),
    LATEST("latest"),
    /** Fail: a lost position is a fault to look at. */
    NONE("none");

    private final String text;

    Start(String text) {
      this.text = text;
    }
  }

  public ConsumerTuning {
    if (maxPollRecords < 1 || !maxFetchWait.isPositive()) {
      throw new IllegalArgumentException(
          "Expected at least one record per poll and a positive wait, but was "
              + maxPollRecords
              + " and "
              + maxFetchWait);
    }
  }

  /** Reads the record as a member of a group, from its beginning. */
  public static ConsumerTuning group(String groupId) {
    return new ConsumerTuning(
        Optional.of(groupId),
        Isolation.READ_COMMITTED,
        Start.EARLIEST,
        1000,
        Duration.ofMillis(500));
  }

  /** Follows partitions that the caller assigns and positions. */
  public static ConsumerTuning follower(Isolation isolation) {
    return new ConsumerTuning(
        Optional.empty(), isolation, Start.NONE, 1000, Duration.ofMillis(500));
  }

  String isolationText() {
    return isolation.text;
  }

  String startText() {
    return start.text;
  }
}
