package io.countersign.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.schemas.access.Role;
import io.countersign.standalone.Api;
import io.countersign.standalone.Eventually;
import io.countersign.standalone.SharedSystem;
import io.countersign.standalone.WholeSystem;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The controls from the command line, as an operator uses them, on everything that is real. */
@ExtendWith(SharedSystem.class)
class ControlsIT {
  private static final String ESTATE =
      """
      kind: Settings
      timeZone: Europe/Berlin
      unreviewedGate: READ_ONLY
      ---
      kind: Tool
      server: tickets
      name: get_ticket
      version: 1.0.0
      owner: {name: Support tools, contact: support-tools@acme.example}
      risk: READ
      purpose: reads a ticket
      inputSchema: {type: object}
      limits: {rate: {calls: 1000, per: 1m, burst: 100}}
      ---
      kind: ServerReview
      server: tickets
      version: 1.0.0
      owner: {name: Support tools, contact: support-tools@acme.example}
      scores: {toolBoundaries: 3, permissionModel: 2, errorRecovery: 2, verification: 3, sensitiveData: 2, maintainer: 0}
      evidence: [{item: logs, link: "https://wiki.example/logs"}]
      nextReview: 2099-12-01
      ---
      kind: Budget
      id: whole-day
      window: DAY
      limits: {calls: 1000}
      ---
      kind: Limit
      id: at-once
      per: PRINCIPAL
      concurrency: 50
      ---
      kind: Policy
      name: desk
      document: |
        policy: desk
        rules:
          - id: no-dev
            match: {server: tickets, environment: dev}
            effect: deny
      """;

  private static final String STRICTER =
      """
      policy: desk
      rules:
        - id: nothing
          match: {server: tickets}
          effect: deny
      tests:
        - name: prod is denied too
          given: {server: tickets, tool: get_ticket, risk: READ, environment: prod}
          expect: {verdict: deny, rule: nothing}
      """;

  @TempDir private Path folder;

  private final WholeSystem system;
  private final String tenant = Api.newTenant();

  ControlsIT(WholeSystem system) {
    this.system = system;
  }

  private record Ended(int code, String out) {}

  private Ended run(String... words) throws Exception {
    List<String> all = new ArrayList<>(Arrays.asList(words));
    all.addAll(List.of("--tenant", tenant));
    return runAs(system.operator(tenant), all);
  }

