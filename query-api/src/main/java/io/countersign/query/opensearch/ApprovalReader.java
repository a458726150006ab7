package io.countersign.query.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.query.ApprovalPage;
import io.countersign.query.ListQuery;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.document.ControlName;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Answers questions about approvals from the indexes. Every answer is about one tenant. Calls
 * block; safe for use by many threads.
 */
public final class ApprovalReader {
  /** Most earlier calls of a run that a page tells. */
  private static final int EARLIER_CALLS = 50;

  /** Most budget nodes that a page tells. */
  private static final int BUDGETS = 50;

  /** Most intents and decisions of a call that are looked through; each may be large. */
  private static final int ASKED = 10;

  private static final List<String> OF_AN_EARLIER_CALL =
      List.of("callId", "server", "tool", "version", "risk", "verdict", "state", "outcome");

  private final Searches searches;
  private final ControlReader controls;

  public ApprovalReader(SearchCluster cluster, Indexes indexes) {
    this.searches = new Searches(cluster, indexes);
    this.controls = new ControlReader(cluster, indexes);
  }

  /** Reads one page of approvals. */
  public Page page(ListQuery query) throws SearchUnavailable {
    return searches
        .page(query, searches.progress(query.tenant()), List.of())
        .shownAs(ApprovalPage::entry);
  }

  /** Reads what one approval's page is made of; empty when the tenant has no such approval. */
  public Optional<ApprovalPage.Read> read(String tenant, String approvalId, Instant now)
      throws SearchUnavailable {
    JsonObject readUpTo = searches.progress(tenant).readUpTo();
    Optional<JsonObject> found = approval(tenant, approvalId);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    JsonObject approval = found.get();
    Asked asked = asked(tenant, approval);
    Optional<JsonObject> consumedApproval = lastConsumed(tenant, approval);
    Optional<JsonObject> consumed =
        consumedApproval.isEmpty()
            ? Optional.empty()
            : asked(tenant, consumedApproval.get()).intent();
    Optional<JsonObject> superseded = Optional.empty();
    if (approval.string("supersedes").isPresent()) {
      Optional<JsonObject> before = approval(tenant, approval.string("supersedes").get());
      superseded = before.isEmpty() ? Optional.empty() : asked(tenant, before.get()).intent();
    }
    List<JsonObject> earlier = earlierCalls(tenant, approval);
    boolean more = earlier.size() > EARLIER_CALLS;
    List<JsonObject> told = more ? earlier.subList(0, EARLIER_CALLS) : earlier;
    return Optional.of(
        new ApprovalPage.Read(
            approval,
            asked.intent(),
            asked.decision(),
            superseded,
            consumed,
            consumedApproval,
            tool(tenant, approval),
            told.reversed(),
            more,
            budgets(tenant, approval, now),
            readUpTo));
  }

  /** Bodies of the intent that an approval is about, and of the decision that asked. */
  private record Asked(Optional<JsonObject> intent, Optional<JsonObject> decision) {}

  private Optional<JsonObject> approval(String tenant, String approvalId) throws SearchUnavailable {
    return documents(SearchBodies.approval(tenant, approvalId));
  }

  private Optional<JsonObject> documents(JsonObject body) throws SearchUnavailable {
    return searches.search(Indexes.Kind.APPROVALS, body).stream()
        .map(hit -> Searches.object(hit.path("_source").path("document").asText()))
        .findFirst();
  }

  /** A call may have been asked for with other arguments before, so the action decides. */
  private Asked asked(String tenant, JsonObject approval) throws SearchUnavailable {
    Optional<JsonObject> intent = Optional.empty();
    Optional<JsonObject> decision = Optional.empty();
    if (approval.string("callId").isEmpty()) {
      return new Asked(intent, decision);
    }
    JsonObject body =
        SearchBodies.asked(
            tenant,
            approval.string("callId").get(),
            Math.toIntExact(approval.integer("generation").orElse(1L)),
            approval.integer("firstPosition").orElse(0L),
            ASKED);
    for (JsonNode hit : searches.search(Indexes.Kind.TIMELINE, body)) {
      JsonObject event = Searches.object(hit.path("_source").path("event").asText());
      JsonObject said = event.object("body").orElse(JsonObject.EMPTY);
      if (!said.get("actionDigest").equals(approval.get("actionDigest"))) {
        continue;
      }
      if (event.string("type").equals(Optional.of("IntentRecorded"))) {
        intent = intent.or(() -> Optional.of(said));
      } else {
        decision = decision.or(() -> Optional.of(said));
      }
    }
    return new Asked(intent, decision);
  }

