package io.countersign.projections.kafka;

import io.countersign.projections.document.BatchFold;
import io.countersign.projections.document.Needs;
import io.countersign.projections.document.SearchDocument;
import io.countersign.projections.opensearch.DocumentStore;
import io.countersign.projections.opensearch.IndexSetup;
import io.countersign.projections.opensearch.Refusal;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.opensearch.SearchUnavailable;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads committed events, makes them searchable and commits what it read, one batch after the
 * other. Order within a batch: documents in the order of their stages, refresh and progress,
 * compacted topics and dead letters, commit. Each step may be repeated, so a crash anywhere repeats
 * at most a batch and changes nothing. While something is away it waits for ever, keeps its place
 * in the group and says so.
 */
final class EventFollower implements Runnable, ConsumerRebalanceListener {
  private static final Logger LOG = LoggerFactory.getLogger(EventFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final String FIRST_PARTITIONS = "the first partitions";
  private static final Duration SHORT_POLL = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final EventRecords format;
  private final IndexSetup setup;
  private final DocumentStore store;
  private final Outlet outlet;
  private final Meters meters;
  private final KnownDocuments documents;
  private final HandoverWatch handovers;
  private final LetterMender mender;

  private volatile boolean stopping;
  private volatile @Nullable String waitingFor = FIRST_PARTITIONS;
  private volatile @Nullable String failure;
  private boolean lostPartitions;

  /** One thing to do that may find something away. */
  private interface Attempt<T> {
    T run() throws Away, SearchUnavailable;
  }

  /** The batch in hand is somebody else's now, or this role is being stopped. */
  private static final class Abandoned extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** A batch with its records apart by what they are. */
  private record Decoded(
      List<EventEnvelope> events,
      Map<String, ConsumerRecord<byte[], byte[]>> records,
      Map<ConsumerRecord<byte[], byte[]>, DeadLetter> letters) {}

  EventFollower(
      Consumer<byte[], byte[]> consumer,
      String topic,
      EventRecords format,
      IndexSetup setup,
      DocumentStore store,
      Outlet outlet,
      Meters meters,
      LetterMender mender,
      int cachedDocuments) {
    this.consumer = consumer;
    this.topic = topic;
    this.format = format;
    this.setup = setup;
    this.store = store;
    this.outlet = outlet;
    this.meters = meters;
    this.documents = new KnownDocuments(store, cachedDocuments);
    this.handovers = new HandoverWatch(store);
    this.mender = mender;
  }

  @Override
  public void run() {
    try {
      insist(
          () -> {
            setup.run();
            return true;
          });
      waitingFor = FIRST_PARTITIONS;
      consumer.subscribe(List.of(topic), this);
      while (!stopping) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        measureLag();
        if (!records.isEmpty()) {
          follow(records);
        }
        mend();
      }
    } catch (Abandoned e) {
      if (!stopping) {
        fail(e);
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    } finally {
      consumer.close();
      mender.close();
      outlet.close();
      meters.close();
    }
  }

  /** Asks to stop after the step in hand; safe from any thread. */
  void stop() {
    stopping = true;
  }

  /** Why this role does not do its work right now; empty when it does. */
  List<String> readiness() {
    String stopped = failure;
    String away = waitingFor;
    return Stream.of(
            Optional.ofNullable(stopped).map(reason -> "projections stopped: " + reason),
            Optional.ofNullable(away).map(reason -> "projections wait for " + reason))
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    if (FIRST_PARTITIONS.equals(waitingFor)) {
      waitingFor = null;
    }
    if (waitingFor != null) {
      consumer.pause(partitions);
    }
    documents.forget();
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    lostPartitions |= !partitions.isEmpty();
    documents.forget();
  }

  private void follow(ConsumerRecords<byte[], byte[]> records) {
    lostPartitions = false;
    Timer.Sample begun = Timer.start();
    try {
      process(records);
      begun.stop(meters.batch);
    } catch (Abandoned e) {
      if (!stopping) {
        rewind(records);
      }
    }
  }

  /** Indexes again what somebody asked for; nobody else writes these documents meanwhile. */
  private void mend() {
    lostPartitions = false;
    for (Letter letter : mender.asked(ledgers())) {
      TopicPartition ledger = new TopicPartition(topic, letter.sourcePartition());
      if (consumer.currentLag(ledger).orElse(1) > 0) {
        // documents may be ahead of what is read again after a rebalance or a restart
        continue;
      }
      long followedTo = consumer.position(ledger);
      try (Mending mending = mender.begin(letter, followedTo)) {
        Optional<Letter> after = Optional.empty();
        while (after.isEmpty()) {
          after = insist(mending::step);
          keepPlace(Duration.ZERO);
        }
        mender.done(after.get());
      } catch (Abandoned e) {
        // whoever has the ledger next is asked too
        return;
      } finally {
        consumer.resume(consumer.paused());
        waitingFor = null;
        documents.forget();
      }
    }
  }

  private Set<Integer> ledgers() {
    return consumer.assignment().stream()
        .map(TopicPartition::partition)
        .collect(Collectors.toSet());
  }

  private void process(ConsumerRecords<byte[], byte[]> records) throws Abandoned {
    if (insist(store::follow).moved()) {
      LOG.info("Readers are given another generation of indexes: writing to it from here on");
      documents.forget();
    }
    Decoded decoded = insist(() -> decode(records));
    Needs needs = Needs.of(decoded.events());
    BatchFold.Result result = insist(() -> BatchFold.fold(documents.load(needs), decoded.events()));
    for (List<SearchDocument> stage : result.stages()) {
      insist(() -> store.write(stage)).forEach(refusal -> refuse(refusal, decoded));
    }
    insist(() -> publish(result, decoded));
    insist(() -> send(result, decoded.letters()));
    commit(records);
    documents.remember(result.changed());
    meters.events.increment(decoded.events().size());
    decoded.letters().values().forEach(letter -> meters.deadLetter(letter.reason()));
  }

  private Decoded decode(ConsumerRecords<byte[], byte[]> records) throws Away {
    Decoded decoded = new Decoded(new ArrayList<>(), new HashMap<>(), new HashMap<>());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        EventEnvelope event = format.read(record.topic(), record.value());
        decoded.events().add(event);
        decoded.records().put(event.eventId().toString(), record);
      } catch (Undecodable e) {
        LOG.error(
            "Expected an event at {}-{} offset {}, but it is none ({}): sent to the dead letters",
            record.topic(),
            record.partition(),
            record.offset(),
            e.reason());
        decoded.letters().put(record, new DeadLetter(e.reason()));
      }
    }
    return decoded;
  }

  private void refuse(Refusal refusal, Decoded decoded) {
    ConsumerRecord<byte[], byte[]> record =
        decoded.records().get(refusal.document().eventId().toString());
    if (record == null) {
      throw new IllegalStateException("Expected the record of a document, but there is none");
    }
    DeadLetter letter = DeadLetter.refused(refusal);
    LOG.error(
        "OpenSearch refuses a document of {}-{} offset {} ({}): sent to the dead letters",
        record.topic(),
        record.partition(),
        record.offset(),
        letter.reason());
    decoded.letters().putIfAbsent(record, letter);
  }

  private boolean publish(BatchFold.Result result, Decoded decoded) throws SearchUnavailable {
    if (!decoded.events().isEmpty()) {
      store.publish(result.progress(), consumer.partitionsFor(topic).size());
    }
    return true;
  }

  private boolean send(
      BatchFold.Result result, Map<ConsumerRecord<byte[], byte[]>, DeadLetter> letters)
      throws Away {
    outlet.calls(result.calls());
    outlet.controls(result.controls());
    outlet.budgets(result.budgets());
    for (Map.Entry<ConsumerRecord<byte[], byte[]>, DeadLetter> letter : letters.entrySet()) {
      outlet.deadLetter(letter.getKey(), letter.getValue());
    }
    outlet.flush();
    return true;
  }

  /** A commit that comes too late is no harm: the batch is delivered again and changes nothing. */
  private void commit(ConsumerRecords<byte[], byte[]> records) throws Abandoned {
    try {
      insist(
          () -> {
            try {
              consumer.commitSync(records.nextOffsets());
              return true;
            } catch (RebalanceInProgressException | CommitFailedException e) {
              throw e;
            } catch (RetriableException e) {
              throw new Away("Expected Kafka to take a commit, but: " + e.getMessage(), e);
            }
          });
    } catch (RebalanceInProgressException | CommitFailedException e) {
      LOG.info("A batch was not committed because the group is rebalancing; it will come again");
      documents.forget();
    }
  }

  /** Repeats an attempt until it succeeds, staying in the group meanwhile. */
  private <T> T insist(Attempt<T> attempt) throws Abandoned {
    for (int failures = 1; ; failures++) {
      try {
        T result = attempt.run();
        if (failures > 1) {
          LOG.info("Going on after {} failed attempts", failures - 1);
          waitingFor = null;
          consumer.resume(consumer.paused());
        }
        return result;
      } catch (Away | SearchUnavailable e) {
        String message = String.valueOf(e.getMessage());
        if (!message.equals(waitingFor)) {
          LOG.warn("Waiting: {}", message);
        }
        waitingFor = message;
        meters.retries.increment();
        if (e instanceof SearchUnavailable && handovers.moved()) {
          // what was folded belongs to the generation that was left
          throw new Abandoned();
        }
        standBy(Away.pause(failures));
      }
    }
  }

  private void standBy(Duration pause) throws Abandoned {
    long end = System.nanoTime() + pause.toNanos();
    while (System.nanoTime() - end < 0) {
      if (stopping) {
        throw new Abandoned();
      }
      if (consumer.subscription().isEmpty()) {
        LockSupport.parkNanos(SHORT_POLL.toNanos());
      } else {
        keepPlace(SHORT_POLL);
      }
      if (lostPartitions) {
        throw new Abandoned();
      }
    }
  }

  /** Stays in the group without taking anything. */
  private void keepPlace(Duration wait) throws Abandoned {
    consumer.pause(consumer.assignment());
    if (!consumer.poll(wait).isEmpty()) {
      throw new IllegalStateException("Expected no records of paused partitions, but some came");
    }
    measureLag();
    if (stopping || lostPartitions) {
      throw new Abandoned();
    }
  }

  /** Takes the batch from its beginning again, where it is still ours. */
  private void rewind(ConsumerRecords<byte[], byte[]> records) {
    Set<TopicPartition> ours = consumer.assignment();
    for (TopicPartition partition : records.partitions()) {
      if (ours.contains(partition)) {
        consumer.seek(partition, records.records(partition).getFirst().offset());
      }
    }
    consumer.resume(consumer.paused());
    waitingFor = null;
    documents.forget();
  }

  private void measureLag() {
    Set<TopicPartition> ours = consumer.assignment();
    for (TopicPartition partition : ours) {
      OptionalLong lag = consumer.currentLag(partition);
      lag.ifPresent(records -> meters.lag(partition.partition(), records));
    }
    meters.keepLag(ledgers());
  }

  private void fail(Throwable e) {
    failure = e.getClass().getSimpleName() + ": " + e.getMessage();
    LOG.error("The projections stopped. Restart this role after the cause is mended.", e);
  }
}
