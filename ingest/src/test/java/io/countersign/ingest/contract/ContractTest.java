package io.countersign.ingest.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingest.Given;
import io.countersign.ingest.contract.Contract.Body;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContractTest {
  private static final Contract CONTRACT = Contract.load();

  @Test
  void namesEveryOperationOnceWithItsRole() {
    assertThat(CONTRACT.operations())
        .extracting(Operation::id)
        .doesNotHaveDuplicates()
        .isNotEmpty();
    assertThat(CONTRACT.operations())
        .extracting(Operation::role)
        .containsOnly("ingest", "engine", "query", "standalone");
    assertThat(CONTRACT.operations())
        .contains(new Operation("decideCall", "ingest", "POST", "/v1/calls"));
  }

  @Test
  void acceptsAnIntentWithoutAttribution() {
    assertThat(check(Body.CALL, "{'tool':{'server':'s','name':'n'}}")).isEmpty();
    assertThat(check(Body.CALL, "{'tool':{'server':'s','name':'n'},'actor':{}}")).isEmpty();
  }

  @Test
  void pointsAtEveryPlaceThatDiffers() {
    assertThat(
            check(
                Body.CALL,
                "{'tool':{'server':1},'arguments':[],'bound':{'calls':-1},'more':2,'preview':{'kind':'x','content':''}}"))
        .containsExactlyInAnyOrder(
            new Violation("/tool/name", "Expected this member, but it is absent."),
            new Violation("/tool/server", "Expected a string."),
            new Violation("/arguments", "Expected an object."),
            new Violation("/bound/calls", "Expected 0 or more."),
            new Violation("/more", "Expected no member of this name. Remove it."),
            new Violation("/preview/kind", "Expected one of diff, dry-run, text."));
  }

  @Test
  void neverRepeatsAValue() {
    String secret = "AKIA" + "QYLPMN5HHHFPZAM2";
    List<Violation> violations =
        check(
            Body.CALL,
            "{'callId':'S','environment':' ','tool':{'server':'s','name':'n','schemaDigest':'S'},'arguments':'S','context':'S','acknowledge':'S','bound':{'calls':'S'}}"
                .replace("S", secret));
    assertThat(violations).hasSize(7).noneMatch(each -> each.message().contains(secret));
  }

  @Test
  void leavesArgumentsAndResultsFree() {
    assertThat(
            check(
                Body.CALL,
                "{'tool':{'server':'s','name':'n'},'arguments':{'callId':1,'x':{'y':[null]}}}"))
        .isEmpty();
    for (String result : List.of("null", "1", "'x'", "[{}]", "{'a':{}}")) {
      assertThat(check(Body.OUTCOME, "{'status':'SUCCEEDED','result':%s}".formatted(result)))
          .isEmpty();
    }
  }

  @Test
  void checksTheOtherBodies() {
    assertThat(check(Body.OUTCOME, "{'status':'DONE','durationMs':1.5}"))
        .extracting(Violation::pointer)
        .containsExactlyInAnyOrder("/status", "/durationMs");
    assertThat(check(Body.CANCEL, "{}")).extracting(Violation::pointer).containsExactly("/reason");
    assertThat(check(Body.TOOL, "{'version':'1','owner':{},'risk':'READ','purpose':''}"))
        .extracting(Violation::pointer)
        .containsExactlyInAnyOrder("/inputSchema", "/owner/name", "/owner/contact", "/purpose");
    assertThat(check(Body.OBSERVATION, "{'intent':{'tool':{}},'decision':{'verdict':'ALLOW'}}"))
        .extracting(Violation::pointer)
        .containsExactlyInAnyOrder("/intent/tool/server", "/intent/tool/name");
  }

  private static List<Violation> check(Body body, String document) {
    return CONTRACT.check(body, Given.json(document));
  }
}
