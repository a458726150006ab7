package io.countersign.ingest;

import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.BehaviourActivated;
import io.countersign.schemas.event.CallAbandoned;
import io.countersign.schemas.event.CallCancelled;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.LedgerOpened;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.ReservationOverrun;
import io.countersign.schemas.event.ReservationSettled;
import io.countersign.schemas.event.Unknown;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the engine recorded, as the answer that a caller reads (schemas of the API document). */
public final class Replies {
  /**
   * Refusals that say no more than that it stands already. The engine repeats the first refusal
   * when a command id comes again; so a duplicate is one of a command that succeeded.
   */
  private static final Set<String> REPEATED =
      Set.of("DUPLICATE_COMMAND", "OUTCOME_REPEATED", "CONTROL_UNCHANGED");

  private Replies() {}

  /**
   * The answer to a command.
   *
   * @param event an event that answers the command
   * @param findings what the command raised before
   * @throws io.countersign.schemas.http.ProblemException when the answer is a refusal
   */
  public static Reply to(Asked asked, EventEnvelope event, List<FindingRaised> findings) {
    return switch (event.body()) {
      case DecisionMade decision -> decision(asked, event, decision, findings);
      case OutcomeRecorded outcome -> receipt(asked, event, findings, false);
      case CallCancelled cancelled -> receipt(asked, event, findings, false);
      case ControlEvent control -> control(asked, event, false);
      case ReservationSettled other -> throw noAnswer(event);
      case ReservationOverrun other -> throw noAnswer(event);
      case CommandRejected rejected -> rejected(asked, event, rejected, findings);
      case CommandFailed failed -> failed(asked, event, failed);
      case IntentRecorded other -> throw noAnswer(event);
      case OutcomeOverdue other -> throw noAnswer(event);
      case CallAbandoned other -> throw noAnswer(event);
      case LedgerOpened other -> throw noAnswer(event);
      case BehaviourActivated other -> throw noAnswer(event);
      case FindingRaised other -> throw noAnswer(event);
      case Unknown other -> throw noAnswer(event);
    };
  }

  /** Where a call stands. */
  public static JsonObject view(CallSnapshot call) {
    JsonObject.Builder json = JsonObject.builder().put("callId", call.callId().toString());
    optional(json, "runId", call.runId());
    // What a call's caller may do now, not what was decided then.
    boolean usable =
        switch (call.state()) {
          case ABANDONED, CANCELLED -> false;
          case ALLOWED, DENIED, PENDING, OVERDUE, REPORTED -> true;
        };
    json.put("state", call.state().name())
        .put("verdict", usable ? call.verdict().name() : Verdict.DENY.name())
        .put("reasons", reasons(call.reasons()))
        .put("actionDigest", call.actionDigest().text());
    placed(json, call.recordedAt(), call.ledger(), call.position());
    optional(json, "validUntil", usable ? call.validUntil() : null);
    return json.build();
  }

  private static IllegalArgumentException noAnswer(EventEnvelope event) {
    return new IllegalArgumentException(
        "Expected an event that answers a command, but was " + event.type());
  }

  private static Reply decision(
      Asked asked, EventEnvelope event, DecisionMade decision, List<FindingRaised> findings) {
    if (!asked.isOwn(event)) {
      // The last line: a decision about another action must never be read as permission.
      throw noAnswer(event);
    }
    JsonObject.Builder json = JsonObject.builder().put("callId", decision.callId().toString());
    optional(json, "runId", event.runId() == null ? asked.runId() : event.runId());
    json.put("verdict", decision.verdict().name())
        .put("reasons", reasons(decision.reasons()))
        .put("actionDigest", decision.actionDigest().text());
    placed(json, event.recordedAt(), event.ledger(), event.position());
    optional(json, "validUntil", decision.validUntil());
    findings(json, findings);
    return new Reply(200, decision.verdict().name(), json.build());
  }

  private static Reply standing(Asked asked, EventEnvelope event, StandingAnswer standing) {
    JsonObject.Builder json = JsonObject.builder();
    // The call that was decided: who sends no call id gets a new one with each try.
    optional(json, "callId", event.callId() == null ? asked.callId() : event.callId());
    optional(json, "runId", event.runId() == null ? asked.runId() : event.runId());
    json.put("verdict", standing.verdict().name())
        .put("reasons", reasons(standing.reasons()))
        .put("actionDigest", standing.actionDigest().text());
    placed(json, standing.recordedAt(), event.ledger(), standing.position());
    optional(json, "validUntil", standing.validUntil());
    return new Reply(200, standing.verdict().name(), json.build());
  }

