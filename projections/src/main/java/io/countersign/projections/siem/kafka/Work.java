package io.countersign.projections.siem.kafka;

import io.countersign.projections.siem.Away;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** What is done with the records of a batch. May be done again, wholly, at any time. */
public interface Work extends AutoCloseable {
  /**
   * Does it, and returns when it is durable: the offsets of the batch are committed next.
   *
   * @throws Away if something does not answer; the same batch is tried again
   */
  void handle(ConsumerRecords<byte[], byte[]> records) throws Away;

  @Override
  void close();
}
