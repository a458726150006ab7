package io.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of the tools that a server lists. */
class StdioProposalsTest extends PlayedStdio {

  private static final String LIST_CHANGED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}";

  private static String tool(String name, String description) {
    return """
        {"name":"%s","description":"%s","inputSchema":{"type":"object"}}"""
        .formatted(name, description)
        .strip();
  }

  private static String page(String... tools) {
    return "{\"tools\":[" + String.join(",", tools) + "]}";
  }

  private static List<String> texts(List<JsonNode> proposals, String field) {
    return proposals.stream().map(proposal -> proposal.path(field).asText()).toList();
  }

  private RunningStdio initialized() throws Exception {
    RunningStdio gateway = gateway();
    gateway.send("{\"jsonrpc\":\"2.0\",\"id\":\"init\",\"method\":\"initialize\",\"params\":{}}");
    gateway.awaitAnswer("init");
    return gateway;
  }

  @Test
  void proposesAToolWithAllThatTheCatalogueKeeps() throws Exception {
    try (RunningStdio gateway = initialized()) {
      gateway.list(
          1,
          """
          {"tools":[{"name":"close","title":"Close","description":"Closes a ticket.","icons":[],
            "inputSchema":{"type":"object","properties":{"id":{"type":"string"}}},
            "outputSchema":{"type":"object"},
            "annotations":{"destructiveHint":true,"readOnlyHint":"yes","title":7}}]}"""
              .replace("\n", ""));
      JsonNode proposal = ingest.awaitProposal("close");
      assertThat(proposal.path("tenant").asText()).isEqualTo("acme");
      assertThat(proposal.path("server").asText()).isEqualTo("recorder");
      assertThat(proposal.path("title").asText()).isEqualTo("Close");
      assertThat(proposal.path("description").asText()).isEqualTo("Closes a ticket.");
      assertThat(proposal.at("/inputSchema/properties/id/type").asText()).isEqualTo("string");
      assertThat(proposal.at("/annotations/destructiveHint").asBoolean()).isTrue();
      assertThat(proposal.has("outputSchema")).isTrue();
      assertThat(proposal.at("/annotations").has("readOnlyHint")).as("no boolean").isFalse();
      assertThat(proposal.has("icons")).isFalse();
    }
  }

  @Test
  void proposesTheToolsOfEveryPageOnce() throws Exception {
    try (RunningStdio gateway = initialized()) {
      gateway.list(1, "{\"nextCursor\":\"2\",\"tools\":[" + tool("a", "A") + "]}");
      gateway.list(2, "{\"cursor\":\"2\",\"tools\":[" + tool("b", "B") + "]}");
      gateway.list(3, page(tool("a", "A"), tool("b", "B"), tool("c", "C")));
      ingest.awaitProposal("c");
    }
    assertThat(texts(ingest.proposals(), "name")).containsExactly("a", "b", "c");
  }

  @Test
  void proposesAChangedDefinition() throws Exception {
    try (RunningStdio gateway = initialized()) {
      gateway.list(1, page(tool("a", "first")));
      gateway.list(2, page(tool("a", "second")));
      gateway.list(3, page(tool("a", "first"), tool("b", "B")));
      ingest.awaitProposal("b");
      assertThat(texts(ingest.proposals(), "description")).containsExactly("first", "second", "B");
    }
  }

  @Test
  void looksAgainWhenTheServerSaysThatItsListChanged() throws Exception {
    try (RunningStdio gateway = initialized()) {
      gateway.list(1, page(tool("a", "first")));
      gateway.list(2, page(tool("a", "second")));
      gateway.emit(LIST_CHANGED);
      assertThat(gateway.receive().path("method").asText()).endsWith("list_changed");
      gateway.list(3, page(tool("a", "first")));
      gateway.list(4, page(tool("a", "second"), tool("b", "B")));
      ingest.awaitProposal("b");
      assertThat(texts(ingest.proposals(), "description"))
          .containsExactly("first", "second", "first", "B");
    }
  }

  @Test
  void proposesTwoDefinitionsOfOneToolOneAfterTheOther() throws Exception {
    try (RunningStdio gateway = initialized()) {
      gateway.list(1, page(tool("a", "first"), tool("a", "second"), tool("b", "B")));
      ingest.awaitProposal("b");
    }
    assertThat(texts(ingest.proposals(), "description")).containsExactly("first", "second", "B");
    assertThat(ingest.proposalRequests()).isEqualTo(2);
  }

  @Test
  void repeatsUntilIngestIsBack() throws Exception {
    ingest.failProposals(2);
    try (RunningStdio gateway = initialized()) {
      gateway.list(1, page(tool("a", "A")));
      ingest.awaitProposal("a");
    }
    assertThat(ingest.proposalRequests()).isEqualTo(3);
  }

  @Test
  void keepsNoToolBackForOneThatIsRefused() throws Exception {
    try (RunningStdio gateway = initialized()) {
      gateway.list(
          1,
          page(
              tool("a", "A"),
              tool("unwelcome", "U"),
              "{\"name\":\"no_schema\"}",
              tool("c", "C"),
              tool("d", "D")));
      ingest.awaitProposals(3);
    }
    assertThat(texts(ingest.proposals(), "name")).containsExactly("a", "c", "d");
  }

  @Test
  void sendsNoMoreThanIngestTakesAtOnce() throws Exception {
    String[] tools = new String[600];
    for (int i = 0; i < tools.length; i++) {
      tools[i] = tool("tool_" + i, "number " + i);
    }
    try (RunningStdio gateway = initialized()) {
      gateway.list(1, page(tools));
      assertThat(texts(ingest.awaitProposals(600), "name")).doesNotHaveDuplicates();
    }
    assertThat(ingest.proposalRequests()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void answersTheListWhileIngestDoesNotAnswer() throws Exception {
    ingest.holdProposals();
    try (RunningStdio gateway = initialized()) {
      assertThat(gateway.list(1, page(tool("a", "A"))).at("/result/tools/0/name").asText())
          .isEqualTo("a");
      ingest.awaitProposalRequest();
      assertThat(gateway.list(2, page(tool("b", "B"))).at("/result/tools/0/name").asText())
          .isEqualTo("b");
      assertThat(ingest.proposals()).isEmpty();
      ingest.release();
      ingest.awaitProposal("b");
    }
  }

  @Test
  void deliversWhatWaitsBeforeItEnds() throws Exception {
    try (RunningStdio gateway = initialized()) {
      gateway.list(1, page(tool("a", "A")));
    }
    assertThat(texts(ingest.proposals(), "name")).containsExactly("a");
  }

  @Test
  void proposesNothingWhenSwitchedOff() throws Exception {
    settings = settings.proposingTools(false);
    try (RunningStdio gateway = initialized()) {
      gateway.list(1, page(tool("a", "A")));
      gateway.call(2, "a");
      gateway.receive();
    }
    assertThat(ingest.awaitQuestion("a").at("/tool/schemaDigest").asText()).startsWith("sha256:");
    assertThat(ingest.proposalRequests()).isZero();
  }

  @Test
  void usesTheNameThatTheOperatorGaveTheServer() throws Exception {
    settings =
        settings.with(
            new Identity(
                "acme", "dev", "ana", "user", List.of(), List.of(), null, null, "tickets"));
    try (RunningStdio gateway = gateway()) {
      gateway.list(1, page(tool("a", "A")));
      assertThat(ingest.awaitProposal("a").path("server").asText()).isEqualTo("tickets");
    }
  }
}
