package io.countersign.query.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.document.CallJson;
import io.countersign.schemas.document.EventJson;
import io.countersign.schemas.event.BreakGlassInvoked;
import io.countersign.schemas.event.BreakGlassReviewed;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.CallAbandoned;
import io.countersign.schemas.event.CallCancelled;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.GrantClaimed;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.ReservationOverrun;
import io.countersign.schemas.event.ReservationSettled;
import io.countersign.schemas.event.Unknown;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import io.countersign.testkit.ApprovalScript;
import io.countersign.testkit.RandomHistory;
import io.countersign.testkit.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class StoryAssemblerTest {
  /** A history from which the facts of one call are taken and put together anew. */
  private static final List<EventEnvelope> HISTORY = RandomHistory.of(1, 3, List.of("acme"), 2_000);

  @Test
  void tellsACallInTheOrderOfItsFacts() {
    JsonObject story = tell(intent(), decision(Verdict.ALLOW), any(OutcomeRecorded.class));
    assertThat(story.bool("complete")).contains(true);
    assertThat(kinds(story)).isEmpty();
    JsonObject call = onlyCall(story);
    assertThat(call.members().keySet())
        .containsSubsequence("intent", "decision", "approval", "outcome", "findings");
    assertThat(call.object("intent")).isPresent();
    assertThat(call.object("decision").flatMap(d -> d.string("verdict"))).contains("ALLOW");
    assertThat(call.object("decision").flatMap(d -> d.array("reasons"))).isPresent();
    assertThat(call.get("approval")).contains(JsonNull.NULL);
    assertThat(call.object("outcome")).isPresent();
    assertThat(CallJson.state(call)).contains(CallState.REPORTED);
    assertThat(story.array("events").map(events -> events.elements().size())).contains(3);
    assertThat(story.object("integrity").flatMap(i -> i.bool("sealed"))).contains(false);
  }

  @Test
  void isCompleteWithADenialAndWithACancelledCall() {
    assertThat(kinds(tell(intent(), decision(Verdict.DENY)))).isEmpty();
    assertThat(kinds(tell(intent(), decision(Verdict.ALLOW), any(CallCancelled.class)))).isEmpty();
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(kinds(tell(intent()))).containsExactly("DECISION_MISSING");
    assertThat(kinds(tell(decision(Verdict.DENY)))).containsExactly("INTENT_MISSING");
    assertThat(kinds(tell(any(OutcomeRecorded.class))))
        .containsExactly("INTENT_MISSING", "OUTCOME_WITHOUT_DECISION");
    assertThat(kinds(tell(intent(), decision(Verdict.ALLOW)))).containsExactly("OUTCOME_OPEN");
    assertThat(kinds(tell(intent(), decision(Verdict.ASK)))).containsExactly("APPROVAL_OPEN");
    assertThat(kinds(tell(intent(), decision(Verdict.ALLOW), any(OutcomeOverdue.class))))
        .containsExactly("OUTCOME_OVERDUE");
    assertThat(kinds(tell(intent(), decision(Verdict.DENY), new Unknown("BudgetReserved"))))
        .containsExactly("UNKNOWN_EVENT");
    assertThat(
            kinds(
                tell(
                    intent(),
                    decision(Verdict.ALLOW),
                    any(OutcomeOverdue.class),
                    any(OutcomeRecorded.class))))
        .isEmpty();
  }

  @Test
  void saysThatEventsAreMissingOrLeftOut() {
    List<JsonObject> events = List.of(json(List.of(intent(), decision(Verdict.DENY))).getFirst());
    JsonObject story =
        story(new StoryRead("acme", "run-1", events, 2, true, JsonObject.EMPTY, Optional.empty()));
    assertThat(kinds(story)).containsExactly("DECISION_MISSING", "SEQUENCE_HOLE", "TRUNCATED");
    assertThat(story.bool("truncated")).contains(true);
    assertThat(story.bool("complete")).contains(false);
  }

  @Test
  void showsAFindingWithItsCallAndInTheStory() {
    JsonObject story =
        tell(
            intent(), decision(Verdict.DENY), any(OutcomeRecorded.class), any(FindingRaised.class));
    assertThat(story.array("findings").map(f -> f.elements().size())).contains(1);
    JsonObject call = onlyCall(story);
    assertThat(call.array("findings").map(f -> f.elements().size())).contains(1);
    assertThat(CallJson.state(call)).contains(CallState.DENIED);
  }

  @Test
  void tellsWhatACallHeldAndWhatItWasCharged() {
    DecisionMade holding = Samples.decisionMade(Verdict.ALLOW);
    JsonObject open = tell(intent(), holding, any(OutcomeRecorded.class));
    assertThat(kinds(open)).containsExactly("RESERVATION_OPEN");

    JsonObject story =
        tell(
            intent(),
            holding,
            sample(BudgetThresholdReached.class),
            any(OutcomeRecorded.class),
            sample(ReservationSettled.class),
            sample(ReservationOverrun.class));
    assertThat(kinds(story)).isEmpty();
    JsonObject call = onlyCall(story);
    assertThat(call.string("gate")).contains("WRITES_WITH_APPROVAL");
    assertThat(call.string("environment")).isPresent();
    JsonObject decision = call.object("decision").orElseThrow();
    assertThat(decision.array("rules").map(rules -> rules.elements().size())).contains(2);
    assertThat(decision.object("holds").flatMap(holds -> holds.object("bound"))).isPresent();
    JsonObject settlement = call.object("settlement").orElseThrow();
    assertThat(settlement.string("basis")).contains("ACTUAL");
    assertThat(settlement.object("reserved")).isPresent();
    assertThat(settlement.object("charged").flatMap(c -> c.integer("calls"))).contains(1L);
    assertThat(settlement.has("spendings")).isFalse();
    assertThat(call.object("overrun").flatMap(o -> o.object("used"))).isPresent();
    JsonObject threshold =
        (JsonObject) call.array("thresholds").orElseThrow().elements().getFirst();
    assertThat(threshold.string("budgetId")).contains("desk-day");
    assertThat(threshold.integer("percent")).contains(50L);
  }

  @Test
  void forgetsTheSettlementOfADecisionThatWasMadeAnew() {
    JsonObject story =
        tell(
            intent(),
            Samples.decisionMade(Verdict.ALLOW),
            any(CallAbandoned.class),
            sample(ReservationSettled.class),
            Samples.decisionMade(Verdict.ALLOW));
    assertThat(onlyCall(story).object("settlement")).isEmpty();
    assertThat(kinds(story)).containsExactly("OUTCOME_OPEN");
  }

  @Test
  void tellsTheApprovalOfACallAndWhatIsMissingOfIt() {
    ApprovalScript script = new ApprovalScript(3, "acme");
    ApprovalScript.Asked asked = script.ask("{\"id\":1}");
    assertThat(kinds(tell(script))).containsExactly("APPROVAL_OPEN");
    script.vote(asked, "bo", Ballot.APPROVE, null);
    script.grant(asked, "bo");
    assertThat(kinds(tell(script))).containsExactly("CLAIM_OPEN");
    script.claim(asked);
    JsonObject claimed = tell(script);
    assertThat(kinds(claimed)).containsExactly("OUTCOME_OPEN");
    GrantClaimed claim = (GrantClaimed) script.events().getLast().body();
    assertThat(claimed.array("gaps").orElseThrow().toJson())
        .contains(claim.leaseUntil().toString());
    script.overdue(asked);
    assertThat(kinds(tell(script))).containsExactly("OUTCOME_OVERDUE");
    script.reconcile(asked);
    JsonObject story = tell(script);
    assertThat(kinds(story)).isEmpty();
    JsonObject approval = onlyCall(story).object("approval").orElseThrow();
    assertThat(approval.integer("waitedMillis")).contains(2_000L);
    assertThat(approval.array("votes").map(votes -> votes.elements().size())).contains(1);
    assertThat(approval.object("claim").flatMap(c -> c.string("claimId")))
        .contains(claim.claimId().toString());
  }

  @Test
  void saysThatABrokenGlassIsNotReviewed() {
    ApprovalScript script = new ApprovalScript(3, "acme");
    ApprovalScript.Asked asked = script.ask("{\"id\":1}");
    UUID callId = Objects.requireNonNull(asked.callId());
    script.add(
        asked,
        new BreakGlassInvoked(
            asked.approvalId(),
            callId,
            "nobody can log in",
            "INC-7",
            asked.actionDigest(),
            asked.previewDigest(),
            new Voter("bo", List.of()),
            null,
            Samples.START.plusSeconds(86_400)));
    script.grant(asked, "bo");
    script.claim(asked);
    script.report(asked);
    assertThat(kinds(tell(script))).containsExactly("REVIEW_OPEN");
    script.add(asked, new BreakGlassReviewed(asked.approvalId(), callId, true, "right", "sue"));
    assertThat(kinds(tell(script))).isEmpty();
  }

  @Test
  void tellsTheSameFromTheSameEvents() {
    List<JsonObject> events = HISTORY.stream().map(EventJson::of).toList();
    StoryRead read =
        new StoryRead("acme", "run-1", events, 0, false, JsonObject.EMPTY, Optional.empty());
    assertThat(story(read).toJson()).isEqualTo(story(read).toJson());
  }

  private static JsonObject story(StoryRead read) {
    return StoryJson.of(StoryView.of(read));
  }

  private static JsonObject tell(Event... bodies) {
    return story(
        new StoryRead(
            "acme", "run-1", json(List.of(bodies)), 0, false, JsonObject.EMPTY, Optional.empty()));
  }

  private static JsonObject tell(ApprovalScript script) {
    List<JsonObject> events = script.events().stream().map(EventJson::of).toList();
    return story(
        new StoryRead("acme", "run-1", events, 0, false, JsonObject.EMPTY, Optional.empty()));
  }

  private static List<JsonObject> json(List<Event> bodies) {
    EventEnvelope first = HISTORY.getFirst();
    List<JsonObject> events = new ArrayList<>();
    long position = 0;
    for (Event body : bodies) {
      events.add(EventJson.of(at(first, HISTORY.get((int) position).eventId(), position, body)));
      position++;
    }
    return events;
  }

  private static EventEnvelope at(EventEnvelope like, UUID eventId, long position, Event body) {
    boolean known = !(body instanceof Unknown);
    return new EventEnvelope(
        eventId,
        body instanceof Unknown unknown ? unknown.type() : body.type(),
        known ? body.code().name() : "CS6000I",
        "acme",
        "run-1",
        like.callId(),
        like.commandId(),
        3,
        1,
        position,
        position,
        null,
        like.recordedAt(),
        like.source(),
        null,
        like.salt(),
        body);
  }

  private static IntentRecorded intent() {
    return any(IntentRecorded.class);
  }

  private static DecisionMade decision(Verdict verdict) {
    return HISTORY.stream()
        .map(EventEnvelope::body)
        .filter(DecisionMade.class::isInstance)
        .map(DecisionMade.class::cast)
        .filter(decision -> decision.verdict() == verdict)
        .findFirst()
        .orElseThrow();
  }

  private static <E extends Event> E sample(Class<E> kind) {
    return Samples.events().stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst()
        .orElseThrow();
  }

  private static <E extends Event> E any(Class<E> kind) {
    return HISTORY.stream()
        .map(EventEnvelope::body)
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst()
        .orElseThrow();
  }

  private static JsonObject onlyCall(JsonObject story) {
    JsonArray calls = story.array("calls").orElseThrow();
    assertThat(calls.elements()).hasSize(1);
    return (JsonObject) calls.elements().getFirst();
  }

  private static List<String> kinds(JsonObject story) {
    return story.array("gaps").orElseThrow().elements().stream()
        .map(gap -> ((JsonObject) gap).string("kind"))
        .flatMap(Optional::stream)
        .toList();
  }
}
