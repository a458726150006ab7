package io.countersign.ingest;

import io.countersign.ingest.redact.Redactor;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.ConfigureTenant;
import io.countersign.schemas.command.EngageBrake;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.command.ReleaseBrake;
import io.countersign.schemas.command.RemoveBudget;
import io.countersign.schemas.command.RemoveLimit;
import io.countersign.schemas.command.RetireTool;
import io.countersign.schemas.command.ReviewServer;
import io.countersign.schemas.command.SetBudget;
import io.countersign.schemas.command.SetLimit;
import io.countersign.schemas.command.WithdrawPolicy;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes a command of what an operator wants of the catalogue, the gates, the policy, the budgets,
 * the limits and the brakes. What operators write is theirs to show; their free texts are searched
 * for secrets, not for personal data, so that what is applied is what was written. Schemas and
 * policy documents stay as they are, because they are known by their digests.
 *
 * <p>Expects documents that the {@link io.countersign.ingest.contract.Contract} has accepted. Every
 * method throws {@link io.countersign.schemas.http.ProblemException}: {@code forbidden} for a
 * caller without the role or the tenant, {@code invalid-request} for a value that only looked
 * right. The tenant is the one that the document names, else the one of the query, else the only
 * one of the caller.
 */
public final class ControlIntake {
  private final Redactor redactor;

  public ControlIntake(Redactor redactor) {
    this.redactor = redactor;
  }

  /**
   * One request about a control.
   *
   * @param document its body; empty where the body is no JSON
   * @param tenant the tenant that the query names
   * @param origin who brought it
   * @param stamp clock and chance
   */
  public record Request(JsonObject document, Optional<String> tenant, Origin origin, Stamp stamp) {}

  /** Puts a tool into the catalogue, or changes it. */
  public CommandEnvelope registerTool(String server, String name, Request request) {
    return operator(
        request,
        (document, texts) -> new RegisterTool(ControlValues.tool(server, name, document, texts)));
  }

  /** Takes a tool out of use. */
  public CommandEnvelope retireTool(String server, String name, Request request) {
    return removal(request, reason -> new RetireTool(server, name, reason));
  }

  /** A person has reviewed a server. */
  public CommandEnvelope reviewServer(String server, Request request) {
    return operator(
        request,
        (document, texts) -> new ReviewServer(ControlValues.review(server, document, texts)));
  }

  /**
   * Puts a policy into force.
   *
   * @param yaml the document as it was sent
   */
  public CommandEnvelope publishPolicy(String name, byte[] yaml, Request request) {
    String text = utf8(yaml);
    if (text.isBlank()) {
      throw Problems.invalid("", "Expected a policy document, but the body is empty.");
    }
    return operator(
        request,
        (document, texts) -> new PublishPolicy(name, text, request.origin.caller().subject()));
  }

  /** Takes a policy back. */
  public CommandEnvelope withdrawPolicy(String name, Request request) {
    return removal(request, reason -> new WithdrawPolicy(name, reason));
  }

  /** Sets a budget. */
  public CommandEnvelope setBudget(String id, Request request) {
    return operator(
        request, (document, texts) -> new SetBudget(ControlValues.budget(id, document)));
  }

  /** Removes a budget. */
  public CommandEnvelope removeBudget(String id, Request request) {
    return removal(request, reason -> new RemoveBudget(id, reason));
  }

  /** Sets a rate limit or concurrency cap. */
  public CommandEnvelope setLimit(String id, Request request) {
    return operator(request, (document, texts) -> new SetLimit(ControlValues.limit(id, document)));
  }

  /** Removes a rate limit or concurrency cap. */
  public CommandEnvelope removeLimit(String id, Request request) {
    return removal(request, reason -> new RemoveLimit(id, reason));
  }

  /** Sets what holds for all calls of the tenant. */
  public CommandEnvelope configure(Request request) {
    return operator(
        request, (document, texts) -> new ConfigureTenant(ControlValues.settings(document)));
  }

