package io.countersign.testkit.ocsf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.schemas.audit.AccessStatus;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.call.Source;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.document.EventJson;
import io.countersign.schemas.event.AuditAccessed;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.json.StrictJson;
import io.countersign.schemas.ocsf.OcsfEvent;
import io.countersign.schemas.ocsf.OcsfVersion;
import io.countersign.testkit.RandomHistory;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class OcsfEventTest {
  private static final OcsfVersion V = OcsfVersion.V1_8_0;

  @ParameterizedTest
  @EnumSource(OcsfVersion.class)
  void everyKindIsValid(OcsfVersion version) {
    Stream.concat(
            Samples.events().stream().map(Samples::event),
            Samples.minimalEvents().stream().map(Samples::minimalEvent))
        .forEach(event -> OcsfChecks.requireValid(OcsfEvent.of(event, version), version));
  }

  @ParameterizedTest
  @EnumSource(OcsfVersion.class)
  void everyEventOfARandomHistoryIsValid(OcsfVersion version) {
    for (long seed : new long[] {1, 2, 3}) {
      history(seed)
          .forEach(event -> OcsfChecks.requireValid(OcsfEvent.of(event, version), version));
    }
  }

  @Test
  void everyKindHasAMeaning() {
    assertThat(Samples.events())
        .allSatisfy(
            event -> {
              JsonObject ocsf = ocsf(event);
              assertThat(ocsf.integer("activity_id")).as(event.type()).isNotEqualTo(0L);
              assertThat(ocsf.string("message")).as(event.type()).isNotEmpty();
            });
    assertThat(Samples.events().stream().map(Event::type).distinct())
        .containsAll(Event.KINDS.stream().map(Class::getSimpleName).toList());
  }

  @Test
  void isTheSameFromTheLogAndFromTheIndex() {
    for (EventEnvelope event : history(4)) {
      JsonObject stored = (JsonObject) StrictJson.reread(EventJson.of(event).toJson());
      assertThat(OcsfEvent.bytes(OcsfEvent.of(shuffled(stored), V)))
          .isEqualTo(OcsfEvent.bytes(OcsfEvent.of(event, V)));
    }
  }

  @Test
  void namesControlsAsDecisionsCiteThem() {
    assertThat(Samples.events().stream().filter(ControlEvent.class::isInstance))
        .allSatisfy(
            event ->
                assertThat(firstResource(ocsf(event)).string("uid"))
                    .contains(((ControlEvent) event).control()));
  }

  @Test
  void tellsWhoDidWhatInWhichRun() {
    EventEnvelope event = Samples.event(Samples.intentRecorded());
    JsonObject ocsf = OcsfEvent.of(event, V);
    JsonObject metadata = ocsf.object("metadata").orElseThrow();
    assertThat(metadata.string("uid")).contains(event.eventId().toString());
    assertThat(metadata.string("tenant_uid")).contains(event.tenant());
    assertThat(metadata.integer("sequence")).contains(event.position());
    assertThat(metadata.string("event_code")).contains("CS1000I");
    assertThat(ocsf.integer("time")).contains(event.recordedAt().toEpochMilli());
    assertThat(at(ocsf, "api", "operation")).contains(Samples.intentRecorded().tool().name());
    assertThat(
            ocsf.object("api").flatMap(api -> api.object("service")).orElseThrow().string("name"))
        .contains(Samples.intentRecorded().tool().server());
    assertThat(at(ocsf, "trace", "uid")).contains(Samples.TRACEPARENT.split("-", -1)[1]);
    assertThat(at(ocsf, "message_context", "ai_role")).contains("Agent");
    assertThat(metadata.array("profiles"))
        .contains(JsonArray.ofStrings(List.of("ai_operation", "trace")));
    assertThat(ocsf.toJson()).doesNotContain(event.salt().toString());
  }

  @Test
  void namesTheAgentFromVersionOneNineOn() {
    EventEnvelope event = Samples.event(Samples.intentRecorded());
    assertThat(OcsfEvent.of(event, V).has("ai_agent")).isFalse();
    assertThat(OcsfEvent.of(event, OcsfVersion.V1_9_0).object("ai_agent").orElseThrow())
        .satisfies(
            agent ->
                assertThat(agent.string("instance_uid")).contains(String.valueOf(event.runId())));
  }

  @Test
  void tellsWhatBecameOfADecision() {
    assertThat(disposition(Samples.decisionMade(Verdict.ALLOW)))
        .isEqualTo("Allowed/Allowed/Success");
    assertThat(disposition(Samples.decisionMade(Verdict.DENY))).isEqualTo("Denied/Blocked/Failure");
    assertThat(disposition(Samples.decisionMade(Verdict.ASK)))
        .isEqualTo("Modified/Delayed/Pending approval");
  }

  @Test
  void claimsNoEffectForADecisionThatOnlyRecords() {
    EventEnvelope enforced = Samples.event(Samples.decisionMade(Verdict.DENY));
    EventEnvelope reported =
        Variations.with(
            enforced,
            "source",
            new Source(enforced.source().gateway(), EvidenceGrade.GATEWAY_REPORTED));
    assertThat(at(OcsfEvent.of(reported, V), "action")).contains("Observed");
    assertThat(at(OcsfEvent.of(reported, V), "disposition")).contains("Logged");
  }

  @Test
  void tellsHowACallEnded() {
    assertThat(
            Stream.of(OutcomeStatus.values())
                .map(Samples::outcomeRecorded)
                .map(OcsfEventTest::ocsf))
        .extracting(ocsf -> at(ocsf, "status").orElseThrow())
        .containsExactly("Success", "Failure", "Timed out", "Unknown", "Not run");
  }

  @Test
  void tellsWhoReadTheRecordAndWhoWasRefused() {
    AuditAccessed read =
        Samples.events().stream()
            .filter(AuditAccessed.class::isInstance)
            .map(AuditAccessed.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(ocsf(read).object("actor").flatMap(actor -> actor.object("user")).orElseThrow())
        .satisfies(user -> assertThat(user.string("name")).contains(read.subject()));
    assertThat(at(ocsf(read), "api", "operation")).contains("audit." + read.operation());
    assertThat(Stream.of(AccessStatus.values()))
        .extracting(status -> disposition(Variations.with(read, "status", status)))
        .containsExactly(
            "Allowed/Allowed/Success", "Denied/Unauthorized/Failure", "Denied/Error/Failure");
    assertThat(at(ocsf(Variations.with(read, "remote", "192.0.2.7")), "src_endpoint", "ip"))
        .contains("192.0.2.7");
    assertThat(at(ocsf(Variations.with(read, "remote", "a proxy")), "src_endpoint", "ip"))
        .isEmpty();
  }

  @Test
  void makesAFindingOfWhatHasToBeLookedAt() {
    JsonObject ocsf = ocsf(Samples.findingRaised(Severity.HIGH));
    assertThat(ocsf.integer("type_uid")).contains(200401L);
    assertThat(at(ocsf, "severity")).contains("High");
    assertThat(ocsf.bool("is_alert")).contains(true);
    assertThat(at(ocsf, "finding_info", "title")).contains(Samples.findingRaised().finding());
  }

  @Test
  void leavesOutWhatIsTooLargeAndSaysSo() {
    String text = "\u0001".repeat(100_000);
    EventEnvelope event =
        Samples.event(
            Variations.with(
                Variations.with(
                    Samples.intentRecorded(),
                    "arguments",
                    new RedactedJson("\"" + "x".repeat(120_000) + "\"", 120_002, List.of())),
                "resources",
                IntStream.range(0, 256).mapToObj(n -> "é".repeat(250) + n).toList()));
    JsonObject ocsf = OcsfEvent.of(event, V);
    OcsfChecks.requireValid(ocsf, V);
    assertThat(ocsf.object("metadata").orElseThrow().bool("is_truncated")).contains(true);
    assertThat(ocsf.object("unmapped").orElseThrow().array("truncated"))
        .contains(JsonArray.ofStrings(List.of("unmapped.body", "api.request.data", "resources")));
    JsonObject finding = ocsf(Variations.with(Samples.findingRaised(), "message", text));
    OcsfChecks.requireValid(finding, V);
    assertThat(finding.object("metadata").orElseThrow().integer("untruncated_size"))
        .hasValueSatisfying(size -> assertThat(size).isGreaterThan(OcsfEvent.MAX_BYTES));
  }

  @Test
  void tellsAKindThatItDoesNotKnow() {
    JsonObject known = EventJson.of(Samples.event(Samples.findingRaised()));
    JsonObject unknown =
        changed(
            changed(changed(known, "type", "ToolRented"), "code", "CS5999W"),
            "traceparent",
            "none");
    JsonObject ocsf = OcsfEvent.of(unknown, V);
    OcsfChecks.requireValid(ocsf, V);
    assertThat(ocsf.integer("type_uid")).contains(600300L);
    assertThat(at(ocsf, "api", "operation")).contains("ToolRented");
  }

  @Test
  void refusesWhatIsNoEvent() {
    assertThatThrownBy(() -> OcsfEvent.of(JsonObject.of("type", new JsonString("VoteCast")), V))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected an event with");
  }

  @Test
  void theSchemaRefusesWhatIsNotOcsf() {
    JsonObject ocsf = ocsf(Samples.decisionMade(Verdict.DENY));
    assertThat(OcsfChecks.errors(changed(ocsf, "disposition", "Allowed"), V)).isNotEmpty();
    assertThat(OcsfChecks.errors(changed(ocsf, "class_name", "Audit"), V)).isNotEmpty();
    assertThat(OcsfChecks.errors(changed(ocsf, "invented", "x"), V)).isNotEmpty();
    assertThat(
            OcsfChecks.errors(
                OcsfEvent.of(Samples.event(Samples.intentRecorded()), OcsfVersion.V1_9_0), V))
        .isNotEmpty();
  }

  private static List<EventEnvelope> history(long seed) {
    return RandomHistory.withControls(seed, 3, List.of("acme", "zenith"), 400);
  }

  private static JsonObject ocsf(Event event) {
    return OcsfEvent.of(Samples.event(event), V);
  }

  private static String disposition(Event event) {
    JsonObject ocsf = ocsf(event);
    return Stream.of("action", "disposition", "status")
        .map(name -> ocsf.string(name).orElse(""))
        .reduce((a, b) -> a + "/" + b)
        .orElseThrow();
  }

  private static Optional<String> at(JsonObject object, String... path) {
    JsonObject found = object;
    for (int i = 0; i < path.length - 1; i++) {
      found = found.object(path[i]).orElse(JsonObject.EMPTY);
    }
    return found.string(path[path.length - 1]);
  }

  private static JsonObject firstResource(JsonObject ocsf) {
    return (JsonObject) ocsf.array("resources").orElseThrow().elements().getFirst();
  }

  private static JsonObject changed(JsonObject object, String name, String value) {
    Map<String, JsonValue> members = new LinkedHashMap<>(object.members());
    members.put(name, new JsonString(value));
    return new JsonObject(members);
  }

  /** The same object with its members in another order, as an index may give them back. */
  private static JsonObject shuffled(JsonObject object) {
    List<String> names = new ArrayList<>(object.members().keySet());
    Collections.reverse(names);
    JsonObject.Builder other = JsonObject.builder();
    names.forEach(name -> other.putIfPresent(name, object.get(name)));
    return other.build();
  }
}
