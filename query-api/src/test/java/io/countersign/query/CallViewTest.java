package io.countersign.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.document.CallJson;
import io.countersign.schemas.document.EventJson;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.JsonObject;
import io.countersign.testkit.ApprovalScript;
import io.countersign.testkit.Samples;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CallViewTest {
  @Test
  void showsTheDecisionAndWhereTheCallStands() {
    JsonObject asked =
        CallJson.apply(null, EventJson.of(Samples.event(1, Samples.intentRecorded())));
    JsonObject decided =
        CallJson.apply(asked, EventJson.of(Samples.event(2, Samples.decisionMade())));

    JsonObject view = CallView.of(decided);

    assertThat(view.members().keySet())
        .containsExactlyInAnyOrder(
            "callId",
            "runId",
            "state",
            "ledger",
            "verdict",
            "reasons",
            "actionDigest",
            "recordedAt",
            "position",
            "validUntil");
    assertThat(view.string("verdict")).contains("ALLOW");
    assertThat(view.string("state")).contains("ALLOWED");
    assertThat(view.string("callId")).contains(Samples.CALL_ID.toString());
  }

  @Test
  void deniesWhatMayNotRunAnyMore() {
    JsonObject call = null;
    for (Event event :
        List.of(Samples.intentRecorded(), Samples.decisionMade(), Samples.callAbandoned())) {
      call = CallJson.apply(call, EventJson.of(Samples.event(event)));
    }
    JsonObject view = CallView.of(Objects.requireNonNull(call));
    assertThat(view.string("state")).contains("ABANDONED");
    assertThat(view.string("verdict")).contains("DENY");
    assertThat(view.has("validUntil")).isFalse();
  }

  @Test
  void showsWhereTheApprovalStands() {
    ApprovalScript script = new ApprovalScript(3, "acme");
    ApprovalScript.Asked asked = script.ask("{\"id\":1}");
    assertThat(view(script).string("verdict")).contains("ASK");
    script.vote(asked, "bo", Ballot.APPROVE, null);
    script.grant(asked, "bo");
    script.claim(asked);
    JsonObject approval = view(script).object("approval").orElseThrow();
    assertThat(approval.string("id")).contains(asked.approvalId().toString());
    assertThat(approval.string("state")).contains("CLAIMED");
    assertThat(approval.string("previewDigest")).contains(asked.previewDigest().text());
    assertThat(approval.string("claimId")).isPresent();
    assertThat(approval.string("claimedAt")).isPresent();
    assertThat(approval.string("leaseUntil")).isPresent();
    assertThat(approval.bool("offline")).contains(false);

    ApprovalScript other = new ApprovalScript(3, "acme");
    other.close(other.ask("{\"id\":1}"), ApprovalState.EXPIRED);
    assertThat(view(other).string("verdict")).contains("DENY");
    assertThat(view(other).object("approval").flatMap(a -> a.string("cause"))).contains("EXPIRED");
  }

  private static JsonObject view(ApprovalScript script) {
    JsonObject call = null;
    for (EventEnvelope event : script.events()) {
      call = CallJson.apply(call, EventJson.of(event));
    }
    return CallView.of(Objects.requireNonNull(call));
  }
}
