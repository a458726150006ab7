package io.countersign.projections.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.alert.Alert;
import io.countersign.testkit.DocumentSamples;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertDocumentTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void everyFieldIsOneThatTheIndexKnows() throws Exception {
    JsonNode known = JSON.readTree(Indexes.Kind.ALERTS.definition()).at("/mappings/properties");
    for (Alert alert : List.of(DocumentSamples.alert(), DocumentSamples.minimalAlert())) {
      SearchDocument document = AlertDocument.of(alert);
      assertThat(document.id()).isEqualTo(alert.alertId().toString());
      assertThat(document.version()).isEqualTo(alert.version());
      JSON.readTree(document.source().toJson())
          .fieldNames()
          .forEachRemaining(field -> assertThat(known.has(field)).as(field).isTrue());
    }
  }

  @Test
  void tellsAlertsApartByANumberThatJsonCanHold() throws Exception {
    JsonNode order =
        JSON.readTree(AlertDocument.of(DocumentSamples.alert()).source().toJson()).path("order");
    assertThat(order.asLong()).isPositive().isLessThan(1L << 53);
  }
}
