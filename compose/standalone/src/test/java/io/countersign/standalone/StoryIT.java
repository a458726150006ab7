package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.projections.Projections;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.approval.Ballot;
import io.countersign.standalone.embedded.EmbeddedStack;
import io.countersign.testkit.ApprovalScript;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The story of a run over HTTP, in every form, on indexes that real projections filled. */
@ExtendWith(SharedStack.class)
final class StoryIT {
  private static final String ACME = "acme";
  private static final int LEDGER = TenantPartition.of(ACME, ViewsRig.LEDGERS);
  private static final String RUN = "/v1/runs/run-of-approvals";
  private static final String PROV =
      "application/json; profile=\"https://www.w3.org/Submission/prov-json/\"";

  private static final Map<String, Caller> CALLERS =
      Map.of(
          "auditor", caller(Role.AUDITOR, ACME),
          "gateway", caller(Role.GATEWAY, ACME),
          "stranger", caller(Role.AUDITOR, "globex"));

  private static ViewsRig rig;
  private static Projections projections;
  private static QueryServer server;

  @BeforeAll
  static void open(EmbeddedStack stack) throws Exception {
    rig = new ViewsRig(stack);
    projections = rig.start();
    ApprovalScript script = new ApprovalScript(LEDGER, ACME);
    ApprovalScript.Asked asked = script.ask("{\"id\":\"<b>4711\"}");
    script.vote(asked, "bo", Ballot.APPROVE, null);
    script.grant(asked, "bo");
    script.claim(asked);
    script.report(asked);
    rig.append(script.events());
    rig.awaitReadUpTo(rig.indexes, LEDGER, script.events().size() - 1);
    server = new QueryServer(rig, CALLERS, InstantSource.system());
  }

  @AfterAll
  static void close() throws Exception {
    server.close();
    projections.close();
    rig.close();
  }

  @Test
  void tellsTheWholeRunAsJson() throws Exception {
    JsonNode story = server.get("auditor", RUN, Map.of());
    assertThat(story.path("complete").asBoolean()).isTrue();
    assertThat(story.path("events")).hasSize(7);
    assertThat(story.path("account")).hasSize(7);
    assertThat(story.path("asKnownAt").isNull()).isTrue();
    assertThat(story.path("integrity").path("sealed").asBoolean(true)).isFalse();
    assertThat(story.path("calls").path(0).path("phases"))
        .extracting(phase -> phase.path("kind").asText())
        .containsExactly("DECIDING", "WAITING", "UNCLAIMED", "RUNNING");
  }

  @Test
  void tellsWhatWasKnownThen() throws Exception {
    JsonNode then = server.get("auditor", RUN, Map.of("asKnownAt", "3"));
    assertThat(then.path("events")).hasSize(4);
    assertThat(then.path("asKnownAt").path("position").asLong()).isEqualTo(3);
    assertThat(then.path("gaps").path(0).path("kind").asText()).isEqualTo("APPROVAL_OPEN");
    String time = then.path("events").path(3).path("recordedAt").asText();
    JsonNode same = server.get("auditor", RUN, Map.of("at", time));
    assertThat(same.path("events")).isEqualTo(then.path("events"));
    assertThat(server.send("auditor", RUN, Map.of("at", "2000-01-01T00:00:00Z")).statusCode())
        .isEqualTo(404);
    assertThat(server.get("auditor", RUN, Map.of("asKnownAt", "99999")).path("gaps"))
        .extracting(gap -> gap.path("kind").asText())
        .containsExactly("NOT_READ_YET");
  }

  @ParameterizedTest
  @CsvSource({
    "text/html,html,text/html; charset=utf-8",
    "text/markdown,markdown,text/markdown; charset=utf-8",
    "text/plain,text,text/plain; charset=utf-8"
  })
  void tellsItInTheFormThatIsAskedFor(String accept, String format, String type) throws Exception {
    HttpResponse<String> accepted = server.send("auditor", RUN, Map.of(), accept);
    HttpResponse<String> named = server.send("auditor", RUN, Map.of("format", format));
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(200);
    assertThat(accepted.headers().firstValue("content-type")).contains(type);
    assertThat(accepted.headers().firstValue("vary")).contains("accept");
    assertThat(named.body()).isEqualTo(accepted.body()).contains("4711").contains("close_ticket");
    if (format.equals("html")) {
      assertThat(accepted.body()).doesNotContain("<b>").contains("&lt;b&gt;");
      assertThat(accepted.headers().firstValue("content-security-policy").orElse(""))
          .startsWith("default-src 'none'")
          .doesNotContain("unsafe");
    }
  }

  @Test
  void tellsItAsProv() throws Exception {
    HttpResponse<String> prov = server.send("auditor", RUN, Map.of(), PROV);
    assertThat(prov.headers().firstValue("content-type")).contains(PROV);
    assertThat(prov.body()).contains("\"actedOnBehalfOf\"", "\"prov:SoftwareAgent\"");
    assertThat(server.send("auditor", RUN, Map.of("format", "prov")).body()).isEqualTo(prov.body());
  }

  @Test
  void comparesTwoRuns() throws Exception {
    Map<String, String> same = Map.of("with", "run-of-approvals");
    JsonNode comparison = server.get("auditor", RUN + "/compare", same);
    assertThat(comparison.path("calls").path(0).path("match").asText()).isEqualTo("BOTH");
    assertThat(comparison.path("calls").path(0).path("different")).isEmpty();
    assertThat(server.send("auditor", RUN + "/compare", same, "text/markdown").body())
        .startsWith("# Run `run-of-approvals` beside `run-of-approvals`");
    assertThat(server.send("auditor", RUN + "/compare", Map.of("with", "none")).statusCode())
        .isEqualTo(404);
    assertThat(server.send("auditor", RUN + "/compare", Map.of()).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({"asKnownAt,-1", "asKnownAt,x", "at,yesterday", "format,pdf", "other,1"})
  void refusesWhatItDoesNotKnow(String parameter, String value) throws Exception {
    HttpResponse<String> refused = server.send("auditor", RUN, Map.of(parameter, value));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("/query/" + parameter).doesNotContain("yesterday");
  }

  @Test
  void showsNothingToOthers() throws Exception {
    String none = server.send("stranger", "/v1/runs/none", Map.of()).body();
    for (String format : new String[] {"json", "html", "markdown", "text", "prov"}) {
      HttpResponse<String> foreign =
          server.send("stranger", RUN, Map.of("tenant", ACME, "format", format));
      assertThat(foreign.statusCode()).isEqualTo(404);
      assertThat(foreign.body()).isEqualTo(none);
    }
    HttpResponse<String> compared =
        server.send(
            "stranger", RUN + "/compare", Map.of("tenant", ACME, "with", "run-of-approvals"));
    assertThat(compared.body()).isEqualTo(none);
    assertThat(server.send("gateway", RUN, Map.of()).statusCode()).isEqualTo(403);
  }

  private static Caller caller(Role role, String tenant) {
    return new Caller(
        "somebody", Set.of(role), Set.of(tenant), Set.of(), Instant.parse("2999-01-01T00:00:00Z"));
  }
}
