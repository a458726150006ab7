package io.countersign.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.document.CallJson;
import io.countersign.schemas.document.EventJson;
import io.countersign.schemas.json.JsonObject;
import io.countersign.testkit.Samples;
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
}
