package io.countersign.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.schemas.call.Risk;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.ProposeTool;
import io.countersign.schemas.control.ToolProposal;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class ProposalsTest {
  private final MemoryCommandLog log = new MemoryCommandLog();
  private final Waiters waiters = new Waiters(1000);
  private final Door door =
      new Door(
          log,
          waiters,
          IngestSettings.DEFAULT,
          12,
          Given.stamps(),
          () -> 0,
          new SimpleMeterRegistry());
  private final Proposals proposals = new Proposals(Given.redactor(), door);
  private final Stamp stamp = Given.stamps().get();

  @Test
  void raisesTheRiskByWhatIsSaidAndNotBySilence() {
    assertThat(risk("{}")).isEqualTo(Risk.READ);
    assertThat(risk("{'title':'x','idempotentHint':true,'openWorldHint':true}"))
        .isEqualTo(Risk.READ);
    assertThat(risk("{'readOnlyHint':true}")).isEqualTo(Risk.READ);
    assertThat(risk("{'readOnlyHint':true,'destructiveHint':false}")).isEqualTo(Risk.READ);
    assertThat(risk("{'readOnlyHint':false}")).isEqualTo(Risk.WRITE);
    assertThat(risk("{'destructiveHint':false}")).isEqualTo(Risk.WRITE);
    assertThat(risk("{'readOnlyHint':false,'destructiveHint':false}")).isEqualTo(Risk.WRITE);
    assertThat(risk("{'destructiveHint':true}")).isEqualTo(Risk.DESTRUCTIVE);
    assertThat(risk("{'readOnlyHint':true,'destructiveHint':true}")).isEqualTo(Risk.DESTRUCTIVE);
  }

  @Test
  void keepsTheDefinitionByItsDigestAndItsWordsWithoutSecrets() {
    String secret = "AKIA" + "QYLPMN5HHHFPZAM2";
    String tool =
        "{'name':'close','title':' ','description':'use SECRET','inputSchema':{'type':'object', 'a':1},'outputSchema':{},'annotations':{'later':[1]}}"
            .replace("SECRET", secret);
    ToolProposal proposal = proposal(read("[" + tool + "]").getFirst());
    assertThat(proposal.server()).isEqualTo("tickets");
    assertThat(proposal.title()).isNull();
    assertThat(proposal.description()).isEqualTo("use [redacted:aws-access-key-id]");
    assertThat(proposal.inputSchema()).isEqualTo("{\"a\":1,\"type\":\"object\"}");
    assertThat(proposal.schemaDigest()).isEqualTo(digest("{\"a\":1,\"type\":\"object\"}"));
    assertThat(proposal.definitionDigest()).isEqualTo(digest(CanonicalJson.text(Given.json(tool))));
    assertThat(proposal(read("[" + tool.replace("[1]", "[2]") + "]").getFirst()).definitionDigest())
        .isNotEqualTo(proposal.definitionDigest());
  }

  @Test
  void givesEachToolACommandThatARepeatFindsAgain() {
    String tools = "[{'name':'a','inputSchema':{}},{'name':'b','inputSchema':{}}]";
    List<UUID> ids = ids(read(tools));
    assertThat(ids).doesNotHaveDuplicates().allMatch(Ids::isUuid7);
    assertThat(ids)
        .allMatch(
            id ->
                id.getMostSignificantBits() >>> 16
                    == stamp.commandId().getMostSignificantBits() >>> 16);
    assertThat(ids(read("[{'name':'b','inputSchema':{'x':1}}]"))).containsExactly(ids.get(1));
  }

  @Test
  void refusesANameThatComesTwice() {
    ProblemException refused =
        catchThrowableOfType(
            ProblemException.class,
            () -> read("[{'name':'a','inputSchema':{}},{'name':'a','inputSchema':{}}]"));
    assertThat(refused.problem().errors().getFirst().pointer()).isEqualTo("/tools/1/name");
  }

  @Test
  void letsAToolThatIsTooLargeSpoilOnlyItself() {
    String large = "{'name':'large','inputSchema':{'x':'%s'}}".formatted("y".repeat(70_000));
    List<Proposals.Proposal> read = read("[" + large + ",{'name':'a','inputSchema':{}}]");
    log.listener = command -> hear(command);
    JsonArray tools = answer(read).join().body().array("tools").orElseThrow();
    assertThat(tools.toJson())
        .contains(
            "\"state\":\"REFUSED\"", "\"code\":\"invalid-request\"", "\"state\":\"PROPOSED\"");
    assertThat(log.commands).hasSize(1);
  }

  @Test
  void isUnavailableOnlyWhenNoToolWasAnswered() {
    List<Proposals.Proposal> read =
        read("[{'name':'a','inputSchema':{}},{'name':'b','inputSchema':{}}]");
    CompletableFuture<Reply> answer = answer(read);
    door.close();
    assertThat(catchThrowableOfType(CompletionException.class, answer::join))
        .hasCauseInstanceOf(ProblemException.class);
    log.listener =
        command -> {
          if (log.commands.size() == 3) {
            hear(command);
          }
        };
    CompletableFuture<Reply> half = answer(read);
    door.close();
    assertThat(half.join().body().toJson())
        .contains("\"state\":\"PROPOSED\"", "\"code\":\"unavailable\"");
  }

  private void hear(CommandEnvelope command) {
    waiters.hear(Given.answer(command, 5), Acknowledge.APPENDED);
  }

  private CompletableFuture<Reply> answer(List<Proposals.Proposal> read) {
    return proposals.ask(read, stamp.commandId(), Acknowledge.APPENDED, 0);
  }

  private List<Proposals.Proposal> read(String tools) {
    JsonObject document = Given.json("{'server':'tickets','tools':%s}".formatted(tools));
    return proposals.read(document, Optional.empty(), Given.from(Given.gateway()), stamp);
  }

  private static Risk risk(String annotations) {
    return Proposals.risk(Given.json(annotations));
  }

  private static ToolProposal proposal(Proposals.Proposal read) {
    return ((ProposeTool) Objects.requireNonNull(read.command()).body()).proposal();
  }

  private static List<UUID> ids(List<Proposals.Proposal> read) {
    return read.stream().map(each -> Objects.requireNonNull(each.command()).commandId()).toList();
  }

  private static Digest digest(String text) {
    return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
  }
}
