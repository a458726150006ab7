package io.countersign.query;

import io.countersign.schemas.approval.PreviewDocument;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a person should see before deciding, rendered here from what was recorded and
 * never by the agent: what exactly would happen, why it asks, what is different from before, and
 * what follows from each answer. Texts of others are {@link VisibleText}; {@code warnings} names
 * all that could mislead. {@code shown} is the very document that {@code previewDigest} is of, so
 * that whoever reads the page can compute the digest again.
 */
public final class ApprovalPage {
  private final Read read;
  private final JsonObject approval;
  private final JsonObject intent;
  private final List<JsonValue> warnings = new ArrayList<>();

  /**
   * What the page is made of.
   *
   * @param approval the approval as the projections write it
   * @param intent body of the intent that it is about; empty for a change, or when it is not found
   * @param decision body of the decision that asked
   * @param superseded body of the intent in whose place this one is
   * @param consumed body of the intent of the last call of this tool by this agent that was
   *     approved and ran
   * @param consumedApproval the approval of that call
   * @param tool the tool as the catalogue has it now
   * @param earlierCalls earlier calls of the run, oldest first
   * @param moreCalls whether the run has even earlier ones
   * @param budgets the budget nodes that the call would count for
   * @param readUpTo up to which position the tenant's ledger had been read
   */
  public record Read(
      JsonObject approval,
      Optional<JsonObject> intent,
      Optional<JsonObject> decision,
      Optional<JsonObject> superseded,
      Optional<JsonObject> consumed,
      Optional<JsonObject> consumedApproval,
      Optional<JsonObject> tool,
      List<JsonObject> earlierCalls,
      boolean moreCalls,
      List<JsonObject> budgets,
      JsonObject readUpTo) {
    public Read {
      earlierCalls = List.copyOf(earlierCalls);
      budgets = List.copyOf(budgets);
    }
  }

  private ApprovalPage(Read read) {
    this.read = read;
    this.approval = read.approval();
    this.intent = read.intent().orElse(JsonObject.EMPTY);
  }

  /** Makes the page. */
  public static JsonObject of(Read read) {
    return new ApprovalPage(read).page();
  }

  /** An approval in a list: as the projections write it, with its headline before it. */
  public static JsonObject entry(JsonObject approval) {
    JsonObject.Builder entry = JsonObject.builder().put("headline", Headline.of(approval));
    approval.members().forEach(entry::put);
    return entry.build();
  }

  private JsonObject page() {
    JsonObject.Builder page = JsonObject.builder();
    copy(page, approval, "approvalId", "tenant", "kind", "state", "cause", "message");
    page.put("headline", Headline.of(approval));
    copy(page, approval, "shortCode", "actionDigest", "previewDigest");
    putShown(page);
    page.put("tool", tool());
    copy(page, approval, "control", "environment", "risk");
    page.put("asker", asker());
    page.put("resources", resources());
    page.put("arguments", document(intent.object("arguments"), "arguments"));
    page.put("change", change());
    page.put("textRedactions", intent.array("redactions").orElse(JsonArray.EMPTY));
    page.put("differences", differences());
    page.put("preview", preview());
    page.put("rollback", text(intent, "rollback", "rollback"));
    page.put("readBack", text(intent, "readBack", "readBack"));
    page.put("agentSays", agentSays());
    page.put("why", why());
    page.put("catalogue", catalogue());
    page.put("run", run());
    page.put("budgets", new JsonArray(List.copyOf(read.budgets())));
    copy(page, approval, "requestedAt", "expiresAt", "decidedAt", "waitedMillis", "quorum");
    page.put("consequences", Consequences.of(approval));
    page.put("approval", approval);
    page.put("warnings", new JsonArray(warnings));
    return page.put("readUpTo", read.readUpTo()).build();
  }

