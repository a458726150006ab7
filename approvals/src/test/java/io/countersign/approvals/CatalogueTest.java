package io.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.call.Risk;
import io.countersign.schemas.event.ToolRegistered;
import io.countersign.testkit.Variations;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  private final EngineScenario ledger =
      EngineScenario.closed(new Engine()).given(Asked.open(1, Asked.SETTINGS));

  @Test
  void registersANewTool() {
    ledger.when(Asked.tool(Risk.READ)).then("ToolRegistered READ");
    assertThat(ledger.event(ToolRegistered.class).previousSchemaDigest()).isNull();
  }

  @Test
  void registersAChangeWithTheSchemaBefore() {
    var before = Asked.tool(Risk.READ);
    ledger
        .given(before)
        .when(Variations.with(before, "schemaDigest", Asked.digest("next")))
        .then("ToolRegistered READ");
    assertThat(ledger.event(ToolRegistered.class).previousSchemaDigest())
        .isEqualTo(before.schemaDigest());
    ledger.when(Variations.with(before, "risk", Risk.WRITE)).then("ToolRegistered WRITE");
  }

  @Test
  void refusesAChangeThatIsNone() {
    ledger
        .given(Asked.tool(Risk.READ))
        .when(Asked.tool(Risk.READ))
        .then("CommandRejected TOOL_UNCHANGED")
        .whenRepeated()
        .then("CommandRejected TOOL_UNCHANGED");
    ledger
        .given(Variations.with(Asked.tool(Risk.READ), "version", "2.0"))
        .when(Variations.with(Asked.tool(Risk.READ), "version", "2.0"))
        .then("CommandRejected TOOL_UNCHANGED");
  }
}
