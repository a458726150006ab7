package io.countersign.projections.kafka;

import io.countersign.projections.document.BatchFold;
import io.countersign.projections.document.BatchFold.Progress;
import io.countersign.projections.document.Needs;
import io.countersign.projections.document.SearchDocument;
import io.countersign.projections.document.Version;
import io.countersign.projections.opensearch.DocumentStore;
import io.countersign.projections.opensearch.Refusal;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all ledgers into a generation of indexes, batch after batch, as the one member of its
 * group. Offsets are committed after the documents of a batch were taken, with the {@link
 * LedgerTally} of each ledger beside them, so that a rebuild which was killed goes on where it was.
 */
final class GenerationFiller implements ConsumerRebalanceListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GenerationFiller.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration JOIN = Duration.ofSeconds(60);

  /** How long something may be away before a rebuild gives up; it goes on when run again. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final EventRecords format;
  private final DocumentStore store;
  private final Outlet outlet;
  private final KnownDocuments documents;
  private final Set<Kind> kinds;
  private final Map<TopicPartition, LedgerTally> tallies = new HashMap<>();
  private int ledgers;
  private boolean lost;

  GenerationFiller(
      Consumer<byte[], byte[]> consumer,
      String topic,
      EventRecords format,
      DocumentStore store,
      Outlet outlet,
      Set<Kind> kinds,
      int cachedDocuments) {
    this.consumer = consumer;
    this.topic = topic;
    this.format = format;
    this.store = store;
    this.outlet = outlet;
    this.kinds = kinds;
    this.documents = new KnownDocuments(store, cachedDocuments, kinds);
  }

  /** Joins the group and takes all ledgers, from where they were left. */
  void join() throws RebuildRefused {
    ledgers = consumer.partitionsFor(topic).size();
    consumer.subscribe(List.of(topic), this);
    long end = System.nanoTime() + JOIN.toNanos();
    while (consumer.assignment().isEmpty()) {
      if (!consumer.poll(POLL).isEmpty()) {
        // the first records come again: they were not taken yet
        break;
      }
      if (System.nanoTime() - end > 0) {
        throw new RebuildRefused(
            "Expected to be given the ledgers within %s, but was not: is another rebuild under way?"
                .formatted(JOIN),
            null);
      }
    }
    requireAll();
    consumer
        .committed(consumer.assignment())
        .forEach(
            (partition, offset) -> {
              tallies.put(partition, LedgerTally.read(offset == null ? "" : offset.metadata()));
              if (offset == null) {
                consumer.seekToBeginning(List.of(partition));
              } else {
                consumer.seek(partition, offset);
              }
            });
  }

  private void requireAll() throws RebuildRefused {
    if (lost || consumer.assignment().size() != ledgers) {
      throw new RebuildRefused(
          "Expected to be alone, but another rebuild of the same generation is under way. Let it finish, or stop it and run this again.",
          null);
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    lost |= !partitions.isEmpty();
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    // all of them, or this rebuild stops: see requireAll
  }

  /** Reads and indexes one batch, if there is one. Returns the number of its records. */
  int batch() throws RebuildRefused {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    requireAll();
    if (records.isEmpty()) {
      return 0;
    }
    CountedBatch batch = insist(() -> decode(records));
    Needs needs = Needs.of(batch.events());
    BatchFold.Result result = insist(() -> BatchFold.fold(documents.load(needs), batch.events()));
    List<Refusal> refusals = new ArrayList<>();
    for (List<SearchDocument> stage : result.stages()) {
      List<SearchDocument> ours =
          stage.stream().filter(document -> kinds.contains(document.kind())).toList();
      refusals.addAll(insist(() -> store.write(ours)));
    }
    setAside(refusals, batch);
    batch.opened(result);
    commit(batch);
    documents.remember(result.changed());
    tallies.putAll(batch.tallies());
    return records.count();
  }

  private CountedBatch decode(ConsumerRecords<byte[], byte[]> records) throws Away {
    CountedBatch batch = new CountedBatch(records, tallies);
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        batch.event(record, format.read(record.topic(), record.value()));
      } catch (Undecodable e) {
        LOG.warn(
            "{}-{} offset {} is no event ({}): passed over, as the projections do",
            record.topic(),
            record.partition(),
            record.offset(),
            e.reason());
        batch.unreadable(record);
      }
    }
    return batch;
  }

  private void setAside(List<Refusal> refusals, CountedBatch batch) throws RebuildRefused {
    Map<ConsumerRecord<byte[], byte[]>, DeadLetter> letters = new HashMap<>();
    for (Refusal refusal : refusals) {
      ConsumerRecord<byte[], byte[]> record = batch.refused(refusal);
      DeadLetter letter = DeadLetter.refused(refusal);
      LOG.error(
          "OpenSearch refuses a document of {}-{} offset {} ({}): sent to the dead letters",
          record.topic(),
          record.partition(),
          record.offset(),
          letter.reason());
      letters.putIfAbsent(record, letter);
    }
    insist(
        () -> {
          for (Map.Entry<ConsumerRecord<byte[], byte[]>, DeadLetter> letter : letters.entrySet()) {
            outlet.deadLetter(letter.getKey(), letter.getValue());
          }
          outlet.flush();
          return true;
        });
  }

  private void commit(CountedBatch batch) throws RebuildRefused {
    try {
      insist(
          () -> {
            try {
              consumer.commitSync(batch.offsets());
              return true;
            } catch (RebalanceInProgressException | CommitFailedException e) {
              throw e;
            } catch (RetriableException e) {
              throw new Away("Expected Kafka to take a commit, but: " + e.getMessage(), e);
            }
          });
    } catch (RebalanceInProgressException | CommitFailedException e) {
      throw new RebuildRefused(
          "Expected to be alone, but another rebuild of the same generation has come", e);
    }
  }

  /** One thing to do that may find something away. */
  interface Attempt<T> {
    T run() throws Away, SearchUnavailable;
  }

  /** Repeats an attempt for some minutes. */
  static <T> T insist(Attempt<T> attempt) throws RebuildRefused {
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (int failures = 1; ; failures++) {
      try {
        return attempt.run();
      } catch (Away | SearchUnavailable e) {
        if (System.nanoTime() - end > 0 || Thread.interrupted()) {
          throw new RebuildRefused(
              e.getMessage() + ". Run the rebuild again later: it goes on where it was.", e);
        }
        LOG.warn("Waiting: {}", e.getMessage());
        LockSupport.parkNanos(Away.pause(failures).toNanos());
      }
    }
  }

  /** Where each ledger ends now. */
  Map<TopicPartition, Long> ends() {
    return consumer.endOffsets(consumer.assignment());
  }

  /** How many records there were before the ends, in all. */
  long total(Map<TopicPartition, Long> ends) {
    long begin =
        consumer.beginningOffsets(ends.keySet()).values().stream().mapToLong(Long::longValue).sum();
    return ends.values().stream().mapToLong(Long::longValue).sum() - begin;
  }

  /** How many records are left before the ends. */
  long left(Map<TopicPartition, Long> ends) {
    long left = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      left += Math.max(0, end.getValue() - consumer.position(end.getKey()));
    }
    return left;
  }

  /** Whether everything up to this progress has been indexed. */
  boolean covers(List<Progress> reached) {
    for (Progress ledger : reached) {
      LedgerTally tally = tallies.get(new TopicPartition(topic, ledger.ledger()));
      if (tally == null || tally.version() < Version.of(ledger.generation(), ledger.position())) {
        return false;
      }
    }
    return true;
  }

  /** Up to where everything of each ledger has been indexed here. */
  List<Progress> progress() {
    List<Progress> progress = new ArrayList<>();
    tallies()
        .forEach(
            (ledger, tally) -> {
              if (tally.version() != Version.NONE) {
                progress.add(
                    new Progress(
                        ledger,
                        Version.generation(tally.version()),
                        Version.position(tally.version())));
              }
            });
    return progress;
  }

  int ledgers() {
    return ledgers;
  }

  /** What was counted, by ledger. */
  Map<Integer, LedgerTally> tallies() {
    Map<Integer, LedgerTally> byLedger = new TreeMap<>();
    tallies.forEach((partition, tally) -> byLedger.put(partition.partition(), tally));
    return byLedger;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
