package io.countersign.projections.kafka;

import io.countersign.projections.document.BatchFold;
import io.countersign.projections.document.Needs;
import io.countersign.projections.document.SearchDocument;
import io.countersign.projections.opensearch.DocumentStore;
import io.countersign.projections.opensearch.Refusal;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Indexes one event that was set aside. Later events have been folded into its documents without
 * it, so these are folded again from their first event to the last that was followed, and written
 * in place of what is there. Done by the one who follows the ledger, who then knows nobody writes
 * them meanwhile.
 */
final class Mending implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Mending.class);
  private static final Duration POLL = Duration.ofMillis(500);

  private final Letter letter;
  private final TopicPartition partition;
  private final long end;
  private final Optional<Long> earliestLetter;
  private final Consumer<byte[], byte[]> consumer;
  private final EventRecords format;
  private final DocumentStore store;
  private final Outlet outlet;

  private final Map<Kind, Set<String>> targets = new EnumMap<>(Kind.class);
  private final Map<Kind, Map<String, JsonObject>> folded = new EnumMap<>(Kind.class);
  private final List<Map<String, SearchDocument>> stages = new ArrayList<>();
  private final Map<String, Optional<CallSnapshot>> calls = new HashMap<>();
  private final Map<String, Optional<EventEnvelope>> controls = new HashMap<>();
  private @Nullable EventEnvelope event;

  /**
   * Begins.
   *
   * @param end the offset up to which the ledger has been followed
   * @param earliestLetter the first record of the ledger that was ever set aside
   * @param consumer one of its own, which it closes
   */
  Mending(
      Letter letter,
      long end,
      Optional<Long> earliestLetter,
      Consumer<byte[], byte[]> consumer,
      EventRecords format,
      DocumentStore store,
      Outlet outlet) {
    this.letter = letter;
    this.partition = new TopicPartition(letter.sourceTopic(), letter.sourcePartition());
    this.end = end;
    this.earliestLetter = earliestLetter;
    this.consumer = consumer;
    this.format = format;
    this.store = store;
    this.outlet = outlet;
    consumer.assign(List.of(partition));
    consumer.seek(partition, letter.sourceOffset());
  }

  /** Does a part of the work; may be repeated when something is away. Empty: there is more. */
  Optional<Letter> step() throws Away, SearchUnavailable {
    if (event == null) {
      return begin();
    }
    if (consumer.position(partition) < end) {
      fold(event);
      return Optional.empty();
    }
    return Optional.of(write());
  }

  private Optional<Letter> begin() throws Away, SearchUnavailable {
    List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(POLL).records(partition);
    if (records.isEmpty()) {
      return Optional.empty();
    }
    ConsumerRecord<byte[], byte[]> record = records.getFirst();
    consumer.seek(partition, letter.sourceOffset());
    if (record.offset() != letter.sourceOffset()) {
      return Optional.of(failed("GONE"));
    }
    EventEnvelope read;
    try {
      read = format.read(record.topic(), record.value());
    } catch (Undecodable e) {
      return Optional.of(failed(e.reason()));
    }
    store.follow();
    consumer.seek(partition, aim(read));
    event = read;
    return Optional.empty();
  }

  /** Notes the documents of the event; returns where the first event of all of them may be. */
  private long aim(EventEnvelope read) throws SearchUnavailable {
    Needs needs = Needs.of(List.of(read));
    needs.ids().forEach((kind, ids) -> targets.put(kind, new HashSet<>(ids)));
    Map<String, JsonObject> calls = store.fetch(Kind.CALLS, ids(Kind.CALLS));
    targets
        .computeIfAbsent(Kind.APPROVALS, none -> new HashSet<>())
        .addAll(needs.endedApprovals(calls));
    long from = Math.min(letter.sourceOffset(), earliestLetter.orElse(Long.MAX_VALUE));
    for (Kind kind : Needs.KINDS) {
      for (JsonObject document : store.fetch(kind, ids(kind)).values()) {
        // offsets are never below positions
        from = Math.min(from, document.integer("firstPosition").orElse(0L));
      }
      folded.put(kind, new HashMap<>());
    }
    return from;
  }

  private Collection<String> ids(Kind kind) {
    return targets.getOrDefault(kind, Set.of());
  }

  private void fold(EventEnvelope mended) throws Away {
    List<EventEnvelope> events = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
      if (record.offset() < end) {
        try {
          EventEnvelope each = format.read(record.topic(), record.value());
          if (touches(each)) {
            events.add(each);
          }
        } catch (Undecodable e) {
          LOG.debug("Passed over what is another dead letter at offset {}", record.offset());
        }
      }
    }
    if (events.isEmpty()) {
      return;
    }
    BatchFold.Result result = BatchFold.fold(folded, events);
    Set<String> ofTheCall = timelineOf(mended, events);
    for (int stage = 0; stage < result.stages().size(); stage++) {
      while (stages.size() <= stage) {
        stages.add(new LinkedHashMap<>());
      }
      for (SearchDocument document : result.stages().get(stage)) {
        boolean ours =
            document.kind() == Kind.TIMELINE
                ? ofTheCall.contains(document.id())
                : ids(document.kind()).contains(document.id());
        if (ours) {
          stages.get(stage).put(document.kind() + " " + document.id(), document);
        }
      }
    }
    result
        .changed()
        .forEach((kind, documents) -> Objects.requireNonNull(folded.get(kind)).putAll(documents));
    UUID call = mended.callId();
    if (call != null) {
      String key = mended.tenant() + "/" + call;
      result.calls().entrySet().stream()
          .filter(snapshot -> snapshot.getKey().equals(key))
          .forEach(snapshot -> calls.put(key, snapshot.getValue()));
    }
    controls.putAll(result.controls());
  }

  private boolean touches(EventEnvelope each) {
    return Needs.of(List.of(each)).ids().entrySet().stream()
        .anyMatch(needed -> needed.getValue().stream().anyMatch(ids(needed.getKey())::contains));
  }

  /** The event's own entry, and those of its call, which borrow from the intent. */
  private static Set<String> timelineOf(EventEnvelope mended, List<EventEnvelope> events) {
    Set<String> ids = new HashSet<>();
    UUID call = mended.callId();
    for (EventEnvelope each : events) {
      if (each.eventId().equals(mended.eventId()) || (call != null && call.equals(each.callId()))) {
        ids.add(each.eventId().toString());
      }
    }
    return ids;
  }

  private Letter write() throws Away, SearchUnavailable {
    for (Map<String, SearchDocument> stage : stages) {
      List<Refusal> refused = store.write(List.copyOf(stage.values()));
      if (!refused.isEmpty()) {
        return failed(DeadLetter.refused(refused.getFirst()).reason());
      }
    }
    publish();
    LOG.info("Dead letter {} has been indexed", letter.id());
    return marked(letter.become(Letter.State.REPLAYED, ""));
  }

  /** The compacted topics hear what they would have heard of the event's own call and controls. */
  private void publish() throws Away {
    outlet.calls(calls);
    outlet.controls(controls);
    outlet.flush();
  }

  private Letter failed(String reason) throws Away {
    LOG.error("Dead letter {} cannot be indexed yet: {}", letter.id(), reason);
    return marked(letter.become(Letter.State.FAILED, reason));
  }

  private Letter marked(Letter after) throws Away {
    outlet.mark(after);
    outlet.flush();
    return after;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
