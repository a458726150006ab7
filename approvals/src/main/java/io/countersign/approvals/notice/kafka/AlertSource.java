package io.countersign.approvals.notice.kafka;

import io.countersign.approvals.notice.AlertNotice;
import io.countersign.approvals.notice.Notice;
import io.countersign.schemas.Topics;
import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.avro.kafka.LogFormats;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Alerts, and those among them that go on. */
public final class AlertSource implements NoticeSource {
  /** As Prometheus does it. */
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private static final int MOST_OPEN = 10_000;

  private final Deserializer<Alert> alerts;
  private final URI consoleUrl;
  private final Map<UUID, AlertNotice> open =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, AlertNotice> eldest) {
          return size() > MOST_OPEN;
        }
      };

  private Instant repeatedAt = Instant.EPOCH;

  /**
   * @param consoleUrl base URL of the console
   */
  public AlertSource(LogFormats formats, URI consoleUrl) {
    this.alerts = formats.alertDeserializer();
    this.consoleUrl = consoleUrl;
  }

  @Override
  public String topic() {
    return Topics.ALERTS.name();
  }

  @Override
  public Optional<? extends Notice> read(ConsumerRecord<byte[], byte[]> record) {
    Alert alert = alerts.deserialize(record.topic(), record.value());
    AlertNotice notice = AlertNotice.of(alert, consoleUrl);
    if (alert.state().live()) {
      open.put(alert.alertId(), notice);
    } else {
      open.remove(alert.alertId());
    }
    return Optional.of(notice);
  }

  @Override
  public List<? extends Notice> repeats(Instant now) {
    if (now.isBefore(repeatedAt.plus(AGAIN))) {
      return List.of();
    }
    repeatedAt = now;
    open.values().removeIf(notice -> !notice.alert().stateAt(now).live());
    return List.copyOf(open.values());
  }

  @Override
  public void close() {
    alerts.close();
  }
}
