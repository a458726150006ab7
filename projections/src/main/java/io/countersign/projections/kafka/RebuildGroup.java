package io.countersign.projections.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** The consumer group of a rebuild: where it is, and whether somebody runs it. */
final class RebuildGroup implements AutoCloseable {
  /** Longer than a killed process stays a member. */
  private static final Duration LEAVING = Duration.ofSeconds(20);

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Admin admin;
  private final String group;

  RebuildGroup(FollowerSettings settings) {
    this.admin = Admin.create(new HashMap<String, Object>(settings.kafka()));
    this.group = settings.group();
  }

  /** The group that fills a generation. */
  String name(int generation) {
    return "%s-rebuild-g%06d".formatted(group, generation);
  }

  /** Waits until members that were killed are gone, and refuses to go on beside one that lives. */
  void requireNobody(int generation) throws RebuildRefused, InterruptedException {
    String name = name(generation);
    long end = System.nanoTime() + LEAVING.toNanos();
    while (members(name) > 0) {
      if (System.nanoTime() - end > 0) {
        throw new RebuildRefused(
            "Expected nobody to fill generation %d, but a rebuild is under way (group %s). Let it finish, or stop it and run this again."
                .formatted(generation, name),
            null);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private int members(String name) throws RebuildRefused, InterruptedException {
    try {
      return admin.describeConsumerGroups(List.of(name)).all().get().values().stream()
          .mapToInt(described -> described.members().size())
          .sum();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return 0;
      }
      throw new RebuildRefused("Expected Kafka to describe a group, but: " + e.getCause(), e);
    }
  }

  /** Deletes the offsets: the generation is complete, or begins anew. */
  void forget(int generation) throws RebuildRefused, InterruptedException {
    try {
      admin.deleteConsumerGroups(Set.of(name(generation))).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw new RebuildRefused(
            "Expected Kafka to delete the group %s, but: %s"
                .formatted(name(generation), e.getCause()),
            e);
      }
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
