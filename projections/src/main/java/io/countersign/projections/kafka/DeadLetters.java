package io.countersign.projections.kafka;

import io.countersign.schemas.kafka.LogHeaders;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The dead letters as an operator sees them: what there is, and what to do with it. */
public final class DeadLetters {
  private static final Duration POLL = Duration.ofMillis(250);

  private final FollowerSettings settings;
  private final String topic;

  /** Looks at the dead letters of an installation; nothing is opened yet. */
  public DeadLetters(FollowerSettings settings) {
    this.settings = settings;
    this.topic = settings.topics().deadLetters();
  }

  /** A letter with the headers that it came with. */
  public record Content(Letter letter, Map<String, String> headers) {}

  /** Every letter there is, with what became of it, in the order of their places. */
  public List<Letter> read() {
    LetterFold fold = new LetterFold(false);
    each(fold::apply);
    return fold.letters();
  }

  /** One letter by its id; empty when there is none of that id. */
  public Optional<Content> find(String id) {
    Map<String, String> headers = new HashMap<>();
    LetterFold fold = new LetterFold(false);
    each(
        record -> {
          fold.apply(record);
          if (id.equals(record.partition() + ":" + record.offset())) {
            record
                .headers()
                .forEach(
                    header ->
                        LogHeaders.text(record.headers(), header.key())
                            .ifPresent(text -> headers.put(header.key(), text)));
          }
        });
    return fold.letters().stream()
        .filter(letter -> letter.id().equals(id))
        .findFirst()
        .map(letter -> new Content(letter, headers));
  }

  /** Asks the projections to index a letter of theirs again. */
  public void askReplay(Letter letter) throws InterruptedException {
    if (letter.reader().equals(AlertWriter.READER)) {
      throw new IllegalArgumentException(
          "Expected a letter about an event, but %s is about an alert. Run `countersign rebuild alerts`, which indexes all of them again, then dismiss it."
              .formatted(letter.id()));
    }
    if (letter.reader().equals("siem")) {
      throw new IllegalArgumentException(
          "Expected a letter of the projections, but %s is one of the SIEM topic. Mend the cause, set the offsets of its group back to before %s-%d offset %d while it is stopped, then dismiss it."
              .formatted(
                  letter.id(),
                  letter.sourceTopic(),
                  letter.sourcePartition(),
                  letter.sourceOffset()));
    }
    if (!letter.isOfProjections()) {
      throw new IllegalArgumentException(
          "Expected a letter of the projections, but %s is one of %s: what it refused was never recorded"
              .formatted(letter.id(), letter.reader()));
    }
    mark(letter.become(Letter.State.ASKED, ""));
  }

  /**
   * Says that nothing is to be done about a letter.
   *
   * @param why in the words of whoever decided it
   */
  public void dismiss(Letter letter, String why) throws InterruptedException {
    mark(letter.become(Letter.State.DISMISSED, why));
  }

  private void mark(Letter letter) throws InterruptedException {
    Map<String, Object> connection = new HashMap<>(settings.kafka());
    connection.put(ProducerConfig.ACKS_CONFIG, "all");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(connection, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(LetterMarks.of(topic, letter)).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "Expected Kafka to take a mark for a dead letter, but: " + e.getCause(), e);
    }
  }

  private void each(java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> action) {
    try (Consumer<byte[], byte[]> consumer =
        EventConsumers.pointed(settings, "countersign-dead-letters")) {
      EventConsumers.rewind(consumer, topic);
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      while (EventConsumers.isBefore(consumer, ends)) {
        consumer.poll(POLL).forEach(action);
      }
    }
  }
}
