package io.countersign.ingest.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingest.Given;
import io.countersign.ingest.GivenApprovals;
import io.countersign.ingest.Ids;
import io.countersign.ingest.IngestSettings;
import io.countersign.schemas.approval.Change;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.ConfigureTenant;
import io.countersign.schemas.command.EngageBrake;
import io.countersign.schemas.command.ProposeTool;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.ReleaseBrake;
import io.countersign.schemas.command.RetireTool;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.QuorumSlot;
import io.countersign.schemas.control.TenantSettings;
import io.countersign.schemas.event.ChangeRequested;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.json.StrictJson;
import io.countersign.testkit.Variations;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ControlRoutesTest {
  private static final HttpDoor HTTP = new HttpDoor(IngestSettings.DEFAULT);
  private static final String BRAKE = "/v1/brakes/" + Given.CALL;
  private static final String OWNER = "'owner':{'name':'Support','contact':'support@acme.example'}";
  private static final String TOOL =
      "{'version':'1',%s,'risk':'WRITE','purpose':'closes','inputSchema':{'type':'object'}}"
          .formatted(OWNER);
  private static final String REVIEW =
      "{'version':'1',%s,'scores':{'toolBoundaries':3,'permissionModel':2,'errorRecovery':2,'verification':3,'sensitiveData':2,'maintainer':2},'nextReview':'2026-12-01'}"
          .formatted(OWNER);
  private static final String REASON = "{'reason':'no longer needed'}";
  private static final String FOUR_EYES =
      """
      {'timeZone':'UTC','unreviewedGate':'BLOCK','policyNeedsApproval':true,
       'riskNeedsApproval':true,'releaseNeedsApproval':true,'breakGlassGroup':'commanders',
       'approval':{'quorum':[{'group':'leads','count':2}],'ttl':'4h','exclude':['bo'],
                   'stepUp':true,'denials':2,'grantTtl':'5m','fallback':'admins',
                   'escalateTo':'heads','offline':true,'comment':true}}\
      """;

  /** One request that is well, what it is about and how its answer begins. */
  record Good(String method, String path, String body, int status, String control) {}

  /** One request that is not. */
  record Bad(String method, String path, String body, String pointer) {}

  static Stream<Good> good() {
    return Stream.of(
        new Good("PUT", "/v1/tools/tickets/close", TOOL, 201, "tool/tickets/close"),
        new Good("DELETE", "/v1/tools/tickets/close", REASON, 200, "tool/tickets/close"),
        new Good("PUT", "/v1/servers/tickets/review", REVIEW, 200, "server/tickets"),
        new Good("DELETE", "/v1/policies/desk", REASON, 200, "policy/desk"),
        new Good(
            "PUT", "/v1/budgets/day", "{'window':'DAY','limits':{'calls':1}}", 201, "budget/day"),
        new Good("DELETE", "/v1/budgets/day", REASON, 200, "budget/day"),
        new Good("PUT", "/v1/limits/desk", "{'per':'AGENT','concurrency':2}", 200, "limit/desk"),
        new Good("DELETE", "/v1/limits/desk", REASON, 200, "limit/desk"),
        new Good(
            "PUT",
            "/v1/settings",
            "{'timeZone':'Europe/Berlin','unreviewedGate':'BLOCK','policyNeedsApproval':true}",
            201,
            "settings"),
        new Good("PUT", "/v1/settings", FOUR_EYES, 201, "settings"),
        new Good("POST", "/v1/brakes", "{'kind':'KILL','scope':{},'reason':'loop'}", 201, "brake/"),
        new Good("DELETE", BRAKE, REASON, 200, "brake/" + Given.CALL));
  }

  static Stream<Bad> bad() {
    String review = "/v1/servers/tickets/review";
    String tool = "/v1/tools/tickets/close";
    String settings = "{'timeZone':'UTC','unreviewedGate':'BLOCK','policyNeedsApproval':true}";
    return Stream.of(
        new Bad("PUT", tool, TOOL.replace("'risk':'WRITE'", "'risk':'SOME'"), "/risk"),
        new Bad(
            "PUT",
            tool,
            with(TOOL, "'limits':{'rate':{'calls':1,'per':'PT1M'}}"),
            "/limits/rate/per"),
        new Bad(
            "PUT",
            tool,
            with(TOOL, "'limits':{'rate':{'calls':1,'per':'32d'}}"),
            "/limits/rate/per"),
        new Bad(
            "PUT",
            tool,
            with(TOOL, "'limits':{'rate':{'calls':1,'per':'0s'}}"),
            "/limits/rate/per"),
        new Bad("PUT", tool, with(TOOL, "'limits':{'concurrency':-1}"), "/limits/concurrency"),
        new Bad(
            "PUT",
            tool,
            with(TOOL, "'redaction':[{'pointer':'note','action':'MASK'}]"),
            "/redaction/0/pointer"),
        new Bad(
            "PUT",
            tool,
            with(TOOL, "'redaction':[{'pointer':'/a~2','action':'MASK'}]"),
            "/redaction/0/pointer"),
        new Bad(
            "PUT",
            tool,
            with(TOOL, "'redaction':[{'pointer':'/a','action':'BURN'}]"),
            "/redaction/0/action"),
        new Bad(
            "PUT",
            tool,
            with(TOOL, "'resources':{'from':[{'prefix':'ticket:'}]}"),
            "/resources/from/0/pointer"),
        new Bad("PUT", tool, with(TOOL, "'deprecation':{'date':'soon'}"), "/deprecation/date"),
        new Bad("PUT", tool, with(TOOL, "'inputSchema2':{}"), "/inputSchema2"),
        new Bad(
            "PUT",
            tool,
            TOOL.replace("{'type':'object'}", "{'x':'" + "y".repeat(70_000) + "'}"),
            "/inputSchema"),
        new Bad("PUT", tool, TOOL.replace("'purpose':'closes'", "'purpose':' '"), "/purpose"),
        new Bad("DELETE", tool, "{}", "/reason"),
        new Bad("DELETE", tool, "{'reason':' '}", "/reason"),
        new Bad("DELETE", tool, "", ""),
        new Bad(
            "PUT",
            review,
            REVIEW.replace("'maintainer':2", "'maintainer':4"),
            "/scores/maintainer"),
        new Bad("PUT", review, REVIEW.replace("'maintainer':2", "'other':2"), "/scores/maintainer"),
        new Bad("PUT", review, REVIEW.replace("2026-12-01", "2026-13-01"), "/nextReview"),
        new Bad("PUT", review, REVIEW.replace("2026-12-01", "tomorrow"), "/nextReview"),
        new Bad("PUT", review, with(REVIEW, "'gate':'OPEN'"), "/gate"),
        new Bad(
            "PUT",
            review,
            with(REVIEW, "'evidence':[{'item':'luck','link':'l'}]"),
            "/evidence/0/item"),
        new Bad("PUT", "/v1/budgets/b", "{'window':'WEEK','limits':{'calls':1}}", "/window"),
        new Bad("PUT", "/v1/budgets/b", "{'window':'DAY','limits':{}}", "/limits"),
        new Bad("PUT", "/v1/budgets/b", "{'window':'DAY','limits':{'calls':-1}}", "/limits/calls"),
        new Bad(
            "PUT",
            "/v1/budgets/b",
            "{'window':'DAY','limits':{'calls':1},'node':{'tool':'t'}}",
            "/node"),
        new Bad("PUT", "/v1/limits/l", "{'per':'AGENT'}", "/rate"),
        new Bad("PUT", "/v1/limits/l", "{'per':'AGENT','concurrency':0}", "/concurrency"),
        new Bad("PUT", "/v1/limits/l", "{'per':'AGENT','concurrency':1,'tool':'t'}", ""),
        new Bad(
            "PUT", "/v1/limits/l", "{'per':'AGENT','rate':{'calls':0,'per':'1m'}}", "/rate/calls"),
        new Bad("PUT", "/v1/settings", settings.replace("UTC", "Mars/Base"), "/timeZone"),
        new Bad(
            "PUT",
            "/v1/settings",
            settings.replace("BLOCK", "PRODUCTION_APPROVED"),
            "/unreviewedGate"),
        new Bad("PUT", "/v1/settings", "{'timeZone':'UTC'}", "/policyNeedsApproval"),
        new Bad(
            "PUT", "/v1/settings", with(settings, "'approval':{'ttl':'1h'}"), "/approval/quorum"),
        new Bad("PUT", "/v1/settings", FOUR_EYES.replace("'4h'", "'8d'"), "/approval"),
        new Bad("PUT", "/v1/settings", FOUR_EYES.replace("'5m'", "'2h'"), "/approval"),
        new Bad(
            "PUT",
            "/v1/settings",
            FOUR_EYES.replace("'count':2", "'count':17"),
            "/approval/quorum/0/count"),
        new Bad(
            "PUT",
            "/v1/settings",
            FOUR_EYES.replace("'stepUp':true", "'stepup':true"),
            "/approval/stepup"),
        new Bad("POST", "/v1/brakes", "{'kind':'KILL','scope':{}}", "/reason"),
        new Bad("POST", "/v1/brakes", "{'kind':'KILL','scope':{},'reason':''}", "/reason"),
        new Bad(
            "POST", "/v1/brakes", "{'kind':'KILL','scope':{'tool':'t'},'reason':'x'}", "/scope"),
        new Bad("POST", "/v1/brakes", "{'kind':'HALT','scope':{},'reason':'x'}", "/kind"),
        new Bad("POST", "/v1/brakes", "{'kind':'KILL','reason':'x'}", "/scope"));
  }

  private static String with(String document, String member) {
    return document.substring(0, document.length() - 1) + "," + member + "}";
  }

  @AfterAll
  static void close() {
    HTTP.close();
  }

  @AfterEach
  void restore() {
    HTTP.engine = command -> Optional.empty();
    HTTP.reach = HttpDoor.LEDGERS;
  }

  @ParameterizedTest
  @MethodSource("good")
  void recordsWhatAnOperatorAsks(Good request) {
    HttpResponse<String> answer =
        send("operator", request.method, request.path, request.body, Optional.empty());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(request.status);
    JsonObject body = json(answer);
    assertThat(body.string("control").orElseThrow()).startsWith(request.control);
    assertThat(body.integer("ledger")).contains(3L);
    assertThat(body.integer("position")).isPresent();
    assertThat(body.string("recordedAt")).isPresent();
    assertThat(body.has("repeated")).isFalse();
  }

  @ParameterizedTest
  @MethodSource("bad")
  void pointsAtWhatIsWrong(Bad request) {
    HttpResponse<String> answer =
        send("operator", request.method, request.path, request.body, Optional.empty());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(json(answer).string("code")).contains("invalid-request");
    assertThat(json(answer).array("errors").orElse(JsonArray.EMPTY).elements())
        .extracting(each -> ((JsonObject) each).string("pointer").orElseThrow())
        .contains(request.pointer);
  }

  @Test
  void takesEveryTermOfAnApproval() {
    send("operator", "PUT", "/v1/settings", FOUR_EYES, Optional.empty());
    assertThat(((ConfigureTenant) HTTP.log.commands.getLast().body()).settings())
        .isEqualTo(
            new TenantSettings(
                "UTC",
                Gate.BLOCK,
                true,
                true,
                true,
                new ApprovalTerms(
                    List.of(new QuorumSlot("leads", 2)),
                    Duration.ofHours(4).toMillis(),
                    List.of("bo"),
                    true,
                    2,
                    Duration.ofMinutes(5).toMillis(),
                    "admins",
                    "heads",
                    true,
                    true),
                "commanders"));
  }

  @Test
  void answersAChangeThatPeopleHaveToApprove() {
    HTTP.engine =
        command ->
            Optional.of(
                Given.event(
                    command,
                    HTTP.position(),
                    new ChangeRequested(
                        GivenApprovals.APPROVAL,
                        Change.of((PublishPolicy) command.body()),
                        Given.digest(1),
                        GivenApprovals.PREVIEW,
                        GivenApprovals.terms(),
                        List.of("olga"),
                        List.of(),
                        "olga",
                        GivenApprovals.EXPIRES)));
    HttpResponse<String> answer =
        HTTP.send(
            HTTP.request("/v1/policies/desk")
                .setHeader("authorization", "operator")
                .setHeader("content-type", "application/yaml")
                .PUT(BodyPublishers.ofString("policy: desk")));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(json(answer).string("changeDigest")).contains(Given.digest(1).text());
    assertThat(json(answer).object("approval").flatMap(each -> each.string("state")))
        .contains("PENDING");
    assertThat(((PublishPolicy) HTTP.log.commands.getLast().body()).by()).isEqualTo("olga");
  }

  @ParameterizedTest
  @MethodSource("good")
  void refusesOtherRolesAndTenants(Good request) {
    int commands = HTTP.log.commands.size();
    for (String caller : List.of("gateway", "admin")) {
      assertProblem(
          send(caller, request.method, request.path, request.body, Optional.empty()),
          403,
          "forbidden");
    }
    assertProblem(
        send(
            "operator",
            request.method,
            request.path + "?tenant=globex",
            request.body,
            Optional.empty()),
        403,
        "forbidden");
    assertProblem(
        send(
            "operator",
            request.method,
            request.path + "?tenant=countersign",
            request.body,
            Optional.empty()),
        403,
        "forbidden");
    assertThat(HTTP.log.commands).hasSize(commands);
  }

  @ParameterizedTest
  @MethodSource("good")
  void saysWhenItStoodLikeThisBefore(Good request) {
    for (String rejection : List.of("CONTROL_UNCHANGED", "DUPLICATE_COMMAND")) {
      HTTP.engine = command -> Optional.of(Given.rejection(command, rejection, null));
      HttpResponse<String> answer =
          send("operator", request.method, request.path, request.body, Optional.empty());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(json(answer).bool("repeated")).contains(true);
      assertThat(json(answer).string("control").orElseThrow()).startsWith(request.control);
    }
  }

  @ParameterizedTest
  @MethodSource("good")
  void passesOnWhatTheEngineRefuses(Good request) {
    HTTP.engine = command -> Optional.of(Given.rejection(command, "CONTROL_UNKNOWN", null));
    assertProblem(
        send("operator", request.method, request.path, request.body, Optional.empty()),
        409,
        "control-unknown");
    HTTP.engine = command -> Optional.of(Given.rejection(command, "TOOL_INVALID", null));
    assertProblem(
        send("operator", request.method, request.path, request.body, Optional.empty()),
        422,
        "tool-invalid");
  }

  @ParameterizedTest
  @MethodSource("good")
  void makesOneCommandOfOneRequestUnderOneKey(Good request) {
    UUID key = new UUID(Given.CALL.getMostSignificantBits(), Long.MIN_VALUE + 4711);
    HTTP.log.commands.clear();
    send("operator", request.method, request.path, request.body, Optional.of(key));
    send("operator", request.method, request.path, request.body, Optional.of(key));
    send("operator", request.method, request.path + "?tenant=acme", request.body, Optional.of(key));
    List<UUID> ids = HTTP.log.commands.stream().map(CommandEnvelope::commandId).toList();
    assertThat(ids).hasSize(3).allMatch(Ids::isUuid7);
    assertThat(ids.get(1)).isEqualTo(ids.get(0));
    assertThat(ids.get(2)).as("another request").isNotEqualTo(ids.get(0));
    assertThat(HTTP.log.commands.getFirst().tenant()).isEqualTo("acme");
    assertThat(HTTP.log.commands.getFirst().source().gateway()).isEqualTo("olga");
  }

  @Test
  void keepsAPolicyByteForByte() {
    String yaml = "policy: desk  # Größe\r\nrules: []\n";
    for (String type :
        List.of("application/yaml", "text/yaml; charset=UTF-8", "application/x-yaml")) {
      HTTP.log.commands.clear();
      HttpResponse<String> answer = policy(type, yaml.getBytes(StandardCharsets.UTF_8), "");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      assertThat(json(answer).string("hash").orElseThrow()).startsWith("sha256:");
      assertThat(json(answer).array("warnings").orElseThrow().elements()).hasSize(1);
      assertThat(((PublishPolicy) HTTP.log.commands.getFirst().body()).document()).isEqualTo(yaml);
    }
  }

  @Test
  void refusesPoliciesThatAreNoText() {
    byte[] policy = "policy: desk".getBytes(StandardCharsets.UTF_8);
    assertProblem(policy("application/json", policy, ""), 415, "unsupported-media-type");
    assertProblem(policy("text/yaml; charset=latin1", policy, ""), 415, "unsupported-media-type");
    assertProblem(policy("text/yaml", new byte[] {'a', (byte) 0xff}, ""), 400, "invalid-request");
    assertProblem(policy("text/yaml", new byte[0], ""), 400, "invalid-request");
    assertProblem(
        policy("text/yaml", " \n".getBytes(StandardCharsets.UTF_8), ""), 400, "invalid-request");
    assertProblem(policy("text/yaml", new byte[128 * 1024 + 1], ""), 413, "payload-too-large");
    assertProblem(policy("text/yaml", policy, "?tenant=globex"), 403, "forbidden");
    assertProblem(policy("text/yaml", policy, "?acknowledge=later"), 400, "invalid-request");
  }

  @Test
  void pointsAtEveryPlaceOfAPolicyThatTheEngineRefuses() {
    HTTP.engine =
        command ->
            Optional.of(
                Given.rejection(
                    command,
                    "POLICY_INVALID",
                    "rules[1].when: Expected a boolean, but was: string\n/rules/2/effect: Expected allow, deny or ask.\ndocument: Expected tests.\n: Expected more.",
                    null));
    HttpResponse<String> answer =
        policy("text/yaml", "policy: desk".getBytes(StandardCharsets.UTF_8), "");
    assertProblem(answer, 422, "policy-invalid");
    assertThat(json(answer).array("errors").orElseThrow().toJson())
        .isEqualTo(
            "[{\"message\":\"Expected a boolean, but was: string\",\"pointer\":\"/rules/1/when\"},"
                + "{\"message\":\"Expected allow, deny or ask.\",\"pointer\":\"/rules/2/effect\"},"
                + "{\"message\":\"Expected tests.\",\"pointer\":\"\"},{\"message\":\"Expected more.\",\"pointer\":\"\"}]");
  }

  @Test
  void answersForEachToolThatAGatewayProposes() {
    HTTP.engine =
        command ->
            switch (((ProposeTool) command.body()).proposal().name()) {
              case "known" -> Optional.of(Given.rejection(command, "CONTROL_UNCHANGED", null));
              case "retired" -> Optional.of(Given.rejection(command, "TOOL_RETIRED", null));
              default -> Optional.empty();
            };
    String body =
        "{'server':'tickets','tools':[{'name':'new','inputSchema':{}},{'name':'known','inputSchema':{}},{'name':'retired','inputSchema':{}}]}";
    HttpResponse<String> answer =
        send("gateway", "POST", "/v1/tools/proposals", body, Optional.empty());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    List<JsonValue> tools = json(answer).array("tools").orElseThrow().elements();
    assertThat(tools)
        .extracting(each -> ((JsonObject) each).string("state").orElseThrow())
        .containsExactly("PROPOSED", "UNCHANGED", "REFUSED");
    assertThat(((JsonObject) tools.get(2)).string("code")).contains("tool-retired");
    assertProblem(
        send("operator", "POST", "/v1/tools/proposals", body, Optional.empty()), 403, "forbidden");
    assertProblem(
        send(
            "gateway",
            "POST",
            "/v1/tools/proposals",
            "{'server':'s','tools':[]}",
            Optional.empty()),
        400,
        "invalid-request");
  }

  @Test
  void takesTheWordsOfAnOperatorWithoutSecrets() {
    String secret = "AKIA" + "QYLPMN5HHHFPZAM2";
    HTTP.log.commands.clear();
    send(
        "operator",
        "DELETE",
        "/v1/tools/tickets/close",
        "{'reason':'leaked " + secret + "'}",
        Optional.empty());
    assertThat(((RetireTool) HTTP.log.commands.getFirst().body()).reason())
        .isEqualTo("leaked [redacted:aws-access-key-id]");
  }

  @Test
  void brakesTheWholePlatformForThoseWhoKeepIt() {
    UUID key = new UUID(Given.CALL.getMostSignificantBits(), Long.MIN_VALUE + 99);
    String body = "{'kind':'READ_ONLY','scope':{'environment':'prod'},'reason':'incident 7'}";
    HTTP.log.commands.clear();
    HttpResponse<String> answer = send("keeper", "POST", "/v1/brakes", body, Optional.of(key));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    UUID brakeId = HTTP.log.commands.getFirst().commandId();
    assertThat(json(answer).string("brakeId")).contains(brakeId.toString());
    assertThat(json(answer).integer("recorded")).contains(12L);
    assertThat(json(answer).bool("complete")).contains(true);
    CommandEnvelope command = HTTP.log.commands.getFirst();
    assertThat(command.tenant()).isEqualTo(CommandEnvelope.PLATFORM);
    assertThat(((EngageBrake) command.body()).by()).isEqualTo("root");
    answer = send("keeper", "DELETE", "/v1/brakes/" + brakeId, REASON, Optional.empty());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(json(answer).integer("recorded")).contains(12L);
    assertThat(((ReleaseBrake) HTTP.log.commands.get(1).body()).brakeId()).isEqualTo(brakeId);
  }

  @Test
  void brakesOneTenantForThoseWhoKeepThePlatform() {
    HTTP.log.commands.clear();
    HttpResponse<String> answer =
        send(
            "keeper",
            "POST",
            "/v1/brakes",
            "{'kind':'KILL','scope':{'tenant':'globex'},'reason':'stop'}",
            Optional.empty());
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(json(answer).has("recorded")).isFalse();
    answer = send("keeper", "DELETE", BRAKE, "{'reason':'ok','tenant':'globex'}", Optional.empty());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(HTTP.log.commands).extracting(CommandEnvelope::tenant).containsOnly("globex");
  }

  @Test
  void keepsOtherControlsFromThoseWhoKeepThePlatform() {
    assertProblem(
        send("keeper", "PUT", "/v1/tools/tickets/close?tenant=acme", TOOL, Optional.empty()),
        403,
        "forbidden");
  }

  @Test
  void asksForTheTenantOfAnOperatorOfSeveral() {
    HttpResponse<String> answer =
        send(
            "both",
            "POST",
            "/v1/brakes",
            "{'kind':'KILL','scope':{},'reason':'stop'}",
            Optional.empty());
    assertProblem(answer, 400, "invalid-request");
    assertThat(answer.body()).contains("/scope/tenant");
  }

  @Test
  void stopsTheWholePlatformOnlyForThoseWhoKeepItAndSaySo() {
    String release = "/v1/brakes/" + Given.CALL;
    String brake = "{'kind':'KILL','scope':{%s},'reason':'stop','platform':%s}";
    String removal = "{'reason':'stop','platform':%s%s}";
    for (String wish : List.of("true", "false")) {
      HTTP.log.commands.clear();
      boolean platform = wish.equals("true");
      HttpResponse<String> keeper =
          send("keeper", "POST", "/v1/brakes", brake.formatted("", wish), Optional.empty());
      HttpResponse<String> keeperReleases =
          send("keeper", "DELETE", release, removal.formatted(wish, ""), Optional.empty());
      HttpResponse<String> named =
          send(
              "keeper",
              "POST",
              "/v1/brakes",
              brake.formatted("'tenant':'acme'", wish),
              Optional.empty());
      HttpResponse<String> operator =
          send("operator", "POST", "/v1/brakes", brake.formatted("", wish), Optional.empty());
      HttpResponse<String> operatorReleases =
          send("operator", "DELETE", release, removal.formatted(wish, ""), Optional.empty());
      if (platform) {
        assertThat(keeper.statusCode()).as(keeper.body()).isEqualTo(201);
        assertThat(keeperReleases.statusCode()).as(keeperReleases.body()).isEqualTo(200);
        assertProblem(named, 400, "invalid-request");
        assertProblem(operator, 403, "forbidden");
        assertProblem(operatorReleases, 403, "forbidden");
        assertThat(operator.body()).contains("platform is true", "Nothing was stopped");
        assertThat(HTTP.log.commands)
            .extracting(CommandEnvelope::tenant)
            .containsExactly(CommandEnvelope.PLATFORM, CommandEnvelope.PLATFORM);
      } else {
        assertProblem(keeper, 400, "invalid-request");
        assertProblem(keeperReleases, 400, "invalid-request");
        assertThat(keeper.body()).contains("Name the tenant");
        assertThat(named.statusCode()).as(named.body()).isEqualTo(201);
        assertThat(operator.statusCode()).as(operator.body()).isEqualTo(201);
        assertThat(operatorReleases.statusCode()).as(operatorReleases.body()).isEqualTo(200);
        assertThat(HTTP.log.commands).extracting(CommandEnvelope::tenant).containsOnly("acme");
      }
    }
  }

  @Test
  void saysWhereToLookForABrakeThatIsNotKnown() {
    HTTP.engine = command -> Optional.of(Given.rejection(command, "BRAKE_UNKNOWN", null));
    HttpResponse<String> answer =
        send("keeper", "DELETE", "/v1/brakes/" + Given.CALL, REASON, Optional.empty());
    assertProblem(answer, 409, "brake-unknown");
    assertThat(answer.body()).contains("name that tenant", "whole platform");
  }

  @Test
  void saysHowManyLedgersHaveABrakeAndTellsTheCountAgain() {
    IngestSettings hasty =
        Variations.with(IngestSettings.DEFAULT, "platformTimeout", Duration.ofMillis(200));
    String body = "{'kind':'KILL','scope':{},'reason':'stop'}";
    try (HttpDoor http = new HttpDoor(hasty)) {
      http.reach = 11;
      HttpResponse<String> answer =
          send(http, "keeper", "POST", "/v1/brakes", body, Optional.empty());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
      assertThat(json(answer).integer("recorded")).contains(11L);
      assertThat(json(answer).integer("ledgers")).contains(12L);
      assertThat(json(answer).bool("complete")).contains(false);
      String message = json(answer).string("message").orElseThrow();
      assertThat(message).contains("11 of 12 ledgers", "Idempotency-Key: ");
      String told = message.replaceAll(".*Idempotency-Key: ([0-9a-f-]+)\\.", "$1");
      UUID key = UUID.fromString(told);
      CommandEnvelope first = http.log.commands.getFirst();
      http.engine = command -> Optional.of(Given.rejection(command, "DUPLICATE_COMMAND", null));
      http.brakes.apply(Variations.with(Given.answer(first, 9), "ledger", 11));
      answer = send(http, "keeper", "POST", "/v1/brakes", body, Optional.of(key));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(http.log.commands.get(1).commandId()).isEqualTo(first.commandId());
      assertThat(json(answer).bool("repeated")).contains(true);
      assertThat(json(answer).integer("recorded")).contains(12L);
      assertThat(json(answer).bool("complete")).contains(true);
    }
  }

  private static HttpResponse<String> policy(String type, byte[] body, String query) {
    return HTTP.send(
        HTTP.request("/v1/policies/desk" + query)
            .setHeader("authorization", "operator")
            .setHeader("content-type", type)
            .PUT(BodyPublishers.ofByteArray(body)));
  }

  private static HttpResponse<String> send(
      String caller, String method, String path, String body, Optional<UUID> key) {
    return send(HTTP, caller, method, path, body, key);
  }

  private static HttpResponse<String> send(
      HttpDoor http, String caller, String method, String path, String body, Optional<UUID> key) {
    var request =
        http.request(path)
            .setHeader("authorization", caller)
            .method(method, BodyPublishers.ofString(body.replace('\'', '"')));
    key.ifPresent(id -> request.header("Idempotency-Key", id.toString()));
    return http.send(request);
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).string("code")).contains(code);
  }

  private static JsonObject json(HttpResponse<String> answer) {
    return (JsonObject) StrictJson.reread(answer.body());
  }
}