  /** The last approval that this agent got for this tool and that was used. */
  private Optional<JsonObject> lastConsumed(String tenant, JsonObject approval)
      throws SearchUnavailable {
    JsonObject tool = approval.object("tool").orElse(JsonObject.EMPTY);
    Optional<String> agent = agent(approval);
    Optional<Instant> asked = time(approval);
    if (agent.isEmpty() || asked.isEmpty()) {
      return Optional.empty();
    }
    return documents(
        SearchBodies.approvalsBefore(
            List.of(
                SearchBodies.term("tenant", tenant),
                SearchBodies.term("state", ApprovalState.CONSUMED.name()),
                SearchBodies.term("server", tool.string("server").orElse("")),
                SearchBodies.term("tool", tool.string("name").orElse("")),
                SearchBodies.term("agent", agent.get())),
            asked.get()));
  }

  /** The earlier calls of the run, the last first, and one more than are told. */
  private List<JsonObject> earlierCalls(String tenant, JsonObject approval)
      throws SearchUnavailable {
    Optional<String> runId = approval.string("runId");
    Optional<Instant> asked = time(approval);
    if (runId.isEmpty() || asked.isEmpty()) {
      return List.of();
    }
    List<String> fields = new ArrayList<>(OF_AN_EARLIER_CALL);
    fields.add("openedAt");
    JsonObject body =
        SearchBodies.earlierCalls(
            tenant,
            runId.get(),
            approval.string("callId").orElse(""),
            asked.get(),
            fields,
            EARLIER_CALLS + 1);
    List<JsonObject> calls = new ArrayList<>();
    for (JsonNode hit : searches.search(Indexes.Kind.CALLS, body)) {
      JsonObject.Builder call = JsonObject.builder();
      for (String field : fields) {
        JsonNode value = hit.path("_source").path(field);
        if (value.isTextual()) {
          call.put(field, new JsonString(value.asText()));
        }
      }
      calls.add(call.build());
    }
    return calls;
  }

  private Optional<JsonObject> tool(String tenant, JsonObject approval) throws SearchUnavailable {
    Optional<JsonObject> tool = approval.object("tool");
    return tool.isEmpty()
        ? Optional.empty()
        : controls.control(
            tenant,
            ControlName.tool(
                tool.get().string("server").orElse(""), tool.get().string("name").orElse("")));
  }

  private List<JsonObject> budgets(String tenant, JsonObject approval, Instant now)
      throws SearchUnavailable {
    if (approval.object("tool").isEmpty()) {
      return List.of();
    }
    JsonObject tool = approval.object("tool").get();
    JsonObject actor = approval.object("actor").orElse(JsonObject.EMPTY);
    JsonObject principal = actor.object("principal").orElse(JsonObject.EMPTY);
    Map<String, List<String>> parts = new TreeMap<>();
    parts.put("agent", agent(approval).stream().toList());
    parts.put("principal", principal.string("id").stream().toList());
    parts.put("server", tool.string("server").stream().toList());
    parts.put("tool", tool.string("name").stream().toList());
    List<String> teams = new ArrayList<>();
    principal
        .array("groups")
        .orElse(JsonArray.EMPTY)
        .elements()
        .forEach(
            group -> {
              if (group instanceof JsonString name) {
                teams.add(name.value());
              }
            });
    parts.put("team", teams);
    return controls.budgetsOf(tenant, parts, BUDGETS, now);
  }

  private static Optional<String> agent(JsonObject approval) {
    return approval
        .object("actor")
        .flatMap(actor -> actor.object("agent"))
        .flatMap(agent -> agent.string("id"));
  }

  private static Optional<Instant> time(JsonObject approval) {
    return approval.string("openedAt").map(Instant::parse);
  }
}
