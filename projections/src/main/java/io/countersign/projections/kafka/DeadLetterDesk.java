package io.countersign.projections.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all dead letters, whoever wrote them: says aloud when there is one, keeps count of those
 * that are open, and knows which of ours somebody wants to be indexed again. Reading, not ready or
 * not, never keeps anything else from working.
 */
final class DeadLetterDesk implements Runnable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterDesk.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final MeterRegistry registry;
  private final Gauge gauge;
  private final Thread thread;
  private final LetterFold letters = new LetterFold(true);
  private volatile boolean stopping;

  DeadLetterDesk(Consumer<byte[], byte[]> consumer, String topic, MeterRegistry registry) {
    this.consumer = consumer;
    this.topic = topic;
    this.registry = registry;
    this.gauge =
        Gauge.builder("countersign.projections.dead.letters.open", this, DeadLetterDesk::open)
            .description("dead letters that nobody has replayed or dismissed yet")
            .register(registry);
    this.thread = Thread.ofPlatform().name("dead-letters").unstarted(this);
  }

  void start() {
    thread.start();
  }

  @Override
  public void run() {
    try (consumer) {
      while (!stopping && !assign()) {
        LockSupport.parkNanos(POLL.toNanos());
      }
      while (!stopping) {
        try {
          consumer.poll(POLL).forEach(this::read);
        } catch (WakeupException | InterruptException e) {
          return;
        } catch (KafkaException e) {
          LOG.warn("Expected to read the dead letters, but: {}", e.getMessage());
          LockSupport.parkNanos(PAUSE.toNanos());
        }
      }
    } catch (WakeupException | InterruptException e) {
      LOG.debug("Stopped");
    } catch (RuntimeException e) {
      LOG.error("The desk of the dead letters stopped; restart the projections", e);
    }
  }

  private boolean assign() {
    try {
      List<PartitionInfo> partitions = consumer.partitionsFor(topic);
      List<TopicPartition> all =
          partitions.stream().map(part -> new TopicPartition(topic, part.partition())).toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      return !all.isEmpty();
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      return false;
    }
  }

  private synchronized void read(ConsumerRecord<byte[], byte[]> record) {
    letters
        .apply(record)
        .filter(letter -> letter.state() == Letter.State.OPEN)
        .ifPresent(
            letter ->
                LOG.error(
                    "Dead letter {} of {} ({}) from {}-{} offset {}. Mend the cause, then: countersign dead-letters replay {}",
                    letter.id(),
                    letter.reader(),
                    letter.reason(),
                    letter.sourceTopic(),
                    letter.sourcePartition(),
                    letter.sourceOffset(),
                    letter.id()));
  }

  private synchronized double open() {
    return letters.letters().size();
  }

  /** Letters of these ledgers that somebody wants to be indexed again. */
  synchronized List<Letter> asked(String events, Collection<Integer> ledgers) {
    return letters.letters().stream()
        .filter(letter -> letter.state() == Letter.State.ASKED && letter.isOfProjections())
        .filter(letter -> letter.sourceTopic().equals(events))
        .filter(letter -> ledgers.contains(letter.sourcePartition()))
        .toList();
  }

  /** The first record of a ledger that was ever set aside. */
  synchronized Optional<Long> earliest(int ledger) {
    return letters.earliest(ledger);
  }

  /** Does not ask for a letter again before its mark has been read. */
  synchronized void done(Letter letter) {
    letters.settle(letter);
  }

  @Override
  public void close() {
    stopping = true;
    consumer.wakeup();
    registry.remove(gauge);
    try {
      thread.join(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
