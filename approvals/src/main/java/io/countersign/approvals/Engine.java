package io.countersign.approvals;

import io.countersign.approvals.avro.EventSize;
import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.decision.ClockCheck;
import io.countersign.approvals.state.Answered;
import io.countersign.approvals.state.Call;
import io.countersign.approvals.state.Head;
import io.countersign.approvals.state.StateView;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.Topics;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.call.Salt;
import io.countersign.schemas.call.Source;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.command.AbandonCall;
import io.countersign.schemas.command.ActivateBehaviour;
import io.countersign.schemas.command.ApprovalCommand;
import io.countersign.schemas.command.CancelCall;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.ControlCommand;
import io.countersign.schemas.command.EngageBrake;
import io.countersign.schemas.command.OpenLedger;
import io.countersign.schemas.command.OversightCommand;
import io.countersign.schemas.command.RecordAuditAccess;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.command.ReleaseBrake;
import io.countersign.schemas.command.Tick;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.EventEnvelope;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The engine: a pure function from a ledger's state and one command to events. It looks at nothing
 * else, so the same log always gives the same record; only {@link Fold} changes state. Thread safe,
 * because it holds nothing that changes; compiled policies and schemas are remembered by digest,
 * and no result depends on that.
 */
public final class Engine {
  private final Map<Integer, Checks> levels;
  private final IntentHandler intents = new IntentHandler();
  private final OutcomeHandler outcomes = new OutcomeHandler();
  private final CallHandler calls = new CallHandler();
  private final ControlHandler controls = new ControlHandler();
  private final ChangeHandler changes = new ChangeHandler(controls);
  private final ApprovalHandler approvals = new ApprovalHandler(changes);
  private final OversightHandler oversight = new OversightHandler();
  private final LedgerHandler ledgers;

  /** The engine with every behaviour level of this build. */
  public Engine() {
    this(List.of(Checks.levelOne()));
  }

  /** An engine with these behaviour levels. */
  public Engine(List<Checks> levels) {
    this.levels =
        levels.stream().collect(Collectors.toUnmodifiableMap(Checks::level, Function.identity()));
    this.ledgers = new LedgerHandler(this.levels.keySet());
  }

  /** Highest behaviour level that this engine can follow. */
  public int highestLevel() {
    return levels.keySet().stream().mapToInt(Integer::intValue).max().orElseThrow();
  }

  /**
   * Handles one command.
   *
   * @return its events, in order; none for a command before the genesis of its ledger, or a tick
   *     when nothing is due
   * @throws EventTooLarge when an event would have more bytes than its topic takes
   * @throws RuntimeException for a bug: the caller records {@link #failed} in its place and changes
   *     nothing
   */
  public List<EventEnvelope> handle(StateView state, Delivery delivery) {
    CommandEnvelope command = delivery.command();
    Head head = state.head();
    if (head == null) {
      return command.body() instanceof OpenLedger open ? open(state, delivery, open) : List.of();
    }
    Checks checks = checks(head.settings().behaviourLevel());
    boolean suspect = clockSuspect(head, command, delivery.logTime());
    Instant now = suspect ? head.now() : later(head.now(), delivery.logTime());
    Moment moment = new Moment(state, head, now, delivery.logTime(), suspect, command);
    Recorder recorder = new Recorder(state, head, now, command);
    if (!refused(moment, checks, recorder)) {
      dispatch(moment, checks, recorder);
    }
    return fitting(recorder.events());
  }

  /** The events, each of which its topic takes. */
  private static List<EventEnvelope> fitting(List<EventEnvelope> events) {
    for (EventEnvelope event : events) {
      int bytes = EventSize.of(event);
      if (bytes > Topics.MAX_EVENT_BYTES) {
        throw new EventTooLarge(event.type(), bytes);
      }
    }
    return events;
  }

  private void dispatch(Moment moment, Checks checks, Recorder recorder) {
    StateView state = moment.state();
    Head head = moment.head();
    CommandEnvelope command = moment.command();
    switch (command.body()) {
      case RecordIntent intent -> intents.handle(moment, intent, checks, recorder);
      case RecordOutcome outcome -> outcomes.handle(moment, outcome, recorder);
      case CancelCall cancel -> calls.cancel(moment, cancel, recorder);
      case AbandonCall abandon -> calls.abandon(moment, abandon, recorder);
      case ApprovalCommand approval -> approvals.handle(moment, approval, checks, recorder);
      case ControlCommand control -> changes.handle(moment, control, recorder);
      case OversightCommand watch -> oversight.handle(moment, watch, recorder);
      case Tick tick -> ledgers.tick(state, moment.now(), recorder);
      case OpenLedger open -> ledgers.openAgain(head, command, recorder);
      case ActivateBehaviour activate -> ledgers.activate(head, command, activate, recorder);
    }
  }

