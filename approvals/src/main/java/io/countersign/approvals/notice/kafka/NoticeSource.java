package io.countersign.approvals.notice.kafka;

import io.countersign.approvals.notice.Notice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A topic of which people are told. Used by one thread. */
public interface NoticeSource extends AutoCloseable {
  /** Name of the topic. */
  String topic();

  /**
   * What people are told of a record, if anything. Records come in the order of the topic.
   *
   * @throws io.countersign.schemas.avro.kafka.UndecodableRecord when it cannot be read
   */
  Optional<? extends Notice> read(ConsumerRecord<byte[], byte[]> record);

  /** What goes on at {@code now} and is to be told again to whoever forgets. */
  default List<? extends Notice> repeats(Instant now) {
    return List.of();
  }

  @Override
  void close();
}
