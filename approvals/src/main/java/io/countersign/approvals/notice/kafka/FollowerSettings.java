package io.countersign.approvals.notice.kafka;

import java.time.Duration;
import java.util.Map;

/**
 * How the record is followed.
 *
 * @param connection how to reach Kafka
 * @param group consumer group; instances of one group share the ledgers, so that each notice is
 *     told by one of them
 * @param instance id of this instance
 * @param oldest events that are older are not told
 * @param lookBack how far back is read at the start to know what open approvals are about
 * @param mostWaiting most notices that are under way; more wait in the record
 */
public record FollowerSettings(
    Map<String, Object> connection,
    String group,
    String instance,
    Duration oldest,
    Duration lookBack,
    int mostWaiting) {
  public FollowerSettings {
    connection = Map.copyOf(connection);
    if (oldest.isNegative() || lookBack.compareTo(oldest) < 0 || mostWaiting < 1) {
      throw new IllegalArgumentException(
          "Expected to look back at least as far as events are told (%s) and at least one notice under way, but was %s and %d"
              .formatted(oldest, lookBack, mostWaiting));
    }
  }
}
