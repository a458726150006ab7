package io.countersign.ingest;

import io.countersign.ingest.redact.PointerRule;
import io.countersign.ingest.redact.Redactor;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.call.ReportedDecision;
import io.countersign.schemas.call.Source;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.CancelCall;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.digest.ActionDigest;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a command of a document about a call: checks what the caller may do, takes the digest of
 * the original, redacts as the tool's owner and the general rules want, and leaves nothing of the
 * original behind. Both ways in, HTTP and {@code countersign.intake}, come through here.
 *
 * <p>Expects documents that the {@link io.countersign.ingest.contract.Contract} has accepted. Every
 * method throws {@link io.countersign.schemas.http.ProblemException}: {@code forbidden} for a
 * caller without the role or the tenant, {@code invalid-request} for a value that only looked
 * right, {@code unavailable} while it is not known how tools are redacted.
 */
public final class Intake {
  private final Redactor redactor;
  private final ResultDigest resultDigest;
  private final ToolRedactions toolRules;
  private final CallTools tools;

  /**
   * @param resultKey secret key of the digests of results, at least 16 bytes
   * @param toolRules how each tool is redacted
   * @param tools which tool a call is about
   */
  public Intake(Redactor redactor, byte[] resultKey, ToolRedactions toolRules, CallTools tools) {
    this.redactor = redactor;
    this.resultDigest = new ResultDigest(resultKey);
    this.toolRules = toolRules;
    this.tools = tools;
  }

  /** An agent wants to call a tool. */
  public CommandEnvelope intent(JsonObject document, Origin origin, Stamp stamp) {
    return intent(document, null, origin, stamp);
  }

  /**
   * A gateway has decided by itself.
   *
   * @param decision what it says it decided
   */
  public CommandEnvelope observed(
      JsonObject document, JsonObject decision, Origin origin, Stamp stamp) {
    return intent(document, decision, origin, stamp);
  }

  private CommandEnvelope intent(
      JsonObject document, @Nullable JsonObject decision, Origin origin, Stamp stamp) {
    require(origin.caller(), Role.GATEWAY);
    String tenant = tenant(document.string("tenant"), origin.caller());
    return checked(
        () -> {
          TextRedaction texts = new TextRedaction(redactor);
          String environment = document.string("environment").orElse(null);
          ToolReference tool = Values.tool(document.object("tool").orElse(JsonObject.EMPTY));
          JsonValue arguments = document.get("arguments").orElse(JsonNull.NULL);
          UUID callId =
              document.string("callId").map(text -> callId(text, "/callId")).orElse(stamp.callId());
          List<PointerRule> rules = toolRules.of(tenant, tool.server(), tool.name());
          RecordIntent body =
              new RecordIntent(
                  callId,
                  document.string("runId").orElse(null),
                  environment,
                  Values.actor(document.object("actor").orElse(JsonObject.EMPTY)),
                  tool,
                  texts.document(arguments, "/arguments", rules),
                  ActionDigest.of(
                      tenant,
                      environment,
                      tool.server(),
                      tool.name(),
                      tool.schemaDigest(),
                      arguments),
                  texts.list(document, "resources", ""),
                  texts.context(document),
                  document.object("bound").map(Values::amounts).orElse(Amounts.ONE_CALL),
                  texts.preview(document),
                  texts.optional(document, "rollback", ""),
                  texts.optional(document, "readBack", ""),
                  decision == null ? null : reported(decision, texts),
                  texts.redactions());
          tools.asked(tenant, callId, tool);
          return envelope(tenant, document, origin, stamp, body);
        });
  }

  private static ReportedDecision reported(JsonObject decision, TextRedaction texts) {
    Verdict verdict = Verdict.valueOf(decision.string("verdict").orElse(""));
    return new ReportedDecision(verdict, texts.optional(decision, "reason", "/decision"));
  }