  /** The document that votes name by its digest, and whether it is the one that was asked about. */
  private void putShown(JsonObject.Builder page) {
    JsonObject shown =
        approval
            .object("change")
            .map(
                change ->
                    PreviewDocument.ofChange(
                        approval.string("control").orElse(""),
                        change,
                        approval.string("by").orElse("")))
            .orElseGet(() -> PreviewDocument.of(intent, approval.string("risk").orElse(null)));
    boolean verified =
        approval.string("previewDigest").equals(Optional.of(PreviewDocument.digest(shown).text()));
    page.put("shown", shown).put("shownVerified", verified);
    if (!verified) {
      warn("shown", List.of(new JsonString("DIGEST_MISMATCH")));
    }
  }

  private JsonValue tool() {
    if (approval.object("tool").isEmpty()) {
      return JsonNull.NULL;
    }
    JsonObject tool = approval.object("tool").get();
    JsonObject.Builder shown = JsonObject.builder();
    for (String name : List.of("server", "name", "version")) {
      shown.put(name, line(tool.string(name).orElse(null), "tool." + name));
    }
    return shown.put("schemaDigest", tool.get("schemaDigest").orElse(JsonNull.NULL)).build();
  }

  private JsonObject asker() {
    JsonObject actor = approval.object("actor").orElse(JsonObject.EMPTY);
    JsonObject agent = actor.object("agent").orElse(JsonObject.EMPTY);
    JsonObject principal = actor.object("principal").orElse(JsonObject.EMPTY);
    JsonObject client = actor.object("client").orElse(JsonObject.EMPTY);
    return JsonObject.builder()
        .put("agent", line(agent.string("id").orElse(null), "asker.agent"))
        .put("agentVersion", line(agent.string("version").orElse(null), "asker.agentVersion"))
        .put("owner", line(agent.string("owner").orElse(null), "asker.owner"))
        .put("principal", line(principal.string("id").orElse(null), "asker.principal"))
        .put("client", line(client.string("name").orElse(null), "asker.client"))
        .put("by", line(approval.string("by").orElse(null), "asker.by"))
        .put("gateway", line(approval.string("gateway").orElse(null), "asker.gateway"))
        .put("callId", approval.get("callId").orElse(JsonNull.NULL))
        .put("runId", line(approval.string("runId").orElse(null), "asker.runId"))
        .build();
  }

  private JsonArray resources() {
    List<JsonValue> shown = new ArrayList<>();
    for (JsonValue each : intent.array("resources").orElse(JsonArray.EMPTY).elements()) {
      if (each instanceof JsonString resource) {
        JsonObject visible = VisibleJson.text(resource.value());
        warn("resources", warnings(visible));
        shown.add(visible);
      }
    }
    return new JsonArray(shown);
  }

  private JsonValue change() {
    Optional<JsonObject> change = approval.object("change");
    return change.isEmpty()
        ? JsonNull.NULL
        : document(Optional.of(JsonObject.of("json", change.get())), "change");
  }

  private JsonValue document(Optional<JsonObject> document, String of) {
    if (document.isEmpty()) {
      return JsonNull.NULL;
    }
    JsonObject shown = VisibleJson.of(document.get());
    warn(of, warnings(shown));
    return shown;
  }

  private JsonObject differences() {
    Optional<JsonObject> consumed =
        read.consumed()
            .map(
                before -> {
                  JsonObject.Builder told = JsonObject.builder();
                  read.consumedApproval()
                      .ifPresent(of -> copy(told, of, "approvalId", "callId", "requestedAt"));
                  difference(before).members().forEach(told::put);
                  return told.build();
                });
    Optional<JsonObject> superseded =
        read.superseded()
            .map(
                before -> {
                  JsonObject.Builder told = JsonObject.builder();
                  told.put("approvalId", approval.get("supersedes").orElse(JsonNull.NULL));
                  difference(before).members().forEach(told::put);
                  return told.build();
                });
    return JsonObject.builder()
        .put("lastConsumed", consumed.<JsonValue>map(o -> o).orElse(JsonNull.NULL))
        .put("superseded", superseded.<JsonValue>map(o -> o).orElse(JsonNull.NULL))
        .build();
  }

  /** The differences of what is compared: arguments, resources, and the tool's definition. */
  private JsonObject difference(JsonObject before) {
    return Differences.between(compared(before), compared(intent));
  }

