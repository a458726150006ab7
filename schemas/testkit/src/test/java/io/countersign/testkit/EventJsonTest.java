package io.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.document.EventJson;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.Unknown;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class EventJsonTest {
  private static final String GOLDEN = "/json/events.v1.ndjson";

  @Test
  void writesEverySampleAsItAlwaysHas() throws IOException {
    String written =
        Samples.events().stream()
            .map(event -> EventJson.of(Samples.event(event)).toJson() + "\n")
            .collect(Collectors.joining());
    if (Boolean.getBoolean("golden.renew")) {
      Path file = Path.of(System.getProperty("basedir", "."), "src/test/resources" + GOLDEN);
      Files.writeString(file, written);
    }
    try (InputStream golden = EventJsonTest.class.getResourceAsStream(GOLDEN)) {
      assertThat(golden).as("golden file %s", GOLDEN).isNotNull();
      assertThat(written).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void readsBackAsTheSameDocument() {
    for (EventEnvelope event : RandomHistory.of(4, 3, List.of("acme"), 500)) {
      JsonObject json = EventJson.of(event);
      assertThat(StrictJson.reread(json.toJson())).isEqualTo(json);
    }
  }

  @Test
  void keepsTheEnvelopeOfAKindThatItDoesNotKnow() {
    EventEnvelope known = Samples.event(Samples.events().getFirst());
    EventEnvelope unknown =
        new EventEnvelope(
            known.eventId(),
            "BudgetReserved",
            "CS6000I",
            known.tenant(),
            known.runId(),
            known.callId(),
            known.commandId(),
            known.ledger(),
            known.generation(),
            known.position(),
            known.tenantSequence(),
            known.occurredAt(),
            known.recordedAt(),
            known.source(),
            known.traceparent(),
            known.salt(),
            new Unknown("BudgetReserved"));
    JsonObject json = EventJson.of(unknown);
    assertThat(json.string("type")).contains("BudgetReserved");
    assertThat(json.string("code")).contains("CS6000I");
    assertThat(json.object("body")).contains(JsonObject.EMPTY);
  }

  @Test
  void writesWhatJavaScriptWouldRoundAsAString() {
    JsonObject json =
        EventJson.of(
            Samples.event(
                Variations.with(
                    RandomHistory.of(4, 3, List.of("acme"), 500).stream()
                        .map(EventEnvelope::body)
                        .filter(OutcomeRecorded.class::isInstance)
                        .map(OutcomeRecorded.class::cast)
                        .findFirst()
                        .orElseThrow(),
                    "durationMillis",
                    Long.MAX_VALUE)));
    assertThat(json.object("body").flatMap(body -> body.string("durationMillis")))
        .contains("9223372036854775807");
  }

  @Test
  void keepsADocumentThatIsNoJsonAsText() {
    IntentRecorded intent =
        (IntentRecorded) RandomHistory.of(4, 3, List.of("acme"), 1).getFirst().body();
    JsonObject json =
        EventJson.of(
            Samples.event(
                Variations.with(intent, "arguments", new RedactedJson("{broken", 7, List.of()))));
    assertThat(
            json.object("body")
                .flatMap(body -> body.object("arguments"))
                .flatMap(arguments -> arguments.string("json")))
        .contains("{broken");
  }
}