  /**
   * Engages a brake. Its id is the id of the command, so that a repeat is the same brake. A brake
   * for the whole platform is a command of the tenant {@link CommandEnvelope#PLATFORM}.
   */
  public CommandEnvelope engageBrake(Request request) {
    JsonObject scope = ControlValues.object(request.document, "scope");
    return brake(
        request,
        scope.string("tenant"),
        "/scope/tenant",
        reason ->
            new EngageBrake(
                request.stamp.commandId(),
                BrakeKind.valueOf(Values.text(request.document, "kind")),
                new BrakeScope(
                    scope.string("server").orElse(null),
                    scope.string("tool").orElse(null),
                    scope.string("environment").orElse(null)),
                reason,
                request.origin.caller().subject()));
  }

  /** Releases a brake, of the whole platform when the caller means none of a tenant. */
  public CommandEnvelope releaseBrake(UUID brakeId, Request request) {
    return brake(
        request,
        request.document.string("tenant"),
        "/tenant",
        reason -> new ReleaseBrake(brakeId, reason, request.origin.caller().subject()));
  }

  /**
   * Brakes are for operators of a tenant, and for those who keep the whole installation: they may
   * stop everything at once, or one tenant that has no operator at hand.
   */
  private CommandEnvelope brake(
      Request request, Optional<String> named, String pointer, Function<String, Command> command) {
    Caller caller = request.origin.caller();
    boolean keepsAll = caller.is(Role.ADMIN) && caller.mayUseAllTenants();
    if (!keepsAll) {
      Intake.require(caller, Role.OPERATOR);
    }
    Optional<String> tenant = named.or(request::tenant);
    Optional<Boolean> platform = request.document.bool("platform");
    String owner =
        isForPlatform(platform, tenant, keepsAll, pointer)
            ? CommandEnvelope.PLATFORM
            : Intake.tenant(tenant, caller, pointer);
    return made(owner, request, () -> command.apply(reason(request)));
  }

  /** What the caller says it wants; only where it does not say so, what its token covers. */
  private static boolean isForPlatform(
      Optional<Boolean> wish, Optional<String> tenant, boolean keepsAll, String pointer) {
    if (wish.isEmpty()) {
      return keepsAll && tenant.isEmpty();
    }
    if (!wish.get()) {
      if (keepsAll && tenant.isEmpty()) {
        throw Problems.invalid(
            pointer,
            "Expected a tenant, because platform is false, but none is named. Name the tenant.");
      }
      return false;
    }
    if (!keepsAll) {
      throw Problems.forbidden(
          "Expected a token of an admin for all tenants, because platform is true, but it is of"
              + " another. Nothing was stopped and nothing released.");
    }
    if (tenant.isPresent()) {
      throw Problems.invalid(
          pointer,
          "Expected no tenant, because platform is true, but one is named. Decide for one of both.");
    }
    return true;
  }

  private CommandEnvelope removal(Request request, Function<String, Command> command) {
    return operator(request, (document, texts) -> command.apply(reason(request)));
  }

  private String reason(Request request) {
    return TextRedaction.ofOperator(redactor).required(request.document, "reason");
  }

  private CommandEnvelope operator(
      Request request, BiFunction<JsonObject, TextRedaction, Command> command) {
    Caller caller = request.origin.caller();
    Intake.require(caller, Role.OPERATOR);
    String tenant =
        Intake.tenant(request.document.string("tenant").or(request::tenant), caller, "/tenant");
    return made(
        tenant, request, () -> command.apply(request.document, TextRedaction.ofOperator(redactor)));
  }

  private static CommandEnvelope made(String tenant, Request request, Supplier<Command> command) {
    return Intake.checked(
        () ->
            Intake.envelope(
                tenant, JsonObject.EMPTY, request.origin, request.stamp, command.get()));
  }

  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw Problems.invalid("", "Expected a document in UTF-8, but some bytes are not.");
    }
  }
}
