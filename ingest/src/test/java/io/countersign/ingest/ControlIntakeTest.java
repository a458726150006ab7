package io.countersign.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.avro.AvroBytes;
import io.countersign.schemas.avro.CommandCodec;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.ToolOwner;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.ConfigureTenant;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.command.ReviewServer;
import io.countersign.schemas.command.SetBudget;
import io.countersign.schemas.command.SetLimit;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.BudgetLimits;
import io.countersign.schemas.control.BudgetNode;
import io.countersign.schemas.control.BudgetWindow;
import io.countersign.schemas.control.CountedBy;
import io.countersign.schemas.control.Deprecation;
import io.countersign.schemas.control.Evidence;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.Rate;
import io.countersign.schemas.control.RedactionAction;
import io.countersign.schemas.control.RedactionRule;
import io.countersign.schemas.control.ResourceRules;
import io.countersign.schemas.control.ResourceSource;
import io.countersign.schemas.control.Scores;
import io.countersign.schemas.control.ServerReview;
import io.countersign.schemas.control.TenantSettings;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.control.ToolLimits;
import io.countersign.schemas.control.UsageLimit;
import io.countersign.schemas.digest.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ControlIntakeTest {
  /** Put together here so that no scanner takes this file for a leak. */
  private static final String SECRET = "AKIA" + "QYLPMN5HHHFPZAM2";

  private static final String OWNER =
      "'owner':{'name':'Support','contact':'support@acme.example','escalation':'#oncall'}";

  private final ControlIntake intake = new ControlIntake(Given.redactor());

  @Test
  void mapsEveryPartOfATool() {
    RegisterTool command =
        (RegisterTool)
            intake
                .registerTool(
                    "tickets",
                    "close",
                    request(
                        """
                        {'version':'3.2.0',%s,'risk':'WRITE','purpose':'closes','sideEffects':'mails',
                         'systems':['ticketing'],'scopes':['tickets:write'],'inputSchema':{'type':'object', 'a':1},
                         'resources':{'allow':['ticket:*'],'from':[{'pointer':'/id','prefix':'ticket:'},{'pointer':'/ids/*'}]},
                         'groups':['support'],'redaction':[{'pointer':'/note','action':'MASK'}],
                         'limits':{'rate':{'calls':60,'per':'1m'},'concurrency':5,'argumentBytes':100,'argumentDepth':8,
                                   'bound':{'downstreamCalls':2}},
                         'rollback':'reopen','deprecation':{'date':'2027-03-31T00:00:00Z','message':'use resolve'}}
                        """
                            .formatted(OWNER)))
                .body();
    assertThat(command.definition())
        .isEqualTo(
            new ToolDefinition(
                "tickets",
                "close",
                "3.2.0",
                new ToolOwner("Support", "support@acme.example", "#oncall"),
                Risk.WRITE,
                "closes",
                "mails",
                List.of("ticketing"),
                List.of("tickets:write"),
                "{\"a\":1,\"type\":\"object\"}",
                Digest.sha256("{\"a\":1,\"type\":\"object\"}".getBytes(StandardCharsets.UTF_8)),
                new ResourceRules(
                    List.of("ticket:*"),
                    List.of(
                        new ResourceSource("/id", "ticket:"), new ResourceSource("/ids/*", ""))),
                List.of("support"),
                List.of(new RedactionRule("/note", RedactionAction.MASK)),
                new ToolLimits(new Rate(60, 60_000, 60), 5, 100, 8, new Amounts(1, 2, 0, 0)),
                "reopen",
                new Deprecation(Instant.parse("2027-03-31T00:00:00Z"), "use resolve")));
  }

  @Test
  void mapsEveryPartOfAReview() {
    ReviewServer command =
        (ReviewServer)
            intake
                .reviewServer(
                    "tickets",
                    request(
                        """
                        {'version':'3',%s,'scores':{'toolBoundaries':3,'permissionModel':2,'errorRecovery':1,
                         'verification':0,'sensitiveData':2,'maintainer':3},'evidence':[{'item':'logs','link':'https://wiki/x'}],
                         'criticalFailures':['one'],'knownLimits':['two'],'confirmedBy':'ana','nextReview':'2026-12-01',
                         'gate':'READ_ONLY'}
                        """
                            .formatted(OWNER)))
                .body();
    assertThat(command.review())
        .isEqualTo(
            new ServerReview(
                "tickets",
                "3",
                new ToolOwner("Support", "support@acme.example", "#oncall"),
                new Scores(3, 2, 1, 0, 2, 3),
                List.of(new Evidence("logs", "https://wiki/x")),
                List.of("one"),
                List.of("two"),
                "ana",
                "2026-12-01",
                Gate.READ_ONLY));
  }

  @Test
  void mapsBudgetsLimitsAndSettings() {
    assertThat(
            ((SetBudget)
                    intake
                        .setBudget(
                            "day",
                            request(
                                "{'node':{'team':'support','principal':'*'},'window':'MONTH','limits':{'calls':0,'moneyMicros':5}}"))
                        .body())
                .budget())
        .isEqualTo(
            new Budget(
                "day",
                new BudgetNode("support", "*", null, null, null),
                BudgetWindow.MONTH,
                new BudgetLimits(0L, null, null, 5L)));
    assertThat(
            ((SetLimit)
                    intake
                        .setLimit(
                            "desk",
                            request(
                                "{'per':'CLIENT','environment':'prod','server':'tickets','tool':'close','principal':'ana','agent':'bot','rate':{'calls':2,'per':'1h','burst':1}}"))
                        .body())
                .limit())
        .isEqualTo(
            new UsageLimit(
                "desk",
                CountedBy.CLIENT,
                "prod",
                "tickets",
                "close",
                "ana",
                "bot",
                new Rate(2, 3_600_000, 1),
                0));
    assertThat(
            ((ConfigureTenant)
                    intake
                        .configure(
                            request(
                                "{'timeZone':'Europe/Berlin','unreviewedGate':'BLOCK','policyNeedsApproval':true}"))
                        .body())
                .settings())
        .isEqualTo(new TenantSettings("Europe/Berlin", Gate.BLOCK, true));
  }

  @Test
  void takesSecretsOutOfFreeTextsButKeepsSchemasAndPolicies() {
    String tool =
        """
        {'version':'1',%s,'risk':'READ','purpose':'SECRET','sideEffects':'SECRET','rollback':'SECRET',
         'inputSchema':{},'deprecation':{'date':'2027-03-31T00:00:00Z','message':'SECRET'}}
        """
            .formatted(OWNER)
            .replace("SECRET", SECRET);
    assertThat(written(intake.registerTool("tickets", "close", request(tool))))
        .doesNotContain(SECRET)
        .contains("support@acme.example");
    String review =
        """
        {'version':'1',%s,'scores':{},'evidence':[{'item':'logs','link':'https://wiki/?k=SECRET'}],
         'criticalFailures':['SECRET'],'knownLimits':['SECRET'],'nextReview':'2026-12-01'}
        """
            .formatted(OWNER)
            .replace("SECRET", SECRET);
    assertThat(written(intake.reviewServer("tickets", request(review)))).doesNotContain(SECRET);
    String reason = "{'kind':'KILL','scope':{},'reason':'SECRET'}".replace("SECRET", SECRET);
    for (CommandEnvelope each :
        List.of(
            intake.retireTool("s", "n", request(reason)),
            intake.withdrawPolicy("p", request(reason)),
            intake.removeBudget("b", request(reason)),
            intake.removeLimit("l", request(reason)),
            intake.engageBrake(request(reason)),
            intake.releaseBrake(Given.CALL, request(reason)))) {
      assertThat(written(each)).as(each.body().type()).doesNotContain(SECRET);
    }
    String schema = "{'enum':['%s']}".formatted(SECRET);
    assertThat(
            written(
                intake.registerTool(
                    "tickets",
                    "close",
                    request(tool.replace("'inputSchema':{}", "'inputSchema':" + schema)))))
        .contains(SECRET);
    byte[] policy = ("# " + SECRET).getBytes(StandardCharsets.UTF_8);
    assertThat(written(intake.publishPolicy("p", policy, request("{}")))).contains(SECRET);
  }

  @Test
  void keepsAddressesLinksAndNumbersInWhatOperatorsWrite() {
    String text =
        "see https://wiki.acme.example/p/4111111111111111, ask ana@acme.example, +49 30 901820";
    String tool =
        """
        {'version':'1',%s,'risk':'READ','purpose':'TEXT','sideEffects':'TEXT','rollback':'TEXT',
         'inputSchema':{},'deprecation':{'date':'2027-03-31T00:00:00Z','message':'TEXT'}}
        """
            .formatted(OWNER)
            .replace("TEXT", text);
    ToolDefinition definition =
        ((RegisterTool) intake.registerTool("tickets", "close", request(tool)).body()).definition();
    assertThat(List.of(definition.purpose(), definition.sideEffects(), definition.rollback()))
        .containsOnly(text);
    assertThat(definition.deprecation()).isNotNull();
    assertThat(definition.deprecation().message()).isEqualTo(text);
    String reason = "{'reason':'TEXT'}".replace("TEXT", text);
    assertThat(written(intake.retireTool("s", "n", request(reason)))).contains(text);
    String review =
        """
        {'version':'1',%s,'scores':{},'evidence':[{'item':'logs','link':'TEXT'}],
         'knownLimits':['TEXT'],'nextReview':'2026-12-01'}
        """
            .formatted(OWNER)
            .replace("TEXT", text);
    assertThat(written(intake.reviewServer("tickets", request(review))))
        .contains(text)
        .doesNotContain("[redacted");
  }

  private static String written(CommandEnvelope command) {
    return new String(AvroBytes.write(CommandCodec.toAvro(command)), StandardCharsets.ISO_8859_1);
  }

  private static ControlIntake.Request request(String document) {
    return new ControlIntake.Request(
        Given.json(document), Optional.empty(), Given.from(Given.operator()), Given.stamps().get());
  }
}
