package io.countersign.schemas;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One topic: what it holds and the settings without which it would not hold it.
 *
 * <p>Kafka's own names and meanings of the settings: Apache Kafka 4.3 documentation, "Topic
 * Configs".
 *
 * @param name the topic's name in Kafka
 * @param key what the record key means
 * @param writer who may write; access control lists follow this
 * @param format what a record's value is
 * @param cleanup what Kafka may remove
 * @param clock whose clock sets a record's timestamp
 * @param retention how long a record is kept at least; empty means for ever
 * @param maxMessageBytes the largest record batch the broker takes, in bytes
 * @param partitioning whether the partition count is part of the ledger's identity
 */
public record Topic(
    String name,
    String key,
    String writer,
    Format format,
    Cleanup cleanup,
    RecordClock clock,
    Optional<Duration> retention,
    int maxMessageBytes,
    Partitioning partitioning) {

  /** The largest topic name Kafka takes, in characters. */
  private static final int MAX_NAME_LENGTH = 249;

  public Topic {
    if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException(
          "Expected a topic name of 1 to " + MAX_NAME_LENGTH + " characters, but was " + name);
    }
    if (maxMessageBytes <= 0) {
      throw new IllegalArgumentException(
          "Expected " + name + " to take at least one byte, but was " + maxMessageBytes);
    }
    if (retention.isPresent() && !retention.get().isPositive()) {
      throw new IllegalArgumentException(
          "Expected a positive retention for " + name + ", but was " + retention.get());
    }
    if (cleanup == Cleanup.COMPACT && retention.isPresent()) {
      throw new IllegalArgumentException(
          "Expected no retention for "
              + name
              + ", because a compacted topic keeps the last record of each key");
    }
  }

  /** What a record's value is. */
  public enum Format {
    /** Avro in the Confluent wire format, with its schema under {@link Topic#subject()}. */
    AVRO,
    /** JSON in UTF-8, for readers that know no registry. */
    JSON,
    /** Bytes that Countersign does not read: whatever a consumer could not decode. */
    BYTES
  }

  /** What Kafka may remove. */
  public enum Cleanup {
    DELETE("delete"),
    COMPACT("compact");

    private final String text;

    Cleanup(String text) {
      this.text = text;
    }

    /** The value of {@code cleanup.policy}. */
    public String text() {
      return text;
    }
  }

  /** Whose clock sets a record's timestamp. */
  public enum RecordClock {
    /** The broker's, at the moment of the append: nobody can claim another time. */
    LOG_APPEND("LogAppendTime"),
    /** The producer's. */
    CREATE("CreateTime");

    private final String text;

    RecordClock(String text) {
      this.text = text;
    }

    /** The value of {@code message.timestamp.type}. */
    public String text() {
      return text;
    }
  }

  /** Whether the partition count is part of the ledger's identity. */
  public enum Partitioning {
    /** One partition per ledger, the same count in each such topic, never changed. */
    PER_LEDGER,
    /** Created with one partition per ledger, but any count works. */
    FREE
  }

  /** The registry's subject of the value schema ({@code <topic>-value}), for Avro topics. */
  public Optional<String> subject() {
    return format == Format.AVRO ? Optional.of(name + "-value") : Optional.empty();
  }

  /**
   * This topic with another retention; only for topics that Kafka may delete from and that are not
   * kept for ever.
   */
  public Topic retainedFor(Duration duration) {
    if (retention.isEmpty()) {
      throw new IllegalArgumentException(
          "Expected "
              + name
              + " to be kept for ever, but a retention of "
              + duration
              + " was asked for");
    }
    return new Topic(
        name,
        key,
        writer,
        format,
        cleanup,
        clock,
        Optional.of(duration),
        maxMessageBytes,
        partitioning);
  }

  /**
   * The topic's settings as Kafka wants them, sorted by name. Each of them is verified at start-up.
   */
  public Map<String, String> settings(Replication replication) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("cleanup.policy", cleanup.text());
    settings.put("max.message.bytes", Integer.toString(maxMessageBytes));
    settings.put("message.timestamp.type", clock.text());
    settings.put("min.insync.replicas", Integer.toString(replication.minInSync()));
    settings.put("unclean.leader.election.enable", "false");
    settings.put("retention.bytes", "-1");
    if (cleanup == Cleanup.DELETE) {
      settings.put(
          "retention.ms", retention.map(kept -> Long.toString(kept.toMillis())).orElse("-1"));
    }
    if (clock == RecordClock.CREATE) {
      // A record's time is the ledger's time. Were the broker's clock set back by more than Kafka's
      // default of one hour,
      // the broker would refuse the engine's records until it has caught up.
      settings.put("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
      settings.put("message.timestamp.before.max.ms", Long.toString(Long.MAX_VALUE));
    }
    return settings;
  }
}
