package io.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.call.Risk;
import io.countersign.schemas.event.ToolRegistered;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  private final EngineScenario ledger =
      EngineScenario.closed(new Engine()).given(Asked.open(1, Asked.SETTINGS));

  @Test
  void registersANewTool() {
    ledger.when(Asked.tool(Risk.READ)).then("ToolRegistered READ");
    assertThat(ledger.event(ToolRegistered.class).acceptedProposal()).isNull();
  }
}
