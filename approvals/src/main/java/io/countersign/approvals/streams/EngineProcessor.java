package io.countersign.approvals.streams;

import io.countersign.approvals.Delivery;
import io.countersign.approvals.Engine;
import io.countersign.approvals.EventTooLarge;
import io.countersign.approvals.Fold;
import io.countersign.approvals.UnsupportedLevel;
import io.countersign.approvals.state.Deadline;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.Tick;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.kafka.LogHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the engine over one ledger: one command in, its events out, the state folded, all in one
 * transaction. Called by one stream thread at a time.
 */
final class EngineProcessor implements Processor<byte[], byte[], LedgerKey, byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger(EngineProcessor.class);
  private static final Duration TICK = Duration.ofSeconds(1);

  /** A tick that was not handled by then got lost. */
  private static final Duration TICK_LOST = Duration.ofSeconds(10);

  private static final int STACK_LINES = 8;

  private final Engine engine;
  private final Wire wire;
  private final Ticker ticker;
  private final CrashLog crashes;
  private @Nullable ProcessorContext<LedgerKey, byte[]> context;
  private @Nullable StoredState state;
  private @Nullable Instant tickSentAt;

  EngineProcessor(Engine engine, Wire wire, Ticker ticker, CrashLog crashes) {
    this.engine = engine;
    this.wire = wire;
    this.ticker = ticker;
    this.crashes = crashes;
  }

  @Override
  public void init(ProcessorContext<LedgerKey, byte[]> newContext) {
    context = newContext;
    KeyValueStore<Bytes, byte[]> store = newContext.getStateStore(EngineTopology.STORE);
    state = new StoredState(store);
    tickSentAt = null;
    newContext.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tickWhenDue);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata place = context().recordMetadata().orElseThrow();
    try {
      expectNext(place);
      List<EventEnvelope> events = handle(record, place);
      for (EventEnvelope event : events) {
        Fold.apply(state(), event);
        forward(event);
      }
      state().keepPlace(place.offset() + 1);
      state().flush();
    } catch (UnsupportedLevel | UnreadableState | LostPlace e) {
      // The command is fine; this build does not fit the ledger. It must not be set aside.
      throw e;
    } catch (Error e) {
      crashes.note(place.partition(), place.offset(), e);
      throw e;
    }
  }

  /**
   * Nobody writes commands in transactions and nothing compacts them, so their offsets have no
   * holes.
   */
  private void expectNext(RecordMetadata place) {
    long expected = state().nextCommand();
    if (expected >= 0 && expected != place.offset()) {
      throw new LostPlace(place.partition(), expected, place.offset());
    }
  }

  private List<EventEnvelope> handle(Record<byte[], byte[]> record, RecordMetadata place) {
    CommandEnvelope command;
    try {
      command = wire.command(record.value() == null ? new byte[0] : record.value());
    } catch (IllegalArgumentException e) {
      return failed(
          record,
          place,
          null,
          "UNDECODABLE",
          "Expected a command of a known schema, but the record is none.");
    }
    if (crashes.quarantined(place.partition(), place.offset())) {
      return failed(
          record,
          place,
          command,
          "QUARANTINED",
          "Expected a command that can be handled, but it killed the engine %s times."
              .formatted(CrashLog.MOST_CRASHES));
    }
    if (command.body() instanceof Tick) {
      tickSentAt = null;
    }
    try {
      return engine.handle(
          state(),
          new Delivery(command, place.partition(), Instant.ofEpochMilli(record.timestamp())));
    } catch (EventTooLarge e) {
      LOG.error(
          "A command needs a larger event than fits ledger={} offset={} problem={}",
          place.partition(),
          place.offset(),
          e.told());
      return failed(record, place, command, EventTooLarge.FAILURE, e.told());
    } catch (RuntimeException e) {
      LOG.error(
          "The engine failed on a command ledger={} offset={} error={} at={}",
          place.partition(),
          place.offset(),
          e.getClass().getName(),
          // Never the message: it may repeat a value of the command.
          Arrays.stream(e.getStackTrace()).limit(STACK_LINES).toList());
      return failed(
          record,
          place,
          command,
          "HANDLER_FAILED",
          "Expected the engine to handle this command, but it failed with %s. This is a bug; nothing was allowed."
              .formatted(e.getClass().getSimpleName()));
    }
  }

  private List<EventEnvelope> failed(
      Record<byte[], byte[]> record,
      RecordMetadata place,
      @Nullable CommandEnvelope command,
      String failure,
      String message) {
    byte[] value = record.value() == null ? new byte[0] : record.value();
    String tenant = command == null ? CommandEnvelope.PLATFORM : command.tenant();
    RecordHeaders headers = new RecordHeaders(record.headers());
    LogHeaders.deadLetter(
        headers, "engine", failure, place.topic(), place.partition(), place.offset());
    context()
        .forward(
            new Record<>(
                new LedgerKey(place.partition(), tenant), value, record.timestamp(), headers),
            EngineTopology.DEAD_LETTERS);
    return engine.failed(
        state(),
        place.partition(),
        Instant.ofEpochMilli(record.timestamp()),
        Digest.sha256(value),
        command,
        failure,
        message);
  }

  private void forward(EventEnvelope event) {
    context()
        .forward(
            new Record<>(
                new LedgerKey(event.ledger(), event.tenant()),
                wire.event(event),
                event.recordedAt().toEpochMilli(),
                headers(event)),
            EngineTopology.EVENTS);
  }

  /** Computed from the event alone, so a repeat is equal. */
  private static Headers headers(EventEnvelope event) {
    Headers headers =
        LogHeaders.of(
            event.eventId(),
            event.type(),
            "/countersign/ledgers/" + event.ledger(),
            event.recordedAt(),
            event.commandId(),
            event.traceparent());
    LogHeaders.add(headers, LogHeaders.EVENT_TYPE, event.type());
    return headers;
  }

  /** Asks for a tick when something is due, at most one at a time. */
  private void tickWhenDue(long wallClockMillis) {
    Instant now = Instant.ofEpochMilli(wallClockMillis);
    List<Deadline> due = state().due(now, 1);
    boolean outstanding = tickSentAt != null && tickSentAt.plus(TICK_LOST).isAfter(now);
    if (!due.isEmpty() && !outstanding) {
      tickSentAt = now;
      ticker.tick(context().taskId().partition());
    }
  }

  private ProcessorContext<LedgerKey, byte[]> context() {
    return Objects.requireNonNull(context, "init comes first");
  }

  private StoredState state() {
    return Objects.requireNonNull(state, "init comes first");
  }
}