  /** A build that does not know the level stops at any command: no handler is the same for sure. */
  private Checks checks(int level) {
    Checks checks = levels.get(level);
    if (checks == null) {
      throw new UnsupportedLevel(level, highestLevel());
    }
    return checks;
  }

  /**
   * What holds for every command, before it is looked at: the right ledger, the right tenant, an id
   * we can vouch for, no repeat.
   */
  private boolean refused(Moment moment, Checks checks, Recorder recorder) {
    CommandEnvelope command = moment.command();
    Head head = moment.head();
    String type = command.body().type();
    boolean platform = command.tenant().equals(CommandEnvelope.PLATFORM);
    if (!mayConcern(command.body(), platform)) {
      recorder.reject(
          CommandEnvelope.PLATFORM,
          null,
          null,
          type,
          "TENANT_RESERVED",
          "Expected tenant %s for ledger commands and no others, but this %s is otherwise."
              .formatted(CommandEnvelope.PLATFORM, type),
          null);
      return true;
    }
    if (platform) {
      return false;
    }
    int right = TenantPartition.of(command.tenant(), head.partitions());
    if (right != head.ledger()) {
      recorder.reject(
          CommandEnvelope.PLATFORM,
          null,
          null,
          type,
          "MISROUTED",
          "Expected this tenant in ledger %s, but the command stands in ledger %s."
              .formatted(right, head.ledger()),
          null);
      return true;
    }
    Answered answered = moment.state().answered(command.commandId());
    if (answered != null) {
      repeat(moment, answered, checks, recorder);
      return true;
    }
    return idRefused(moment, recorder);
  }

  /** Whether a command may concern the whole ledger, or else a tenant. */
  private static boolean mayConcern(Command body, boolean platform) {
    return switch (body) {
      case Tick tick -> platform;
      case OpenLedger open -> platform;
      case ActivateBehaviour activate -> platform;
      // A brake may stop one tenant or all of them.
      case EngageBrake engage -> true;
      case ReleaseBrake release -> true;
      case ApprovalCommand approval -> !platform;
      case ControlCommand control -> !platform;
      // Who may see all tenants may be refused before a tenant is known.
      case OversightCommand watch -> !platform || watch instanceof RecordAuditAccess;
      case RecordIntent intent -> !platform;
      case RecordOutcome outcome -> !platform;
      case CancelCall cancel -> !platform;
      case AbandonCall abandon -> !platform;
    };
  }

  /**
   * Whether a command may be the repeat of an answered one. The call of an intent does not count:
   * who names none gets a new one with each try.
   */
  private static boolean isSame(Answered answered, CommandEnvelope command) {
    boolean failedBefore = answered.commandType().equals("CommandFailed");
    boolean sameType = failedBefore || answered.commandType().equals(command.body().type());
    boolean sameCall =
        command.body() instanceof RecordIntent
            || answered.callId() == null
            || callId(command.body()) == null
            || answered.callId().equals(callId(command.body()));
    return answered.tenant().equals(command.tenant()) && sameType && sameCall;
  }

  /** A repeated command gets the answer that stands, and nothing else happens. */
  private void repeat(Moment moment, Answered answered, Checks checks, Recorder recorder) {
    CommandEnvelope command = moment.command();
    if (!isSame(answered, command)) {
      // Nothing of the other command is told, least of all that this one was recorded.
      recorder.reject(
          command.tenant(),
          null,
          null,
          command.body().type(),
          "COMMAND_ID_TAKEN",
          "Expected a command id that nobody has used, but %s is taken. Send a new id."
              .formatted(command.commandId()),
          null);
      return;
    }
    if (command.body() instanceof EngageBrake engage && answered.rejection() == null) {
      // "It was engaged once" must never be read as "it is engaged".
      controls.handle(moment, engage, recorder);
      return;
    }
    Call call =
        answered.callId() == null ? null : moment.state().call(command.tenant(), answered.callId());
    StandingAnswer standing =
        answered.rejection() == null && command.body() instanceof RecordIntent intent
            ? intents.standing(moment, call, intent, checks)
            : null;
    String message =
        answered.message() != null
            ? answered.message()
            : "Expected a new command, but %s was answered at position %s."
                .formatted(command.commandId(), answered.position());
    recorder.reject(
        command.tenant(),
        call == null ? null : call.runId(),
        answered.callId(),
        command.body().type(),
        answered.rejection() == null ? "DUPLICATE_COMMAND" : answered.rejection(),
        message,
        standing);
  }