  /** A call has ended. */
  public CommandEnvelope outcome(UUID callId, JsonObject document, Origin origin, Stamp stamp) {
    require(origin.caller(), Role.GATEWAY);
    String tenant = tenant(document.string("tenant"), origin.caller());
    return checked(
        () -> {
          TextRedaction texts = new TextRedaction(redactor);
          Optional<JsonValue> result = document.get("result");
          Optional<List<PointerRule>> rules =
              tools
                  .find(tenant, callId)
                  .map(tool -> toolRules.of(tenant, tool.server(), tool.name()));
          RecordOutcome body =
              new RecordOutcome(
                  callId,
                  OutcomeStatus.valueOf(document.string("status").orElse("")),
                  texts.identifier(document, "errorClass"),
                  result.map(value -> result(value, rules, texts)).orElse(null),
                  result.map(resultDigest::of).orElse(null),
                  texts.list(document, "resources", ""),
                  document.integer("durationMs").orElse(0L),
                  document.object("usage").map(Values::amounts).orElse(Amounts.ONE_CALL),
                  document.string("actionDigest").map(Digest::parse).orElse(null),
                  document.string("claimId").map(Intake::claimId).orElse(null));
          return envelope(tenant, document, origin, stamp, body);
        });
  }

  /** Of a call that nobody here remembers it is unknown what its tool's owner wants hidden. */
  private static RedactedJson result(
      JsonValue value, Optional<List<PointerRule>> rules, TextRedaction texts) {
    return rules
        .map(known -> texts.document(value, "/result", known))
        .orElseGet(() -> texts.withheld(value, "/result"));
  }

  /** The caller no longer wants a call that has not run. */
  public CommandEnvelope cancel(UUID callId, JsonObject document, Origin origin, Stamp stamp) {
    require(origin.caller(), Role.GATEWAY);
    String tenant = tenant(document.string("tenant"), origin.caller());
    return checked(
        () -> {
          String reason = new TextRedaction(redactor).optional(document, "reason", "");
          CancelCall body = new CancelCall(callId, reason == null ? "" : reason);
          return envelope(tenant, document, origin, stamp, body);
        });
  }

  /** The tenant that a caller means: the one it names, or else its only one. */
  public static String tenant(Optional<String> named, Caller caller) {
    return tenant(named, caller, "/tenant");
  }

  static String tenant(Optional<String> named, Caller caller, String pointer) {
    Set<String> tenants = caller.tenants();
    String tenant =
        named.orElseGet(
            () -> {
              if (tenants.size() != 1 || caller.mayUseAllTenants()) {
                throw Problems.invalid(
                    pointer, "Expected a tenant, because the token covers several. Name one.");
              }
              return tenants.iterator().next();
            });
    if (!caller.mayUse(tenant) || tenant.equals(CommandEnvelope.PLATFORM)) {
      throw Problems.forbidden("Expected a tenant that the token covers, but it does not.");
    }
    return tenant;
  }

  /** The call that a path or document names. */
  public static UUID callId(String text, String pointer) {
    return Ids.uuid7(text)
        .orElseThrow(() -> Problems.invalid(pointer, "Expected callId to be a UUIDv7."));
  }

  static UUID claimId(String text) {
    return Ids.uuid7(text)
        .orElseThrow(() -> Problems.invalid("/claimId", "Expected claimId to be a UUIDv7."));
  }

  static void require(Caller caller, Role role) {
    if (!caller.is(role)) {
      throw Problems.forbidden(
          "Expected a token with the role %s, but it has none of it.".formatted(role.text()));
    }
  }

  static CommandEnvelope envelope(
      String tenant, JsonObject document, Origin origin, Stamp stamp, Command body) {
    Instant occurredAt = document.string("occurredAt").map(Values::time).orElse(null);
    return new CommandEnvelope(
        stamp.commandId(),
        tenant,
        stamp.now(),
        occurredAt,
        new Source(origin.caller().subject(), origin.grade()),
        origin.traceparent(),
        stamp.salt(),
        body);
  }

  /**
   * Values check themselves; what they refuse is the caller's mistake. Their words hold no value.
   */
  static CommandEnvelope checked(Supplier<CommandEnvelope> command) {
    try {
      return command.get();
    } catch (IllegalArgumentException e) {
      throw Problems.invalid("", String.valueOf(e.getMessage()));
    }
  }
}
