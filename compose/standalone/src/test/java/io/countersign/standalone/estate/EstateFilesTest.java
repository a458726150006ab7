package io.countersign.standalone.estate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.schemas.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EstateFilesTest {
  static final String POLICY =
      """
      policy: desk
      rules:
        - id: no-dev
          match: {server: tickets, environment: dev}
          effect: deny
      """;

  static final String ESTATE =
      """
      # what acme allows
      kind: Settings
      timeZone: Europe/Berlin
      unreviewedGate: BLOCK
      ---
      kind: Tool
      server: tickets
      name: close_ticket
      version: 1.10
      owner: {name: Support tools, contact: support@acme.example}
      risk: WRITE
      purpose: closes a ticket
      inputSchema:
        type: object
        properties: {id: {type: string, pattern: "^T-[0-9]+$"}}
        required: [id]
      resources: {allow: ["ticket:*"], from: [{pointer: /id, prefix: "ticket:"}]}
      limits: {rate: {calls: 60, per: 60s, burst: 60}, concurrency: 0, bound: {downstreamCalls: 2}}
      deprecation: {date: "2027-03-31T00:00:00Z", message: |
        use resolve_ticket
        instead
        }
      ---
      kind: ServerReview
      server: tickets
      version: 3.2.0
      owner: {name: Support tools, contact: support@acme.example}
      scores: {toolBoundaries: 3, permissionModel: 2, errorRecovery: 2, verification: 3, sensitiveData: 2, maintainer: 0}
      evidence: [{item: dryRun, link: "https://wiki.acme.example/dry-run"}]
      nextReview: 2026-12-01
      ---
      kind: Budget
      id: desk-day
      node: {team: support, principal: "*"}
      window: DAY
      limits: {calls: 100, tokens: 0}
      ---
      kind: Limit
      id: writes
      per: PRINCIPAL
      rate: {calls: 10, per: 1h, burst: 2}
      ---
      kind: Policy
      name: desk
      file: desk.policy
      """
          .replace(
              """
              deprecation: {date: "2027-03-31T00:00:00Z", message: |
                use resolve_ticket
                instead
                }
              """,
              """
              deprecation:
                date: "2027-03-31T00:00:00Z"
                message: |
                  use resolve_ticket
                  instead
              """);

  @TempDir private Path folder;

  private Path file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(folder);
    return Files.writeString(file, text);
  }

  private Estate estate() throws IOException, EstateRefused {
    file("desk.policy", POLICY);
    return EstateFiles.read(file("acme.yaml", ESTATE));
  }

  @Test
  void readsEveryKindInTheOrderOfTheirForce() throws Exception {
    assertThat(estate().controls())
        .extracting(Control::told)
        .containsExactly(
            "Settings",
            "Budget desk-day",
            "Limit writes",
            "Policy desk",
            "ServerReview tickets",
            "Tool tickets/close_ticket");
  }

  @Test
  void leavesOutWhatSaysNothingAndSpellsEachThingInOneWay() throws Exception {
    Control tool = estate().controls().get(5);

    assertThat(tool.body().string("version")).contains("1.10");
    assertThat(tool.body().object("limits").orElseThrow().toJson())
        .isEqualTo(
            "{\"bound\":{\"calls\":1,\"downstreamCalls\":2,\"moneyMicros\":0,\"tokens\":0},\"rate\":{\"calls\":60,\"per\":\"1m\"}}");
    Control review = estate().controls().get(4);
    assertThat(review.body().object("scores").orElseThrow().integer("maintainer")).contains(0L);
    Control budget = estate().controls().get(1);
    assertThat(budget.body().object("limits").orElseThrow().toJson())
        .isEqualTo("{\"calls\":100,\"tokens\":0}");
  }

  @Test
  void whatIsWrittenIsReadAsTheSame() throws Exception {
    Estate estate = estate();
    String written = EstateYaml.write(estate, "by a test");

    Estate again = EstateFiles.read(file("exported.yaml", written));

    assertThat(again).isEqualTo(estate);
    assertThat(EstateYaml.write(again, "by a test")).isEqualTo(written);
    assertThat(Plan.of(estate, again, true).isEmpty()).isTrue();
  }

  @Test
  void strangeTextsSurviveBeingWritten() throws Exception {
    List<String> texts =
        List.of(
            "yes",
            "null",
            "1.0",
            "- a",
            "a: b # c",
            " leading",
            "two\nlines\n",
            "no end\nof line",
            "blank\n\n\nend\n\n",
            "tab\there",
            "\u0085\u2028\uFEFF\u202Eend",
            "emoji 😀 \"quoted\" \\ back",
            "--- \n...\n",
            "trailing   \n  indented\n",
            "\nfirst is empty\n");
    for (String text : texts) {
      Estate estate = estate();
      List<Control> controls = new java.util.ArrayList<>(estate.controls());
      Control tool = controls.get(5);
      var members = new java.util.LinkedHashMap<>(tool.body().members());
      members.put("purpose", new JsonString(text));
      controls.set(
          5, ApiEstate.control(Kind.TOOL, new io.countersign.schemas.json.JsonObject(members)));
      Estate strange = new Estate(controls);
      assertThat(EstateFiles.read(file("strange.yaml", EstateYaml.write(strange, "x"))))
          .as(text)
          .isEqualTo(strange);
    }
  }

  @Test
  void aPolicyDocumentIsThePolicyOfItsName() throws Exception {
    file("nested.yaml", POLICY);
    file("same.yaml", "kind: Policy\nname: desk\nfile: nested.yaml\n");

    Estate estate = EstateFiles.read(folder);

    assertThat(estate.controls()).extracting(Control::told).containsExactly("Policy desk");
    assertThat(estate.controls().getFirst().text("document")).isEqualTo(POLICY);
  }

  @Test
  void namesTheLineAndTheNearestKey() throws Exception {
    Path file =
        file(
            "wrong.yaml",
            ESTATE.replace("risk: WRITE", "rsk: WRITE").replace("calls: 60", "calls: many"));
    file("desk.policy", POLICY);

    assertThatThrownBy(() -> EstateFiles.read(file))
        .isInstanceOf(EstateRefused.class)
        .hasMessageContaining("wrong.yaml:11: Tool: Expected no key rsk: did you mean risk?")
        .hasMessageContaining("Tool: Expected risk, but it is absent.")
        .hasMessageContaining(
            "Expected a whole number of 0 or more as limits.rate.calls, but it is \"many\".");
  }

  @Test
  void refusesWhatIsNoControl() throws Exception {
    assertThatThrownBy(() -> EstateFiles.read(file("a.yaml", "kind: Tol\n")))
        .hasMessageContaining("a.yaml:1: Expected kind: one of Settings")
        .hasMessageContaining("did you mean Tool?");
    assertThatThrownBy(() -> EstateFiles.read(file("b.yaml", "server: x\n")))
        .hasMessageContaining("b.yaml:1: Expected kind");
    assertThatThrownBy(() -> EstateFiles.read(file("c.yaml", "# nothing\n---\n# here\n")))
        .hasMessageContaining("Expected a document, but there is none");
    assertThatThrownBy(() -> EstateFiles.read(folder.resolve("absent.yaml")))
        .hasMessageContaining("Expected a file that can be read");
    assertThatThrownBy(
            () -> EstateFiles.read(file("d.yaml", "kind: Policy\nname: p\nfile: a\ndocument: b\n")))
        .hasMessageContaining("Expected either document or file");
  }

  @Test
  void refusesAControlThatIsThereTwice() throws Exception {
    String limit = "kind: Limit\nid: writes\nper: TENANT\nconcurrency: 1\n";

    assertThatThrownBy(() -> EstateFiles.read(file("twice.yaml", limit + "---\n" + limit)))
        .hasMessageContaining(
            "twice.yaml:6: Expected each control once, but Limit writes is there");
  }

  @Test
  void refusesAPolicyWhoseTestsFailOrWhoseNameIsAnother() throws Exception {
    String failing =
        POLICY
            + """
            tests:
              - name: dev is allowed
                given: {server: tickets, tool: get, risk: READ, environment: dev}
                expect: {verdict: allow}
            """;
    assertThatThrownBy(() -> EstateFiles.read(file("failing.yaml", failing)))
        .hasMessageContaining("Policy desk: Expected a document that can be published")
        .hasMessageContaining("dev is allowed");
    file("desk.policy", POLICY);
    assertThatThrownBy(
            () ->
                EstateFiles.read(file("other.yaml", "kind: Policy\nname: o\nfile: desk.policy\n")))
        .hasMessageContaining("Expected the document of o, but it names itself desk");
  }
}
