package io.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.schemas.alert.AlertVerdict;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.audit.AccessStatus;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventCode;
import io.countersign.schemas.event.EventEnvelope;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SamplesTest {
  @Test
  void listOneSampleOfEveryKindInTheOrderOfTheSchema() {
    assertThat(Samples.commands()).map(Object::getClass).isEqualTo(Command.KINDS);
    assertThat(Samples.minimalCommands()).map(Object::getClass).isEqualTo(Command.KINDS);
    assertThat(Samples.events()).map(Object::getClass).isEqualTo(Event.KINDS);
    assertThat(Samples.minimalEvents()).map(Object::getClass).isEqualTo(Event.KINDS);
  }

  @Test
  void leaveNothingOutOfAFullSample() throws ReflectiveOperationException {
    List<String> absent = new ArrayList<>();
    for (Object sample : all(Samples.commands(), Samples.events())) {
      absent((Record) sample, sample.getClass().getSimpleName(), absent);
    }
    absent(DocumentSamples.callSnapshot(), "CallSnapshot", absent);
    absent(DocumentSamples.budgetSnapshot(), "BudgetSnapshot", absent);
    absent(DocumentSamples.alert(), "Alert", absent);
    absent(DocumentSamples.intakeReport(), "IntakeReport", absent);
    // a check has a reference only where a rule decided
    absent.removeIf(place -> place.endsWith("reasons[0].reference"));
    // an approval is asked for where nothing is allowed
    absent.remove("DecisionMade.approval");
    // the settings before said nothing of approvals
    absent.removeIf(place -> place.startsWith("TenantConfigured.previous."));
    // one change at a time
    absent.removeIf(place -> place.startsWith("ChangeRequested.change."));
    // a hold is of a run or of a principal
    absent.removeIf(place -> place.endsWith("scope.principal"));
    // an approval that waits has no claim yet
    absent.removeIf(place -> place.startsWith("CommandRejected.standing.approval."));
    assertThat(absent).isEmpty();
  }

  @Test
  void putNothingIntoAMinimalSampleThatMayBeAbsent() throws ReflectiveOperationException {
    for (Object sample : all(Samples.minimalCommands(), Samples.minimalEvents())) {
      for (RecordComponent component : sample.getClass().getRecordComponents()) {
        boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        Object value = component.getAccessor().invoke(sample);
        if (optional) {
          assertThat(value).as("%s of %s", component.getName(), sample).isNull();
        } else if (value instanceof List<?> list) {
          assertThat(list).as("%s of %s", component.getName(), sample).isEmpty();
        }
      }
    }
  }

  @Test
  void reachEveryCode() {
    Set<EventCode> reached = EnumSet.noneOf(EventCode.class);
    Stream.of(
            Samples.events().stream(),
            Samples.minimalEvents().stream(),
            Arrays.stream(ApprovalState.values())
                .filter(ApprovalState::closed)
                .map(Samples::approvalClosed),
            Arrays.stream(Verdict.values()).map(Samples::decisionMade),
            Arrays.stream(OutcomeStatus.values()).map(Samples::outcomeRecorded),
            Arrays.stream(AccessStatus.values()).map(OversightSamples::accessed),
            Arrays.stream(AlertVerdict.values()).map(OversightSamples::resolved),
            Arrays.stream(Severity.values()).map(Samples::findingRaised))
        .flatMap(events -> events)
        .map(Event.class::cast)
        .forEach(
            event -> {
              reached.add(event.code());
              assertThat(event.code().type()).isEqualTo(event.type());
            });
    assertThat(reached).isEqualTo(EnumSet.allOf(EventCode.class));
  }

  @Test
  void areTheSameEachTime() {
    assertThat(Samples.commands()).isEqualTo(Samples.commands());
    assertThat(Samples.events()).isEqualTo(Samples.events());
    assertThat(Samples.event(7, Samples.findingRaised()))
        .isEqualTo(Samples.event(7, Samples.findingRaised()));
  }

  @Test
  void nameCallsAndCommandsByUuidsOfTheSeventhVersionInOrderOfTime() {
    assertThat(Samples.callId(0).version()).isEqualTo(7);
    assertThat(Samples.callId(0).variant()).isEqualTo(2);
    assertThat(Samples.commandId(1).version()).isEqualTo(7);
    assertThat(Samples.callId(1).getMostSignificantBits() >>> 16)
        .isEqualTo(Samples.START.toEpochMilli() + 1);
    assertThat(Samples.eventId(1).variant()).isEqualTo(2);
  }

  @Test
  void numberEnvelopesAsALogDoes() {
    EventEnvelope event = Samples.event(41, Samples.decisionMade());
    assertThat(event.position()).isEqualTo(41);
    assertThat(event.tenantSequence()).isEqualTo(41);
    assertThat(event.recordedAt()).isEqualTo(Samples.START.plusMillis(41));
    assertThat(event.eventId()).isEqualTo(Samples.eventId(41));
    assertThat(event.callId()).isEqualTo(Samples.CALL_ID);
    assertThat(event.runId()).isEqualTo(Samples.RUN_ID);
  }

  @Test
  void changeTheCallInEnvelopeAndBody() {
    UUID other = Samples.callId(9);
    EventEnvelope event = Variations.withCallId(Samples.event(Samples.intentRecorded()), other);
    assertThat(event.callId()).isEqualTo(other);
    assertThat(event.body())
        .isEqualTo(Variations.withCallId(Samples.intentRecorded(), other))
        .isNotEqualTo(Samples.intentRecorded());

    CommandEnvelope command = Variations.withCallId(Samples.command(Samples.cancelCall()), other);
    assertThat(command.body()).isEqualTo(Variations.withCallId(Samples.cancelCall(), other));
    assertThat(Variations.withCallId(DocumentSamples.intakeReport(), other).callId())
        .isEqualTo(other);
  }

  @Test
  void changeTenantAndRun() {
    EventEnvelope event = Samples.event(Samples.intentRecorded());
    assertThat(Variations.withTenant(event, "globex").tenant()).isEqualTo("globex");
    EventEnvelope other = Variations.withRunId(event, "run-43");
    assertThat(other.runId()).isEqualTo("run-43");
    assertThat(other.body()).isEqualTo(Variations.withRunId(Samples.intentRecorded(), "run-43"));
    assertThat(Variations.withRunId(event, null).runId()).isNull();
  }

  @Test
  void refuseAVariationThatTheRecordRefuses() {
    assertThatThrownBy(() -> Variations.withTenant(Samples.event(Samples.outcomeOverdue()), " "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tenant");
    assertThatThrownBy(() -> Variations.with(Samples.tick(), "colour", "red"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no colour");
  }

  private static List<Object> all(List<?>... lists) {
    return Arrays.stream(lists).<Object>flatMap(List::stream).toList();
  }

  private static void absent(Record record, String place, List<String> absent)
      throws ReflectiveOperationException {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      String inside = place + "." + component.getName();
      Object value = component.getAccessor().invoke(record);
      if (value == null || (value instanceof List<?> list && list.isEmpty())) {
        absent.add(inside);
      } else if (value instanceof List<?> list && list.getFirst() instanceof Record) {
        for (int i = 0; i < list.size(); i++) {
          absent((Record) list.get(i), inside + "[" + i + "]", absent);
        }
      } else if (value instanceof Record nested) {
        absent(nested, inside, absent);
      }
    }
  }
}