  private Ended runAs(String bearer, List<String> words) throws Exception {
    Path token = folder.resolve("the.token");
    Files.writeString(token, bearer);
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of("--url", system.roles().url().toString(), "--token-file", token.toString()));
    StringWriter out = new StringWriter();
    int code =
        Commands.run(
            all.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(out, true));
    return new Ended(code, out.toString());
  }

  private Path file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  private JsonNode ask(String runId) {
    return system
        .api()
        .post("/v1/calls", system.gateway(tenant), Api.call(tenant, runId, "get_ticket", "{}"))
        .expect(200)
        .json();
  }

  @Test
  void appliesExportsAndAppliesAgainWithNothingToDo() throws Exception {
    Path estate = file("acme.yaml", ESTATE);

    Ended planned = run("apply", "-f", estate.toString(), "--dry-run");
    assertThat(planned.code()).as(planned.out()).isEqualTo(2);
    Ended applied = run("apply", "-f", estate.toString(), "--yes");
    assertThat(applied.code()).as(applied.out()).isZero();
    assertThat(applied.out()).contains("+ Tool tickets/get_ticket", "✓ Policy desk", "gate ");

    Ended again = run("apply", "-f", estate.toString(), "--dry-run", "--prune");
    assertThat(again.out()).contains("Nothing to do.");
    assertThat(again.code()).isZero();

    Path exported = folder.resolve("exported.yaml");
    assertThat(run("export", "-o", exported.toString()).code()).isZero();
    Ended fixed = run("apply", "-f", exported.toString(), "--yes", "--prune");
    assertThat(fixed.out()).contains("Nothing to do.");

    Path smaller =
        file(
            "smaller.yaml",
            ESTATE.replace("calls: 1000}", "calls: 5}").replace("id: at-once", "id: one"));
    Ended changed = run("apply", "-f", smaller.toString(), "--yes", "--prune");
    assertThat(changed.code()).as(changed.out()).isZero();
    assertThat(changed.out())
        .contains("limits.calls: 1000 → 5", "+ Limit one", "- Limit at-once", "Done:");
  }

  @Test
  void stopsCallsAndLetsThemGoOn() throws Exception {
    system.register(tenant, "get_ticket", "READ");
    assertThat(ask("run-1").path("verdict").asText()).isEqualTo("ALLOW");

    Ended killed = run("kill", "--server", "tickets", "--reason", "customers get mails twice");
    assertThat(killed.code()).as(killed.out()).isZero();
    JsonNode denied = ask("run-2");
    assertThat(denied.path("verdict").asText()).isEqualTo("DENY");
    assertThat(denied.path("reasons").toString()).contains("KILL_SWITCH");
    String id = brakeId(killed);
    assertThat(killed.out())
        .startsWith("KILL engaged: every call of tools of server tickets, tenant " + tenant)
        .contains("reason: customers get mails twice");
    String listed =
        Eventually.get(
            () -> {
              Ended brakes = run("brakes");
              assertThat(brakes.out()).contains(id);
              return brakes.out();
            });
    assertThat(listed.lines().filter(line -> line.startsWith(id)))
        .singleElement()
        .asString()
        .contains(
            "\tKILL\tENGAGED\ttenant " + tenant + "\t", "tickets", "customers get mails twice");
    assertThat(listed).contains("read up to ledger ");

    Ended released = run("release", id, "--reason", "fixed");
    assertThat(released.code()).as(released.out()).isZero();
    assertThat(released.out()).startsWith("released: tenant " + tenant);
    assertThat(ask("run-3").path("verdict").asText()).isEqualTo("ALLOW");
    Ended again = run("release", id, "--reason", "fixed");
    assertThat(again.code()).as(again.out()).isZero();
    assertThat(again.out()).startsWith("was released already: tenant " + tenant);
  }

  @Test
  void refusesToReleaseWhatNobodyEngagedAndWarnsOfAServerThatNobodyKnows() throws Exception {
    Ended unknown =
        run("release", "019aa6a0-5f00-7000-8000-0000000000ff", "--reason", "of another tenant");
    assertThat(unknown.code()).as(unknown.out()).isEqualTo(Commands.FAILED);
    assertThat(unknown.out()).contains("brake-unknown", "--tenant, or say --platform");

    Ended misspelt = run("shadow", "--server", "tikets", "--reason", "a wrong letter");
    assertThat(misspelt.code()).as(misspelt.out()).isZero();
    assertThat(misspelt.out())
        .startsWith("SHADOW engaged: every call that does not only read of tools of server tikets")
        .contains("no tool of the catalogue matches");
  }

  private static String brakeId(Ended engaged) {
    return engaged
        .out()
        .lines()
        .findFirst()
        .orElseThrow()
        .replaceAll(".*\\(brake ([0-9a-f-]+), ledger.*", "$1");
  }

  @Test
  void stopsEverybodyAndSaysHowManyLedgersKnow() throws Exception {
    system.register(tenant, "get_ticket", "READ");
    String admin = system.token(Role.ADMIN, "*");
    int ledgers = system.installation().ledgers();

    Ended killed = runAs(admin, List.of("kill", "--platform", "--reason", "everything is odd"));
    assertThat(killed.code()).as(killed.out()).isZero();
    assertThat(killed.out()).contains("recorded by %1$d of %1$d ledgers".formatted(ledgers));
    assertThat(ask("run-1").path("reasons").toString()).contains("KILL_SWITCH");

    assertThat(killed.out()).startsWith("KILL engaged: every call, PLATFORM (every tenant)");
    String id = brakeId(killed);
    Ended released = runAs(admin, List.of("release", id, "--platform", "--reason", "all is well"));
    assertThat(released.code()).as(released.out()).isZero();
    assertThat(ask("run-2").path("verdict").asText()).isEqualTo("ALLOW");

    Ended onlyMine =
        runAs(system.operator(tenant), List.of("shadow", "--platform", "--reason", "not an admin"));
    assertThat(onlyMine.code()).as(onlyMine.out()).isEqualTo(Commands.FAILED);
    assertThat(onlyMine.out()).doesNotContain("SHADOW engaged");
  }

  @Test
  void tellsWhatAPolicyWouldHaveChangedBeforeItIsPublished() throws Exception {
    system.register(tenant, "get_ticket", "READ");
    String first = ask("run-1").path("callId").asText();
    String second = ask("run-2").path("callId").asText();
    Path policy = file("stricter.yaml", STRICTER);

    Ended told = run("policy", "replay", policy.toString(), "--since", "1h", "--json");
    assertThat(told.code()).as(told.out()).isZero();
    JsonNode report = new ObjectMapper().readTree(told.out());
    assertThat(report.path("calls").asInt()).isEqualTo(2);
    assertThat(report.path("changed").asInt()).isEqualTo(2);
    assertThat(report.path("groups")).hasSize(1);
    assertThat(report.path("groups").get(0).path("examples").findValuesAsText("callId"))
        .containsExactly(first, second);
    assertThat(run("policy", "replay", policy.toString(), "--since", "1h").out())
        .contains("2 × tickets/get_ticket  ALLOW → DENY  POLICY_DENY");

    JsonNode tested =
        system
            .api()
            .send(
                system
                    .api()
                    .request("/v1/policies/desk/test")
                    .header("Authorization", "Bearer " + system.operator(tenant))
                    .header("Content-Type", "application/yaml")
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString(STRICTER)))
            .expect(200)
            .json();
    assertThat(tested.path("publishable").asBoolean()).isTrue();
    assertThat(ask("run-3").path("verdict").asText()).as("nothing was recorded").isEqualTo("ALLOW");

    Ended published = run("policy", "publish", policy.toString());
    assertThat(published.code()).as(published.out()).isZero();
    assertThat(ask("run-4").path("verdict").asText()).isEqualTo("DENY");
    Eventually.get(
        () -> {
          assertThat(run("policy", "list").out()).contains("desk@sha256:");
          return true;
        });
  }
}
