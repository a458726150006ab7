package io.countersign.ingest;

import io.countersign.ingest.redact.Redactor;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.ProposeTool;
import io.countersign.schemas.control.ToolProposal;
import io.countersign.schemas.http.Problem;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonPointer;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The tools that a gateway saw a server offer. Each becomes a proposal of its own, which waits for
 * an operator; one that is refused spoils only itself.
 */
public final class Proposals {
  private final Redactor redactor;
  private final Door door;

  public Proposals(Redactor redactor, Door door) {
    this.redactor = redactor;
    this.door = door;
  }

  /** One tool of the list: the command that proposes it, or why there is none. */
  public record Proposal(
      String name, @Nullable CommandEnvelope command, @Nullable Problem refused) {}

  /**
   * The proposals of a document that the contract has accepted.
   *
   * @param stamp clock and chance; each command's id follows from its id and the name of the tool
   * @throws ProblemException {@code forbidden}, or {@code invalid-request} for a name that comes
   *     twice
   */
  public List<Proposal> read(
      JsonObject document, Optional<String> tenant, Origin origin, Stamp stamp) {
    Intake.require(origin.caller(), Role.GATEWAY);
    String owner = Intake.tenant(document.string("tenant").or(() -> tenant), origin.caller());
    String server = Values.text(document, "server");
    List<Proposal> proposals = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonValue element : document.array("tools").orElse(JsonArray.EMPTY).elements()) {
      JsonObject tool = (JsonObject) element;
      String pointer = JsonPointer.append("/tools", proposals.size());
      String name = Values.text(tool, "name");
      if (!names.add(name)) {
        throw Problems.invalid(
            pointer + "/name", "Expected each name once, but it comes a second time.");
      }
      proposals.add(proposal(owner, server, name, tool, pointer, origin, stamp));
    }
    return proposals;
  }

  private Proposal proposal(
      String tenant,
      String server,
      String name,
      JsonObject tool,
      String pointer,
      Origin origin,
      Stamp stamp) {
    try {
      CommandEnvelope command =
          Intake.checked(
              () ->
                  Intake.envelope(
                      tenant,
                      JsonObject.EMPTY,
                      origin,
                      stamp.withCommandId(Ids.part(stamp.commandId(), name)),
                      new ProposeTool(proposal(server, name, tool, pointer))));
      return new Proposal(name, command, null);
    } catch (ProblemException refused) {
      return new Proposal(name, null, refused.problem());
    }
  }

  private ToolProposal proposal(String server, String name, JsonObject tool, String pointer) {
    TextRedaction texts = new TextRedaction(redactor);
    String inputSchema = ControlValues.schema(tool, pointer);
    return new ToolProposal(
        server,
        name,
        title(texts.optional(tool, "title", pointer)),
        texts.optional(tool, "description", pointer),
        risk(tool.object("annotations").orElse(JsonObject.EMPTY)),
        inputSchema,
        ControlValues.digest(inputSchema),
        ControlValues.digest(CanonicalJson.text(tool)));
  }

  private static @Nullable String title(@Nullable String title) {
    if (title == null || title.isBlank()) {
      return null;
    }
    return title.length() <= Limits.IDENTIFIER ? title : title.substring(0, Limits.IDENTIFIER);
  }

  /**
   * The least class that the hints of MCP (revision 2025-11-25, {@code ToolAnnotations}) state in
   * so many words. They are claims of a server that nobody trusts: the engine takes them to raise
   * what an operator decides, never to lower it. So silence is {@link Risk#READ}, which raises
   * nothing, and a tool that says both is taken at its worst word. The defaults of MCP are not
   * applied: they would make every tool destructive whose server says nothing, also the ones that
   * operators know to read only.
   */
  static Risk risk(JsonObject annotations) {
    Optional<Boolean> destructive = annotations.bool("destructiveHint");
    Optional<Boolean> readOnly = annotations.bool("readOnlyHint");
    if (destructive.orElse(false)) {
      return Risk.DESTRUCTIVE;
    }
    boolean writes = destructive.isPresent() || readOnly.isPresent();
    return writes && !readOnly.orElse(false) ? Risk.WRITE : Risk.READ;
  }

  /**
   * Appends the proposals and answers when each has its answer.
   *
   * @param key under which the whole request may be sent again
   * @return what became of each, in order; fails with {@code unavailable} when none was answered
   */
  public CompletableFuture<Reply> ask(
      List<Proposal> proposals, UUID key, Acknowledge level, long receivedNanos) {
    List<CompletableFuture<JsonObject>> answers =
        proposals.stream().map(each -> ask(each, key, level, receivedNanos)).toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done -> {
              List<JsonValue> tools =
                  answers.stream().<JsonValue>map(CompletableFuture::join).toList();
              if (!tools.isEmpty() && tools.stream().allMatch(Proposals::isUnanswered)) {
                throw Problems.unavailable();
              }
              return new Reply(200, "RECORDED", JsonObject.of("tools", new JsonArray(tools)));
            });
  }

  private CompletableFuture<JsonObject> ask(
      Proposal proposal, UUID key, Acknowledge level, long receivedNanos) {
    if (proposal.command == null) {
      return CompletableFuture.completedFuture(refused(proposal, proposal.refused));
    }
    return door.ask(proposal.command, key, level, receivedNanos)
        .handle(
            (reply, failure) -> {
              if (failure == null) {
                boolean repeated = reply.body().has("repeated");
                return state(proposal, repeated ? "UNCHANGED" : "PROPOSED").build();
              }
              Throwable cause =
                  failure instanceof CompletionException ? failure.getCause() : failure;
              return refused(
                  proposal,
                  cause instanceof ProblemException problem
                      ? problem.problem()
                      : Problem.internal());
            });
  }

  private static JsonObject refused(Proposal proposal, @Nullable Problem problem) {
    Problem reason = problem == null ? Problem.internal() : problem;
    String message =
        reason.errors().isEmpty() ? reason.detail() : reason.errors().getFirst().message();
    return state(proposal, "REFUSED").put("code", reason.code()).put("message", message).build();
  }

  private static JsonObject.Builder state(Proposal proposal, String state) {
    return JsonObject.builder().put("name", proposal.name).put("state", state);
  }

  private static boolean isUnanswered(JsonValue tool) {
    return ((JsonObject) tool).string("code").filter("unavailable"::equals).isPresent();
  }
}