  private static JsonObject compared(JsonObject intent) {
    return JsonObject.builder()
        .putIfPresent("arguments", intent.object("arguments").flatMap(a -> a.get("json")))
        .putIfPresent("environment", intent.get("environment"))
        .putIfPresent("resources", intent.get("resources"))
        .putIfPresent("tool", intent.get("tool"))
        .build();
  }

  private JsonValue preview() {
    if (intent.object("preview").isEmpty()) {
      return JsonNull.NULL;
    }
    JsonObject preview = intent.object("preview").get();
    return JsonObject.builder()
        .put("suppliedBy", "gateway")
        .put("kind", line(preview.string("kind").orElse(null), "preview.kind"))
        .put("content", text(preview, "content", "preview.content"))
        .build();
  }

  /** What comes from the agent stands apart: it is no evidence of what would happen. */
  private JsonObject agentSays() {
    JsonObject context = intent.object("context").orElse(JsonObject.EMPTY);
    return JsonObject.builder()
        .put("request", text(context, "request", "agentSays.request"))
        .put("source", text(context, "source", "agentSays.source"))
        .put("initiator", line(context.string("initiator").orElse(null), "agentSays.initiator"))
        .build();
  }

  private JsonObject why() {
    JsonObject decision = read.decision().orElse(JsonObject.EMPTY);
    return JsonObject.builder()
        .put("gate", decision.get("gate").orElse(JsonNull.NULL))
        .put("reasons", without(decision, "reasons", "result", "NOT_REACHED"))
        .put("rules", without(decision, "rules", "match", "NOT_MATCHED"))
        .build();
  }

  private static JsonArray without(JsonObject from, String list, String member, String value) {
    List<JsonValue> left = new ArrayList<>();
    for (JsonValue each : from.array(list).orElse(JsonArray.EMPTY).elements()) {
      if (each instanceof JsonObject told && !told.string(member).equals(Optional.of(value))) {
        JsonObject.Builder shown = JsonObject.builder();
        told.members()
            .forEach(
                (name, text) ->
                    shown.put(
                        name,
                        text instanceof JsonString string
                            ? new JsonString(VisibleText.of(string.value()).text())
                            : text));
        left.add(shown.build());
      }
    }
    return new JsonArray(left);
  }

  private JsonValue catalogue() {
    JsonObject.Builder told = JsonObject.builder();
    Optional<JsonObject> definition = read.tool().flatMap(tool -> tool.object("definition"));
    if (definition.isEmpty()) {
      return JsonNull.NULL;
    }
    copy(told, definition.get(), "version", "schemaDigest", "risk", "owner", "purpose");
    copy(told, definition.get(), "sideEffects", "systems", "rollback", "deprecation");
    return told.build();
  }

  private JsonObject run() {
    return JsonObject.builder()
        .put("runId", approval.get("runId").orElse(JsonNull.NULL))
        .put("earlierCalls", new JsonArray(List.copyOf(read.earlierCalls())))
        .put("truncated", read.moreCalls())
        .build();
  }

  private JsonValue text(JsonObject from, String member, String of) {
    Optional<String> text = from.string(member);
    if (text.isEmpty()) {
      return JsonNull.NULL;
    }
    JsonObject visible = VisibleJson.text(text.get());
    warn(of, warnings(visible));
    return visible;
  }

  private JsonValue line(@Nullable String text, String of) {
    if (text == null) {
      return JsonNull.NULL;
    }
    JsonObject visible = VisibleJson.text(text);
    warn(of, warnings(visible));
    return visible.get("text").orElse(JsonNull.NULL);
  }

  private void warn(String of, List<JsonValue> what) {
    if (!what.isEmpty()) {
      warnings.add(JsonObject.builder().put("of", of).put("warnings", new JsonArray(what)).build());
    }
  }

  private static List<JsonValue> warnings(JsonObject visible) {
    return visible.array("warnings").map(JsonArray::elements).orElse(List.of());
  }

  private static void copy(JsonObject.Builder to, JsonObject from, String... names) {
    for (String name : names) {
      to.put(name, from.get(name).orElse(JsonNull.NULL));
    }
  }
}
