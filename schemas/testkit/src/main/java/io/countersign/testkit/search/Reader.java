package io.countersign.testkit.search;

import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.event.ApprovalClosed;
import io.countersign.schemas.event.ApprovalEvent;
import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.CallCancelled;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.ToolRegistered;
import io.countersign.schemas.event.VoteCast;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one ledger in their order and notes each down. Remembers of every call who
 * asked for what, because later events of a call can be found by that too; forget it with its
 * ledger. Knows the kinds of event that {@code SearchHistory} makes.
 */
public final class Reader {
  private final Map<UUID, Call> calls = new HashMap<>();

  private static final class Call {
    private final IntentRecorded intent;
    private final Set<String> resources = new TreeSet<>();
    private @Nullable Risk risk;

    Call(IntentRecorded intent) {
      this.intent = intent;
      resources.addAll(intent.resources());
    }
  }

  /** Notes down the next event. */
  public Seen next(EventEnvelope event) {
    Map<String, Set<String>> fields = new HashMap<>();
    List<String> texts = new ArrayList<>();
    note(fields, "type", event.type());
    note(fields, "code", event.code());
    note(fields, "runId", event.runId());
    note(fields, "gateway", event.source().gateway());
    note(fields, "grade", event.source().grade().name());
    Call call = call(event);
    if (call != null) {
      note(fields, "callId", String.valueOf(event.callId()));
      note(call, fields);
      call.resources.forEach(resource -> note(fields, "resource", resource));
    }
    body(event.body(), fields, texts);
    return new Seen(
        event.tenant(),
        event.eventId().toString(),
        event.ledger(),
        event.position(),
        event.recordedAt(),
        fields,
        texts);
  }

  private @Nullable Call call(EventEnvelope event) {
    if (event.callId() == null) {
      return null;
    }
    if (event.body() instanceof IntentRecorded intent) {
      calls.put(intent.callId(), new Call(intent));
    }
    Call call = calls.get(event.callId());
    if (call == null) {
      throw new IllegalStateException("Expected an intent before " + event);
    }
    if (event.body() instanceof DecisionMade decision) {
      call.risk = decision.risk();
    } else if (event.body() instanceof OutcomeRecorded outcome) {
      call.resources.addAll(outcome.resources());
    }
    return call;
  }

  private static void note(Call call, Map<String, Set<String>> fields) {
    IntentRecorded intent = call.intent;
    note(fields, "environment", intent.environment());
    note(fields, "server", intent.tool().server());
    note(fields, "tool", intent.tool().name());
    note(fields, "version", intent.tool().version());
    note(fields, "risk", call.risk);
    if (intent.actor().agent() != null) {
      note(fields, "agent", intent.actor().agent().id());
      note(fields, "actor", intent.actor().agent().id());
    }
    if (intent.actor().client() != null) {
      note(fields, "client", intent.actor().client().name());
      note(fields, "actor", intent.actor().client().name());
    }
    if (intent.actor().principal() != null) {
      note(fields, "principal", intent.actor().principal().id());
      note(fields, "actor", intent.actor().principal().id());
      intent.actor().principal().groups().forEach(team -> note(fields, "team", team));
    }
  }

  private static void body(Event body, Map<String, Set<String>> fields, List<String> texts) {
    if (body instanceof ApprovalEvent approval) {
      note(fields, "approvalId", approval.approvalId());
    }
    switch (body) {
      case IntentRecorded intent -> {
        write(texts, intent.arguments());
        write(texts, intent.context().request());
      }
      case DecisionMade decision -> decision(decision, fields, texts);
      case OutcomeRecorded outcome -> {
        note(fields, "outcome", outcome.status());
        note(fields, "errorClass", outcome.errorClass());
        write(texts, outcome.result());
      }
      case FindingRaised finding -> {
        note(fields, "finding", finding.finding());
        note(fields, "severity", finding.severity());
        write(texts, finding.message());
      }
      case CommandRejected rejected -> {
        note(fields, "rejection", rejected.rejection());
        write(texts, rejected.message());
      }
      case CallCancelled cancelled -> write(texts, cancelled.reason());
      case VoteCast vote -> {
        voter(fields, vote.voter().subject());
        vote.onBehalfOf().forEach(person -> voter(fields, person));
        write(texts, vote.comment());
      }
      case ApprovalClosed closed -> {
        note(fields, "reason", closed.cause());
        voter(fields, closed.by());
        write(texts, closed.message());
      }
      case ControlEvent control -> control(control, fields, texts);
      default -> {
        // the envelope and the call say everything that filters know of it
      }
    }
  }

  private static void decision(
      DecisionMade decision, Map<String, Set<String>> fields, List<String> texts) {
    note(fields, "verdict", decision.verdict());
    note(fields, "gate", decision.gate());
    decision.reasons().stream()
        .filter(reason -> reason.result() != CheckResult.NOT_REACHED)
        .forEach(
            reason -> {
              note(fields, "reason", reason.code());
              write(texts, reason.message());
            });
  }

  private static void control(
      ControlEvent control, Map<String, Set<String>> fields, List<String> texts) {
    note(fields, "control", control.control());
    switch (control) {
      case BrakeEngaged brake -> {
        BrakeScope scope = brake.scope();
        note(fields, "server", scope.server());
        note(fields, "tool", scope.tool());
        note(fields, "environment", scope.environment());
        write(texts, brake.reason());
      }
      case ToolRegistered registered -> {
        ToolDefinition tool = registered.definition();
        note(fields, "server", tool.server());
        note(fields, "tool", tool.name());
        note(fields, "version", tool.version());
        note(fields, "risk", tool.risk());
      }
      default ->
          throw new IllegalArgumentException(
              "Expected a control that SearchHistory changes, but was " + control.type());
    }
  }

  private static void voter(Map<String, Set<String>> fields, @Nullable String person) {
    note(fields, "voter", person);
    note(fields, "approver", person);
  }

  private static void note(Map<String, Set<String>> fields, String name, @Nullable Object value) {
    if (value != null) {
      String text = value instanceof Enum<?> constant ? constant.name() : value.toString();
      fields.computeIfAbsent(name, unseen -> new TreeSet<>()).add(text);
    }
  }

  private static void write(List<String> texts, @Nullable Object text) {
    if (text instanceof RedactedJson document) {
      texts.add(document.json());
    } else if (text != null) {
      texts.add(text.toString());
    }
  }
}