  private static boolean idRefused(Moment moment, Recorder recorder) {
    CommandEnvelope command = moment.command();
    String refusal = idRefusal(command.commandId(), moment);
    if (refusal == null) {
      return false;
    }
    recorder.reject(
        command.tenant(),
        null,
        null,
        command.body().type(),
        refusal,
        "Expected a command id that is a UUIDv7 from %s to 5 minutes after %s, but it is another. Send a new id."
            .formatted(horizon(moment.head(), moment.now()), moment.now()),
        null);
    return true;
  }

  /**
   * Why an id is refused, or null. Ids carry their time: older than the horizon they may have been
   * forgotten, far in the future they would never be. While the clocks disagree no time means
   * anything.
   */
  static @Nullable String idRefusal(UUID id, Moment moment) {
    if (!Ids.isVersion7(id)) {
      return "ID_INVALID";
    }
    if (moment.clockSuspect()) {
      return null;
    }
    if (Ids.time(id).isBefore(horizon(moment.head(), moment.now()))) {
      return "ID_TOO_OLD";
    }
    return Ids.time(id).isAfter(moment.now().plus(Ids.AHEAD)) ? "ID_IN_FUTURE" : null;
  }

  /** Ids with an earlier time may have been forgotten. */
  static Instant horizon(Head head, Instant now) {
    return later(head.horizon(), now.minusMillis(head.settings().rememberMillis()));
  }

  /**
   * Whether the broker's clock can not be believed: it differs from the sender's, or it has gone
   * back. Time is not taken from it then.
   */
  private static boolean clockSuspect(Head head, CommandEnvelope command, Instant logTime) {
    return clocksDiffer(command.issuedAt(), logTime)
        || logTime.isBefore(head.now().minus(ClockCheck.TOLERANCE));
  }

  private static boolean clocksDiffer(Instant issuedAt, Instant logTime) {
    return Duration.between(issuedAt, logTime).abs().compareTo(ClockCheck.TOLERANCE) > 0;
  }

  /** The genesis. Nothing is recorded before it, and not while the clocks disagree. */
  private List<EventEnvelope> open(StateView state, Delivery delivery, OpenLedger open) {
    if (clocksDiffer(delivery.command().issuedAt(), delivery.logTime())) {
      return List.of();
    }
    checks(open.settings().behaviourLevel());
    return ledgers.open(state, delivery, open);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /**
   * The event that stands in place of a command which could not be decoded or handled. Changes
   * nothing but the numbering. Time goes on only by a command whose sender agrees with the broker.
   *
   * @param ledger partition that the record stands in
   * @param logTime time that the broker gave it
   * @param record SHA-256 of the record's value
   * @param command the command, when it could be decoded
   */
  public List<EventEnvelope> failed(
      StateView state,
      int ledger,
      Instant logTime,
      Digest record,
      @Nullable CommandEnvelope command,
      String failure,
      String message) {
    Head head = state.head();
    if (head == null) {
      return List.of();
    }
    CommandFailed body = new CommandFailed(failure, message, record);
    if (command != null) {
      boolean suspect = clockSuspect(head, command, logTime);
      Instant now = suspect ? head.now() : later(head.now(), logTime);
      Recorder recorder = new Recorder(state, head, now, command);
      boolean ours = TenantPartition.of(command.tenant(), head.partitions()) == ledger;
      recorder.record(
          ours ? command.tenant() : CommandEnvelope.PLATFORM,
          null,
          ours ? callId(command.body()) : null,
          body);
      return recorder.events();
    }
    Recorder recorder =
        new Recorder(
            state,
            ledger,
            head.generation(),
            head.position(),
            head.now(),
            Ids.failedCommand(record, ledger, head.position()),
            null,
            new Source("unknown", EvidenceGrade.GATEWAY_REPORTED),
            null,
            new Salt(Arrays.copyOf(record.bytes(), Salt.BYTES)));
    recorder.record(CommandEnvelope.PLATFORM, null, null, body);
    return recorder.events();
  }

  private static @Nullable UUID callId(Command body) {
    return switch (body) {
      case RecordIntent intent -> intent.callId();
      case RecordOutcome outcome -> outcome.callId();
      case CancelCall cancel -> cancel.callId();
      case AbandonCall abandon -> abandon.callId();
      case ApprovalCommand approval -> ApprovalHandler.callId(approval);
      case ControlCommand control -> null;
      case OversightCommand watch -> null;
      case Tick tick -> null;
      case OpenLedger open -> null;
      case ActivateBehaviour activate -> null;
    };
  }
}
