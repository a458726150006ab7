package io.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.approval.Change;
import io.countersign.schemas.approval.PreviewDocument;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.document.EventJson;
import io.countersign.schemas.event.ChangeRequested;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PreviewDocumentTest {

  @Test
  void isTheSameFromTheCommandTheEventAndTheEventAsJson() {
    assertAllTheSame(Samples.recordIntent(), Samples.intentRecorded(), Risk.WRITE);
    assertAllTheSame(Samples.minimalRecordIntent(), Samples.minimalIntentRecorded(), null);
  }

  @Test
  void holdsEverythingThatIsKnownOfTheAction() {
    assertThat(PreviewDocument.of(Samples.recordIntent(), Risk.WRITE).members())
        .containsOnlyKeys(
            "actionDigest",
            "tool",
            "environment",
            "risk",
            "arguments",
            "resources",
            "preview",
            "rollback",
            "readBack");
  }

  @Test
  void leavesOutWhatIsAbsent() {
    assertThat(PreviewDocument.of(Samples.minimalRecordIntent(), null).members())
        .containsOnlyKeys("actionDigest", "tool", "arguments", "resources");
  }

  @Test
  void isDigestedInItsOwnDomain() {
    JsonObject shown = PreviewDocument.of(Samples.recordIntent(), Risk.WRITE);
    Digest byHand =
        Digest.sha256(
            ("countersign/preview/v1\n" + CanonicalJson.text(shown))
                .getBytes(StandardCharsets.UTF_8));

    assertThat(PreviewDocument.digest(shown)).isEqualTo(byHand);
    assertThat(
            PreviewDocument.digest(
                StrictJson.reread(shown.toJson()) instanceof JsonObject read
                    ? read
                    : JsonObject.EMPTY))
        .isEqualTo(byHand);
  }

  @Test
  void changesWithTheRisk() {
    assertThat(PreviewDocument.digest(Samples.recordIntent(), Risk.WRITE))
        .isNotEqualTo(PreviewDocument.digest(Samples.recordIntent(), Risk.DESTRUCTIVE));
  }

  @Test
  void showsAChangeAsItsEventTellsIt() {
    List<ChangeRequested> changes =
        Samples.events().stream()
            .filter(ChangeRequested.class::isInstance)
            .map(ChangeRequested.class::cast)
            .toList();
    assertThat(changes).isNotEmpty();
    for (ChangeRequested asked : changes) {
      JsonObject told = EventJson.object(asked).object("change").orElseThrow();
      assertThat(PreviewDocument.of(asked.change(), asked.by()))
          .isEqualTo(
              PreviewDocument.ofChange(asked.change().command().control(), told, asked.by()));
    }
  }

  @Test
  void tellsApartWhoWantsAChange() {
    Change change = Change.of(new PublishPolicy("ask", "rules: []", "ana"));

    assertThat(PreviewDocument.digest(change, "ana"))
        .isNotEqualTo(PreviewDocument.digest(change, "ben"));
  }

  private static void assertAllTheSame(
      RecordIntent command, IntentRecorded recorded, @Nullable Risk risk) {
    Event event = recorded;
    JsonObject told = EventJson.of(Samples.event(event)).object("body").orElseThrow();
    JsonObject document = PreviewDocument.of(command, risk);
    assertThat(PreviewDocument.of(recorded, risk)).isEqualTo(document);
    assertThat(PreviewDocument.of(told, risk == null ? null : risk.name())).isEqualTo(document);
    assertThat(PreviewDocument.digest(recorded, risk))
        .isEqualTo(PreviewDocument.digest(command, risk));
  }
}
