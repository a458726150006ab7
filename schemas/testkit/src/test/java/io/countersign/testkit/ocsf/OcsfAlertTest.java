package io.countersign.testkit.ocsf;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.alert.AlertResolution;
import io.countersign.schemas.alert.AlertState;
import io.countersign.schemas.alert.AlertVerdict;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.ocsf.OcsfAlert;
import io.countersign.schemas.ocsf.OcsfEvent;
import io.countersign.schemas.ocsf.OcsfVersion;
import io.countersign.testkit.DocumentSamples;
import io.countersign.testkit.Variations;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class OcsfAlertTest {
  private static final OcsfVersion V = OcsfVersion.V1_8_0;

  @ParameterizedTest
  @EnumSource(OcsfVersion.class)
  void everyStateIsValid(OcsfVersion version) {
    for (AlertState state : List.of(AlertState.OPEN, AlertState.ACKNOWLEDGED, AlertState.CLOSED)) {
      OcsfChecks.requireValid(OcsfAlert.of(version(2, state), version), version);
    }
    OcsfChecks.requireValid(OcsfAlert.of(DocumentSamples.alert(), version), version);
  }

  @Test
  void tellsWhatWasToBeExpected() {
    assertThat(OcsfAlert.of(DocumentSamples.alert(), V).array("anomaly_analyses")).isPresent();
    assertThat(OcsfAlert.of(DocumentSamples.minimalAlert(), V).array("anomaly_analyses")).isEmpty();
  }

  @Test
  void createsUpdatesAndClosesOneFinding() {
    Alert first = version(1, AlertState.OPEN);
    Alert more = version(2, AlertState.OPEN);
    Alert quiet = version(3, AlertState.CLOSED);
    assertThat(List.of(first, more, quiet))
        .extracting(alert -> OcsfAlert.of(alert, V).integer("type_uid").orElseThrow())
        .containsExactly(200401L, 200402L, 200403L);
    assertThat(List.of(first, more, quiet))
        .extracting(
            alert ->
                OcsfAlert.of(alert, V).object("finding_info").flatMap(info -> info.string("uid")))
        .containsOnly(Optional.of(first.alertId().toString()));
    assertThat(List.of(first, more, quiet)).extracting(OcsfAlert::uid).doesNotHaveDuplicates();
  }

  @Test
  void suppressesWhatWasFoundToBeNothing() {
    assertThat(
            List.of(AlertVerdict.TRUE_POSITIVE, AlertVerdict.FALSE_POSITIVE, AlertVerdict.EXPECTED))
        .extracting(verdict -> resolved(verdict).string("status").orElseThrow())
        .containsExactly("Resolved", "Suppressed", "Suppressed");
  }

  @Test
  void isWrittenTheSameTwice() {
    assertThat(OcsfEvent.bytes(OcsfAlert.of(DocumentSamples.alert(), V)))
        .isEqualTo(OcsfEvent.bytes(OcsfAlert.of(DocumentSamples.alert(), V)));
  }

  private static JsonObject resolved(AlertVerdict verdict) {
    Alert alert = DocumentSamples.alert();
    AlertResolution resolution = new AlertResolution(verdict, "bo", alert.updatedAt(), null);
    JsonObject ocsf = OcsfAlert.of(Variations.with(alert, "resolution", resolution), V);
    OcsfChecks.requireValid(ocsf, V);
    return ocsf;
  }

  private static Alert version(long version, AlertState state) {
    return Variations.with(
        Variations.with(DocumentSamples.minimalAlert(), "version", version), "state", state);
  }
}
