package io.countersign.schemas.kafka;

import java.time.Duration;

/**
 * What producers differ in. Safety (acks, idempotence) is not among it.
 *
 * @param linger how long a record may wait for others to share a request
 * @param deliveryTimeout how long a send may take before it fails, waiting and retries included; at
 *     least twice the linger
 * @param maxBlock how long a send may wait for metadata or for room in the buffer
 * @param bufferBytes records that wait to be sent, at most
 * @param compression Kafka's name: none, lz4, zstd, snappy or gzip
 */
public record ProducerTuning(
    Duration linger,
    Duration deliveryTimeout,
    Duration maxBlock,
    long bufferBytes,
    String compression) {

  /** Room for one record of the largest size of any topic. */
  private static final long MIN_BUFFER_BYTES = 1L << 20;

  /** For streams of single records that somebody waits for. */
  public static final ProducerTuning DEFAULT =
      new ProducerTuning(
          Duration.ofMillis(1), Duration.ofSeconds(30), Duration.ofSeconds(5), 32L << 20, "lz4");

  public ProducerTuning {
    if (linger.isNegative() || !maxBlock.isPositive()) {
      throw new IllegalArgumentException(
          "Expected a linger of at least 0 and a positive wait, but was "
              + linger
              + " and "
              + maxBlock);
    }
    if (deliveryTimeout.toMillis() < 2 || deliveryTimeout.compareTo(linger.multipliedBy(2)) < 0) {
      throw new IllegalArgumentException(
          "Expected a delivery timeout of at least 2 ms and twice the linger of "
              + linger
              + ", but was "
              + deliveryTimeout);
    }
    if (bufferBytes < MIN_BUFFER_BYTES) {
      throw new IllegalArgumentException(
          "Expected a buffer of at least " + MIN_BUFFER_BYTES + " bytes, but was " + bufferBytes);
    }
  }

  /** This tuning with another delivery timeout. */
  public ProducerTuning deliveredWithin(Duration timeout) {
    return new ProducerTuning(linger, timeout, maxBlock, bufferBytes, compression);
  }

  /** This tuning with another linger. */
  public ProducerTuning lingering(Duration duration) {
    return new ProducerTuning(duration, deliveryTimeout, maxBlock, bufferBytes, compression);
  }
}
