package io.countersign.projections.siem.kafka;

import io.countersign.schemas.registry.SchemaRegistry;
import io.micrometer.core.instrument.MeterRegistry;

/** Keeps {@code countersign.siem.ocsf} up with the events and the alerts. */
public final class SiemTopic {
  private SiemTopic() {}

  /** Starts writing. Starts without waiting for anything; its readiness says what is missing. */
  public static BatchFollower start(SiemSettings settings, MeterRegistry meters) {
    SchemaRegistry registry = new SchemaRegistry(settings.registry());
    return BatchFollower.start(
        "siem",
        GroupConsumer.open(
            settings.kafka(), settings.group(), settings.instance(), settings.batchRecords()),
        settings.topics().sources(),
        new OcsfWriter(settings, registry, meters),
        meters);
  }
}
