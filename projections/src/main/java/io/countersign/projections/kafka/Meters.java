package io.countersign.projections.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What is counted and measured here. */
final class Meters implements AutoCloseable {
  private final MeterRegistry registry;
  private final Map<Integer, AtomicLong> lag = new ConcurrentHashMap<>();
  private final Map<Integer, Gauge> gauges = new ConcurrentHashMap<>();

  /** Events that can be found. */
  final Counter events;

  /** Attempts that had to be repeated because something was away. */
  final Counter retries;

  /** From the records of a batch to their commit. */
  final Timer batch;

  Meters(MeterRegistry registry) {
    this.registry = registry;
    this.events = registry.counter("countersign.projections.events");
    this.retries = registry.counter("countersign.projections.retries");
    this.batch = registry.timer("countersign.projections.batch");
  }

  void deadLetter(String reason) {
    registry.counter("countersign.projections.dead.letters", "reason", reason).increment();
  }

  /** Sets how many records of a ledger were not read yet. */
  void lag(int ledger, long records) {
    lag.computeIfAbsent(ledger, this::gauge).set(records);
  }

  /** Ledgers that this instance no longer reads have no lag here. */
  void keepLag(Set<Integer> ledgers) {
    lag.forEach((ledger, records) -> records.set(ledgers.contains(ledger) ? records.get() : 0));
  }

  private AtomicLong gauge(int ledger) {
    AtomicLong records = new AtomicLong();
    gauges.put(
        ledger,
        Gauge.builder("countersign.projections.lag", records, AtomicLong::get)
            .description("records of this ledger that cannot be found yet")
            .tag("ledger", Integer.toString(ledger))
            .register(registry));
    return records;
  }

  /** Takes the gauges back, so that a role that is started again has gauges of its own. */
  @Override
  public void close() {
    gauges.values().forEach(registry::remove);
  }
}
