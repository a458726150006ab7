package io.countersign.approvals.notice.kafka;

import io.countersign.approvals.notice.Notice;
import io.countersign.approvals.notice.Notices;
import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.kafka.LogHeaders;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** What happens to approvals, from the events. */
final class ApprovalSource implements NoticeSource {
  private final Deserializer<EventEnvelope> events;
  private final Notices notices;

  ApprovalSource(LogFormats formats, Notices notices) {
    this.events = formats.eventDeserializer();
    this.notices = notices;
  }

  @Override
  public String topic() {
    return Topics.EVENTS.name();
  }

  @Override
  public Optional<? extends Notice> read(ConsumerRecord<byte[], byte[]> record) {
    return LogHeaders.text(record.headers(), LogHeaders.EVENT_TYPE)
        .filter(Notices.TYPES::contains)
        .flatMap(type -> notices.of(events.deserialize(record.topic(), record.value())));
  }

  @Override
  public void close() {
    events.close();
  }
}
