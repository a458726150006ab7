package io.countersign.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.digest.ActionDigest;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.JsonRefused;
import io.countersign.schemas.json.Limits;
import io.countersign.schemas.json.StrictJson;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/calls} for one tool call. */
final class Question {

  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
  private static final String META_RUN_ID = "io.countersign/runId";
  private static final String META_REQUEST = "io.countersign/request";
  private static final String META_SOURCE = "io.countersign/source";
  static final String META_BOUND = "io.countersign/bound";
  private static final String META_CLIENT_INFO = "io.modelcontextprotocol/clientInfo";

  /** Any arguments that ingest takes are within these. */
  private static final Limits ARGUMENT_LIMITS = new Limits(64 * 1024 * 1024, 500, 10_000_000);

  private final Identity identity;
  private final McpSession session;
  private final ClientFrame.ToolCall call;
  private final RequestHints hints;

  Question(Identity identity, McpSession session, ClientFrame.ToolCall call, RequestHints hints) {
    Identity named =
        hints.principal() == null ? identity : identity.withPrincipal(hints.principal());
    this.identity = hints.scopes() == null ? named : named.withScopes(hints.scopes());
    this.session = session;
    this.call = call;
    this.hints = hints;
  }

  /**
   * What a call may use at most: the greater of what operator and client declare. Empty when the
   * client's declaration cannot be read.
   */
  static Optional<Amounts> bound(Amounts operators, ClientFrame.ToolCall call) {
    @Nullable JsonNode declared = call.meta().get(META_BOUND);
    return declared == null
        ? Optional.of(operators)
        : DeclaredAmounts.read(declared).map(read -> DeclaredAmounts.greater(operators, read));
  }

  byte[] body(String callId, Amounts bound) {
    ObjectNode body = JsonRpc.object().put("callId", callId).put("runId", runId());
    body.put("tenant", identity.tenant()).put("environment", identity.environment());
    body.set("actor", actor());
    body.set("tool", tool());
    body.set("arguments", call.arguments());
    if (!bound.equals(Amounts.ONE_CALL)) {
      body.set("bound", DeclaredAmounts.json(bound));
    }
    ObjectNode context = JsonRpc.object();
    putText(context, "request", call.meta().path(META_REQUEST).textValue());
    putText(context, "source", call.meta().path(META_SOURCE).textValue());
    if (!context.isEmpty()) {
      body.set("context", context);
    }
    return JsonRpc.bytes(body);
  }

  /**
   * The digest of what would be sent now, computed here from the very arguments of the client's
   * frame. Empty when they are no strict JSON, or the server has no name.
   */
  Optional<Digest> actionDigest() {
    @Nullable String server = session.serverName();
    @Nullable String schema = session.catalogue().digestOf(call.name());
    if (server == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          ActionDigest.of(
              identity.tenant(),
              identity.environment(),
              server,
              call.name(),
              schema == null ? null : Digest.parse(schema),
              StrictJson.parse(JsonRpc.bytes(call.arguments()), ARGUMENT_LIMITS)));
    } catch (JsonRefused refused) {
      return Optional.empty();
    }
  }

  /**
   * The trace the client says it is in, when well formed: it becomes a header and must not be able
   * to forge one.
   */
  @Nullable String traceparent() {
    String value = call.meta().path("traceparent").asText("");
    return TRACEPARENT.matcher(value).matches() ? value : null;
  }

  private String runId() {
    String fromMeta = call.meta().path(META_RUN_ID).textValue();
    if (fromMeta != null) {
      return fromMeta;
    }
    return hints.runId() == null ? session.runId() : hints.runId();
  }

  private ObjectNode actor() {
    ObjectNode actor = JsonRpc.object();
    if (identity.agent() != null) {
      putText(
          actor.putObject("agent").put("id", identity.agent()), "version", identity.agentVersion());
    }
    if (identity.principal() != null) {
      ObjectNode principal = actor.putObject("principal");
      principal.put("id", identity.principal()).put("type", identity.principalType());
      if (!identity.groups().isEmpty()) {
        identity.groups().forEach(principal.putArray("groups")::add);
      }
    }
    if (!identity.scopes().isEmpty()) {
      identity.scopes().forEach(actor.putArray("scopes")::add);
    }
    @Nullable JsonNode perRequest = call.meta().get(META_CLIENT_INFO);
    @Nullable JsonNode client = perRequest == null ? session.clientInfo() : perRequest;
    if (client != null && client.path("name").isTextual()) {
      ObjectNode claim = actor.putObject("client").put("name", client.path("name").textValue());
      putText(claim, "version", client.path("version").textValue());
    }
    return actor;
  }

  private ObjectNode tool() {
    ServerCatalogue catalogue = session.catalogue();
    ObjectNode tool = JsonRpc.object();
    putText(tool, "server", session.serverName());
    tool.put("name", call.name());
    putText(tool, "version", catalogue.version());
    putText(tool, "schemaDigest", catalogue.digestOf(call.name()));
    return tool;
  }

  private static void putText(ObjectNode node, String key, @Nullable String value) {
    if (value != null) {
      node.put(key, value);
    }
  }
}
