package io.countersign.projections.siem.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** What is counted and measured of one follower, under {@code countersign.<name>}. */
final class FollowerMeters implements AutoCloseable {
  private final String prefix;
  private final MeterRegistry registry;
  private final Counter records;
  private final Counter retries;
  private final Map<TopicPartition, AtomicLong> lag = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Gauge> gauges = new ConcurrentHashMap<>();

  FollowerMeters(String name, MeterRegistry registry) {
    this.prefix = "countersign." + name;
    this.registry = registry;
    this.records = registry.counter(prefix + ".records");
    this.retries = registry.counter(prefix + ".retries");
  }

  /** Counts records that are done and committed. */
  void records(int count) {
    records.increment(count);
  }

  /** Counts an attempt that has to be repeated because something was away. */
  void retry() {
    retries.increment();
  }

  /** Measures how many records of each partition were not read yet. */
  void lag(Consumer<?, ?> consumer) {
    Set<TopicPartition> ours = consumer.assignment();
    for (TopicPartition partition : ours) {
      consumer
          .currentLag(partition)
          .ifPresent(behind -> lag.computeIfAbsent(partition, this::gauge).set(behind));
    }
    lag.forEach((partition, behind) -> behind.set(ours.contains(partition) ? behind.get() : 0));
  }

  private AtomicLong gauge(TopicPartition partition) {
    AtomicLong behind = new AtomicLong();
    gauges.put(
        partition,
        Gauge.builder(prefix + ".lag", behind, AtomicLong::get)
            .description("records of this partition that were not read yet")
            .tag("topic", partition.topic())
            .tag("partition", Integer.toString(partition.partition()))
            .register(registry));
    return behind;
  }

  /** Takes the gauges back, so that a follower that is started again has gauges of its own. */
  @Override
  public void close() {
    gauges.values().forEach(registry::remove);
  }
}
