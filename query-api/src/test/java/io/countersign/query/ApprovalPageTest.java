package io.countersign.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.approval.Change;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.document.ApprovalJson;
import io.countersign.schemas.document.CallJson;
import io.countersign.schemas.document.EventJson;
import io.countersign.schemas.event.ApprovalEvent;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import io.countersign.testkit.ApprovalScript;
import io.countersign.testkit.ApprovalScript.Asked;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ApprovalPageTest {
  private final ApprovalScript script = new ApprovalScript(3, "acme");

  @Test
  void letsAClientComputeThePreviewDigestFromThePage() {
    Asked asked = script.ask("{\"id\":4711,\"note\":\"\u202edone\"}");
    JsonObject page = (JsonObject) StrictJson.reread(page(asked, null).toJson());
    String shown = page.object("shown").orElseThrow().toJson();
    Digest computed =
        Digest.sha256(("countersign/preview/v1\n" + shown).getBytes(StandardCharsets.UTF_8));
    assertThat(page.string("previewDigest")).contains(computed.text());
    assertThat(page.bool("shownVerified")).contains(true);
    assertThat(computed).isEqualTo(asked.previewDigest());
  }

  @Test
  void saysWhenWhatIsShownIsNotWhatWasAsked() {
    Asked asked = script.ask("{\"id\":4711}");
    Asked other = script.ask("{\"id\":4712}");
    JsonObject page =
        ApprovalPage.of(read(approval(asked), Optional.of(intent(other)), Optional.empty()));
    assertThat(page.bool("shownVerified")).contains(false);
    assertThat(page.array("warnings").orElseThrow().toJson()).contains("DIGEST_MISMATCH");
  }

  @Test
  void showsTheActionAsItIsAndTheAgentsWordsApart() {
    JsonObject page = page(script.ask("{\"id\":4711,\"note\":\"a\u202eb\"}"), null);
    assertThat(page.string("headline"))
        .contains("Change something with tickets/close_ticket in prod");
    JsonObject arguments = page.object("arguments").orElseThrow();
    assertThat(arguments.integer("rowCount")).contains(3L);
    assertThat(arguments.integer("hiddenCount")).contains(1L);
    assertThat(arguments.array("rows").orElseThrow().elements())
        .extracting(row -> row.toJson())
        .contains(
            "{\"depth\":1,\"name\":\"note\",\"type\":\"string\",\"value\":\"a\\\\u202eb\","
                + "\"valueHidden\":true,\"valueWarnings\":[\"BIDI\"]}");
    assertThat(page.object("agentSays").flatMap(says -> says.object("request")))
        .map(request -> request.string("text").orElse(""))
        .contains("close the duplicate of \\u202e4711");
    assertThat(page.array("warnings").orElseThrow().toJson())
        .contains("{\"of\":\"arguments\",\"warnings\":[\"BIDI\"]}")
        .contains("{\"of\":\"agentSays.request\",\"warnings\":[\"BIDI\"]}");
    assertThat(page.object("preview").flatMap(preview -> preview.string("suppliedBy")))
        .contains("gateway");
    assertThat(page.object("rollback")).isPresent();
    assertThat(page.object("readBack")).isPresent();
    assertThat(page.toJson()).doesNotContain("\u202e\",\"hidden");
    assertThat(page.string("shortCode").orElse("")).matches("[0-9A-F]{4}-[0-9A-F]{4}");
  }

  @Test
  void namesTheRulesThatAskedAndWhatFollows() {
    JsonObject page = page(script.ask("{\"id\":4711}"), null);
    JsonObject why = page.object("why").orElseThrow();
    assertThat(why.array("reasons").orElseThrow().toJson())
        .contains("RULE_ASKS")
        .doesNotContain("NOT_REACHED");
    assertThat(why.array("rules").orElseThrow().elements()).hasSize(1);
    JsonObject consequences = page.object("consequences").orElseThrow();
    assertThat(consequences.string("approve").orElse("")).contains("once").contains("10 minutes");
    assertThat(consequences.string("deny").orElse("")).contains("One denial");
    assertThat(consequences.string("timeout").orElse(""))
        .contains(page.string("expiresAt").orElseThrow());
  }

  @Test
  void tellsTheDifferenceFromWhatItTakesThePlaceOf() {
    Asked before = script.ask("{\"id\":4711,\"note\":\"x\"}");
    Asked now = script.askAnew(before, "{\"id\":4712,\"note\":\"x\"}");
    JsonObject differences = page(now, before).object("differences").orElseThrow();
    JsonObject superseded = differences.object("superseded").orElseThrow();
    assertThat(superseded.string("approvalId")).contains(before.approvalId().toString());
    assertThat(superseded.array("changes").orElseThrow().toJson())
        .isEqualTo(
            "[{\"after\":\"4712\",\"before\":\"4711\",\"change\":\"CHANGED\",\"pointer\":\"/arguments/id\"}]");
    assertThat(differences.get("lastConsumed")).contains(JsonNull.NULL);
  }

  @Test
  void showsAChangeOfAControl() {
    Asked asked =
        script.ask(Change.of(new PublishPolicy("desk", "rules: []\u200b", "olga")), "olga");
    JsonObject page = ApprovalPage.of(read(approval(asked), Optional.empty(), Optional.empty()));
    assertThat(page.string("headline")).contains("Put policy desk into force");
    assertThat(page.bool("shownVerified")).contains(true);
    assertThat(page.object("change").flatMap(change -> change.integer("hiddenCount"))).contains(1L);
    assertThat(page.object("asker").flatMap(asker -> asker.string("by"))).contains("olga");
    assertThat(page.get("arguments")).contains(JsonNull.NULL);
  }

  @Test
  void saysWhatWasTakenOutWhere() {
    JsonObject document =
        (JsonObject)
            StrictJson.reread(
                "{\"json\":{\"card\":{\"number\":\"***\"},\"list\":[\"a\"]},\"originalBytes\":99,"
                    + "\"redactions\":[{\"pointer\":\"/card/number\",\"action\":\"MASK\",\"ruleId\":\"pan\"},"
                    + "{\"pointer\":\"/list/1\",\"action\":\"TRUNCATE\",\"ruleId\":\"size\"}]}");
    JsonObject shown = VisibleJson.of(document);
    assertThat(shown.array("rows").orElseThrow().toJson())
        .contains("\"name\":\"number\",\"redacted\":\"MASK\"")
        .contains("\"index\":0,\"type\":\"string\"");
    assertThat(shown.array("redactions").orElseThrow().elements()).hasSize(2);
    assertThat(shown.integer("originalBytes")).contains(99L);
  }

  private JsonObject page(Asked asked, @Nullable Asked superseded) {
    return ApprovalPage.of(
        read(
            approval(asked),
            Optional.of(intent(asked)),
            Optional.ofNullable(superseded).map(ApprovalPageTest::intent)));
  }

  private ApprovalPage.Read read(
      JsonObject approval, Optional<JsonObject> intent, Optional<JsonObject> superseded) {
    Optional<JsonObject> decision =
        script.events().stream()
            .filter(event -> event.body() instanceof DecisionMade)
            .reduce((first, last) -> last)
            .flatMap(event -> EventJson.of(event).object("body"));
    return new ApprovalPage.Read(
        approval,
        intent,
        decision,
        superseded,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        false,
        List.of(),
        JsonObject.EMPTY);
  }

  private static JsonObject intent(Asked asked) {
    return EventJson.object(Objects.requireNonNull(asked.intent()));
  }

  private JsonObject approval(Asked asked) {
    JsonObject approval = null;
    JsonObject call = null;
    for (EventEnvelope event : script.events()) {
      JsonObject json = EventJson.of(event);
      if (event.callId() != null && event.callId().equals(asked.callId())) {
        call = CallJson.apply(call, json);
      }
      if (event.body() instanceof ApprovalEvent about
          && about.approvalId().equals(asked.approvalId())) {
        approval = ApprovalJson.apply(approval, json, call);
      }
    }
    return Objects.requireNonNull(approval);
  }
}