  private static Reply receipt(
      Asked asked, EventEnvelope event, List<FindingRaised> findings, boolean repeated) {
    JsonObject.Builder json = JsonObject.builder();
    optional(json, "callId", asked.callId());
    placed(json, event.recordedAt(), event.ledger(), event.position());
    if (repeated) {
      json.put("repeated", JsonBoolean.TRUE);
    }
    findings(json, findings);
    return new Reply(200, repeated ? "REPEATED" : "RECORDED", json.build());
  }

  private static Reply control(Asked asked, EventEnvelope event, boolean repeated) {
    JsonObject.Builder json = JsonObject.builder();
    optional(json, "control", asked.control());
    placed(json, event.recordedAt(), event.ledger(), event.position());
    if (repeated) {
      json.put("repeated", JsonBoolean.TRUE);
    }
    return new Reply(200, repeated ? "REPEATED" : "RECORDED", json.build());
  }

  private static Reply rejected(
      Asked asked, EventEnvelope event, CommandRejected rejected, List<FindingRaised> findings) {
    boolean repeated = REPEATED.contains(rejected.rejection());
    return switch (asked.kind()) {
      case INTENT -> {
        StandingAnswer standing = rejected.standing();
        // A decision about another action must never be read as permission for this one.
        if (standing != null && standing.actionDigest().equals(asked.actionDigest())) {
          yield standing(asked, event, standing);
        }
        throw Problems.rejected(rejected);
      }
      case OUTCOME, CANCEL -> {
        if (repeated) {
          yield receipt(asked, event, findings, true);
        }
        throw Problems.rejected(rejected);
      }
      case CONTROL -> {
        if (repeated) {
          yield control(asked, event, true);
        }
        throw Problems.rejected(rejected);
      }
    };
  }

  /** An intent that the engine cannot handle is denied; anything else is a problem. */
  private static Reply failed(Asked asked, EventEnvelope event, CommandFailed failed) {
    Digest digest = asked.actionDigest();
    if (asked.kind() != Asked.Kind.INTENT || digest == null) {
      throw Problems.commandFailed(failed);
    }
    JsonObject reason =
        JsonObject.builder()
            .put("check", "engine")
            .put("result", "FAILED")
            .put("code", failed.failure())
            .put("message", failed.message())
            .build();
    JsonObject.Builder json = JsonObject.builder();
    optional(json, "callId", asked.callId());
    optional(json, "runId", asked.runId());
    json.put("verdict", Verdict.DENY.name())
        .put("reasons", JsonArray.of(reason))
        .put("actionDigest", digest.text());
    placed(json, event.recordedAt(), event.ledger(), event.position());
    return new Reply(200, Verdict.DENY.name(), json.build());
  }

  private static JsonArray reasons(List<Reason> reasons) {
    return new JsonArray(reasons.stream().map(Replies::reason).toList());
  }

  private static JsonValue reason(Reason reason) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("check", reason.check())
            .put("result", reason.result().name())
            .put("code", reason.code())
            .put("message", reason.message());
    optional(json, "reference", reason.reference());
    return json.build();
  }

  private static void findings(JsonObject.Builder json, List<FindingRaised> findings) {
    if (findings.isEmpty()) {
      return;
    }
    json.put(
        "findings",
        new JsonArray(
            findings.stream()
                .<JsonValue>map(
                    finding ->
                        JsonObject.builder()
                            .put("finding", finding.finding())
                            .put("severity", finding.severity().name())
                            .put("message", finding.message())
                            .build())
                .toList()));
  }

  private static void placed(JsonObject.Builder json, Instant at, int ledger, long position) {
    json.put("recordedAt", at.toString())
        .put("ledger", JsonNumber.of(ledger))
        .put("position", JsonNumber.of(position));
  }

  private static void optional(JsonObject.Builder json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, new JsonString(value));
    }
  }

  private static void optional(JsonObject.Builder json, String name, @Nullable Instant value) {
    optional(json, name, value == null ? null : value.toString());
  }

  private static void optional(JsonObject.Builder json, String name, @Nullable UUID value) {
    optional(json, name, value == null ? null : value.toString());
  }
}
