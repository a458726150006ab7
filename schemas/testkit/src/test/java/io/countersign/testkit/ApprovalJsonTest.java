package io.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.Change;
import io.countersign.schemas.approval.NoticeKind;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.ConfigureTenant;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.command.ReleaseBrake;
import io.countersign.schemas.command.ReleaseLegalHold;
import io.countersign.schemas.command.SetRetention;
import io.countersign.schemas.command.WithdrawPolicy;
import io.countersign.schemas.document.ApprovalJson;
import io.countersign.schemas.document.CallJson;
import io.countersign.schemas.document.EventJson;
import io.countersign.schemas.event.ApprovalEscalated;
import io.countersign.schemas.event.ApprovalEvent;
import io.countersign.schemas.event.BreakGlassInvoked;
import io.countersign.schemas.event.BreakGlassOverdue;
import io.countersign.schemas.event.BreakGlassReviewed;
import io.countersign.schemas.event.CallConfirmed;
import io.countersign.schemas.event.ChangeRequested;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import io.countersign.testkit.ApprovalScript.Asked;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ApprovalJsonTest {
  private final ApprovalScript script = new ApprovalScript(3, "acme");

  @Test
  void beginsWithWhoAskedForWhatAndUnderWhichTerms() {
    Asked asked = script.ask("{\"id\":1}");
    JsonObject approval = approval(asked);
    assertThat(ApprovalJson.state(approval)).contains(ApprovalState.PENDING);
    assertThat(approval.string("kind")).contains("CALL");
    assertThat(approval.string("callId")).contains(String.valueOf(asked.callId()));
    assertThat(approval.string("previewDigest")).contains(asked.previewDigest().text());
    assertThat(approval.string("shortCode")).contains(asked.actionDigest().shortCode());
    assertThat(approval.object("actor").flatMap(actor -> actor.object("agent"))).isPresent();
    assertThat(approval.array("resources")).contains(JsonArray.ofStrings(List.of("ticket:4711")));
    assertThat(quorum(approval)).isEqualTo("[{\"count\":1,\"group\":\"leads\",\"votes\":0}]");
    assertThat(approval.get("decidedAt")).contains(JsonNull.NULL);
    assertThat(ApprovalJson.state(inTheCall(asked))).contains(ApprovalState.PENDING);
    assertThat(callState(asked)).isEqualTo(CallState.PENDING);
  }

  @Test
  void keepsOneEntryForEachVoterWithWhatTheySaidBefore() {
    Asked asked = script.ask("{\"id\":1}");
    script.vote(asked, "bo", Ballot.DENY, null);
    script.vote(asked, "kim", Ballot.DENY, null);
    script.vote(asked, "bo", Ballot.APPROVE, Ballot.DENY);
    JsonObject approval = approval(asked);
    assertThat(approval.integer("voteCount")).contains(3L);
    List<JsonObject> votes = objects(approval, "votes");
    assertThat(votes).hasSize(2);
    JsonObject first = votes.getFirst();
    assertThat(first.object("voter").flatMap(voter -> voter.string("subject"))).contains("bo");
    assertThat(first.string("ballot")).contains("APPROVE");
    assertThat(first.string("previewDigest")).contains(asked.previewDigest().text());
    assertThat(first.string("comment")).contains("because of the ticket");
    assertThat(first.string("credentialId")).isPresent();
    assertThat(first.has("assertion")).isFalse();
    assertThat(objects(first, "history"))
        .extracting(said -> said.string("ballot").orElse(""))
        .containsExactly("DENY");
    assertThat(quorum(approval)).contains("\"votes\":1");
  }

  @Test
  void goesFromTheQuorumToTheOutcome() {
    Asked asked = script.ask("{\"id\":1}");
    script.vote(asked, "bo", Ballot.APPROVE, null);
    script.grant(asked, "bo");
    assertThat(ApprovalJson.state(approval(asked))).contains(ApprovalState.APPROVED);
    assertThat(callState(asked)).isEqualTo(CallState.APPROVED);
    assertThat(approval(asked).integer("waitedMillis")).contains(2_000L);
    script.claim(asked);
    assertThat(ApprovalJson.state(approval(asked))).contains(ApprovalState.CLAIMED);
    assertThat(callState(asked)).isEqualTo(CallState.CLAIMED);
    script.report(asked);
    assertThat(ApprovalJson.state(approval(asked))).contains(ApprovalState.CONSUMED);
    assertThat(ApprovalJson.state(inTheCall(asked))).contains(ApprovalState.CONSUMED);
    assertThat(callState(asked)).isEqualTo(CallState.REPORTED);
    assertThat(approval(asked).object("consumed").flatMap(c -> c.string("status")))
        .contains("SUCCEEDED");
  }

  @Test
  void saysThatTheOutcomeIsUnknownUntilSomebodyFindsOut() {
    Asked asked = script.ask("{\"id\":1}");
    script.grant(asked, "bo");
    script.claim(asked);
    script.overdue(asked);
    assertThat(ApprovalJson.state(approval(asked))).contains(ApprovalState.OUTCOME_UNKNOWN);
    assertThat(callState(asked)).isEqualTo(CallState.OVERDUE);
    script.reconcile(asked);
    assertThat(ApprovalJson.state(approval(asked))).contains(ApprovalState.CONSUMED);
    assertThat(callState(asked)).isEqualTo(CallState.REPORTED);
    assertThat(call(asked).object("reconciled").flatMap(r -> r.string("by"))).contains("olga");
  }

  @Test
  void isNotUsedUpByAnOutcomeThatNobodyClaimed() {
    Asked asked = script.ask("{\"id\":1}");
    script.grant(asked, "bo");
    script.report(asked);
    assertThat(ApprovalJson.state(approval(asked))).contains(ApprovalState.APPROVED);
  }

  @Test
  void endsItsCallAsItEnds() {
    for (ApprovalState end : ApprovalState.values()) {
      if (!end.closed() || end == ApprovalState.SUPERSEDED) {
        continue;
      }
      Asked asked = script.ask("{\"end\":\"%s\"}".formatted(end));
      script.close(asked, end);
      assertThat(ApprovalJson.state(approval(asked))).contains(end);
      assertThat(callState(asked))
          .isEqualTo(end == ApprovalState.CANCELLED ? CallState.CANCELLED : CallState.DENIED);
      assertThat(approval(asked).string("cause")).contains(end.name());
      script.claim(asked);
      assertThat(ApprovalJson.state(approval(asked))).as("absorbs").contains(end);
    }
  }

  @Test
  void leavesTheCallToTheApprovalThatTakesItsPlace() {
    Asked first = script.ask("{\"id\":1}");
    Asked second = script.askAnew(first, "{\"id\":2}");
    script.notice(first, NoticeKind.RESOLVED, true);
    assertThat(ApprovalJson.state(approval(first))).contains(ApprovalState.SUPERSEDED);
    assertThat(approval(first).string("supersededBy")).contains(second.approvalId().toString());
    assertThat(approval(first).integer("notificationCount")).contains(1L);
    assertThat(callState(second)).isEqualTo(CallState.PENDING);
    JsonObject told = inTheCall(second);
    assertThat(told.string("approvalId")).contains(second.approvalId().toString());
    assertThat(told.string("supersedes")).contains(first.approvalId().toString());
    assertThat(told.integer("notificationCount")).contains(0L);
    assertThat(call(second).object("intent").flatMap(i -> i.string("actionDigest")))
        .contains(second.actionDigest().text());
  }

  @Test
  void tellsOfAChangeThatItIsMadeWithItsApproval() {
    Asked asked = script.ask(Change.of(new PublishPolicy("desk", "rules: []", "olga")), "olga");
    assertThat(approval(asked).string("kind")).contains("CHANGE");
    assertThat(approval(asked).string("control")).contains("policy/desk");
    assertThat(approval(asked).string("by")).contains("olga");
    script.grant(asked, "bo");
    assertThat(ApprovalJson.state(approval(asked))).contains(ApprovalState.CONSUMED);
  }

  @Test
  void namesTheControlOfEveryChangeAsItsEventsDo() {
    for (Event event : Samples.events()) {
      if (event instanceof ChangeRequested asked) {
        assertThat(ApprovalJson.control(EventJson.object(asked.change())))
            .isEqualTo(asked.change().command().control());
      }
    }
    for (Command command : Samples.commands()) {
      change(command)
          .ifPresent(
              change ->
                  assertThat(ApprovalJson.control(EventJson.object(change)))
                      .isEqualTo(change.command().control()));
    }
  }

  @Test
  void tellsABrokenGlassWithItsReview() {
    Asked asked = script.ask("{\"id\":1}");
    Instant due = Samples.START.plusSeconds(86_400);
    script.add(
        asked,
        new BreakGlassInvoked(
            asked.approvalId(),
            Objects.requireNonNull(asked.callId()),
            "customers cannot log in",
            "INC-7",
            asked.actionDigest(),
            asked.previewDigest(),
            new Voter("bo", List.of("sre")),
            null,
            due));
    script.add(
        asked,
        new BreakGlassOverdue(asked.approvalId(), Objects.requireNonNull(asked.callId()), due));
    script.add(
        asked,
        new BreakGlassReviewed(
            asked.approvalId(), Objects.requireNonNull(asked.callId()), true, "right", "sue"));
    JsonObject broken = approval(asked).object("breakGlass").orElseThrow();
    assertThat(broken.string("ticket")).contains("INC-7");
    assertThat(broken.object("overdue")).isPresent();
    assertThat(broken.object("review").flatMap(review -> review.string("by"))).contains("sue");
  }

  @Test
  void boundsItsListsAndCountsOn() {
    Asked asked = script.ask("{\"id\":1}");
    for (int i = 0; i < 300; i++) {
      script.notice(asked, NoticeKind.REQUESTED, i % 2 == 0);
      script.vote(asked, "lead-" + i, Ballot.DENY, null);
      script.vote(asked, "lead-0", Ballot.DENY, Ballot.DENY);
      script.add(asked, new ApprovalEscalated(asked.approvalId(), asked.callId(), 1, null));
      script.add(
          asked, new CallConfirmed(asked.approvalId(), Objects.requireNonNull(asked.callId())));
    }
    JsonObject approval = approval(asked);
    assertThat(objects(approval, "notifications")).hasSize(ApprovalJson.MAX_NOTIFICATIONS);
    assertThat(approval.integer("notificationCount")).contains(300L);
    assertThat(approval.integer("failedNotificationCount")).contains(150L);
    assertThat(objects(approval, "votes")).hasSize(100);
    assertThat(objects(objects(approval, "votes").getFirst(), "history")).hasSize(20);
    assertThat(approval.integer("voteCount")).contains(600L);
    assertThat(objects(approval, "escalations")).hasSize(10);
    assertThat(objects(approval, "confirmations")).hasSize(10);
  }

  @Test
  void takesEverySampleInAnyOrderAndAlwaysHasEveryMember() {
    JsonObject first = null;
    for (boolean full : List.of(true, false)) {
      for (Event event : full ? Samples.events() : Samples.minimalEvents()) {
        if (event instanceof ApprovalEvent) {
          JsonObject json = EventJson.of(full ? Samples.event(event) : Samples.minimalEvent(event));
          JsonObject alone = ApprovalJson.apply(null, json, null);
          first = ApprovalJson.apply(first, json, null);
          assertThat(alone.members().keySet()).isEqualTo(first.members().keySet());
        }
      }
    }
    assertThat(first).isNotNull();
  }

  private JsonObject approval(Asked asked) {
    JsonObject approval = null;
    JsonObject call = null;
    for (EventEnvelope event : script.events()) {
      JsonObject json = EventJson.of(event);
      boolean ofTheCall = event.callId() != null && event.callId().equals(asked.callId());
      if (ofTheCall) {
        call = CallJson.apply(call, json);
      }
      boolean about =
          event.body() instanceof ApprovalEvent approving
              ? approving.approvalId().equals(asked.approvalId())
              : ofTheCall && approval != null;
      if (about) {
        approval = ApprovalJson.apply(approval, json, call);
      }
    }
    return Objects.requireNonNull(approval);
  }

  private JsonObject call(Asked asked) {
    JsonObject call = null;
    for (EventEnvelope event : script.events()) {
      if (event.callId() != null && event.callId().equals(asked.callId())) {
        call = CallJson.apply(call, EventJson.of(event));
      }
    }
    return Objects.requireNonNull(call);
  }

  private JsonObject inTheCall(Asked asked) {
    return call(asked).object("approval").orElseThrow();
  }

  private CallState callState(Asked asked) {
    return CallJson.state(call(asked)).orElseThrow();
  }

  private static Optional<Change> change(Command command) {
    return switch (command) {
      case PublishPolicy of -> Optional.of(Change.of(of));
      case WithdrawPolicy of -> Optional.of(Change.of(of));
      case RegisterTool of -> Optional.of(Change.of(of));
      case ReleaseBrake of -> Optional.of(Change.of(of));
      case ConfigureTenant of -> Optional.of(Change.of(of));
      case SetRetention of -> Optional.of(Change.of(of));
      case ReleaseLegalHold of -> Optional.of(Change.of(of));
      default -> Optional.empty();
    };
  }

  private static String quorum(JsonObject approval) {
    return approval.array("quorum").orElseThrow().toJson();
  }

  private static List<JsonObject> objects(JsonObject from, String name) {
    return from.array(name).orElseThrow().elements().stream().map(JsonObject.class::cast).toList();
  }
}
