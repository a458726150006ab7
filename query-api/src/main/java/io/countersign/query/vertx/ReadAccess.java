package io.countersign.query.vertx;

import io.countersign.query.AccessLog;
import io.countersign.query.AccessParameters;
import io.countersign.query.AccessUnrecorded;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.audit.AccessStatus;
import io.countersign.schemas.audit.QueryParameter;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordAuditAccess;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One read of the record as it will be recorded: who asks, for what, of which tenant. Stands in the
 * ledger of the tenant that is asked about when the caller may see it, else in the caller's own
 * first tenant: nothing is ever recorded where the caller may not look.
 *
 * @param caller who asks
 * @param tenant in whose ledger it is recorded
 * @param tenantAsked the tenant that is asked about; absent when the caller may not see it
 * @param operation what is read, such as {@code events.search}
 * @param parameters what is asked
 * @param requestId id of the request
 * @param remote network address of the client
 */
record ReadAccess(
    Caller caller,
    String tenant,
    @Nullable String tenantAsked,
    String operation,
    List<QueryParameter> parameters,
    String requestId,
    @Nullable String remote) {

  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  /** Reads what is recorded of a request, whether or not it makes sense. */
  static ReadAccess of(RoutingContext ctx, String operation) {
    Caller caller = Asked.caller(ctx);
    Optional<String> asked = asked(ctx, caller);
    Optional<String> seen = asked.filter(caller::mayUse);
    String requestId = ctx.response().headers().get("X-Request-Id");
    return new ReadAccess(
        caller,
        seen.orElseGet(() -> home(caller)),
        seen.orElse(null),
        operation,
        AccessParameters.of(ctx.pathParams(), ctx.queryParams().entries()),
        requestId == null ? UUID.randomUUID().toString() : requestId,
        ctx.request().remoteAddress() == null ? null : ctx.request().remoteAddress().hostAddress());
  }

  private static Optional<String> asked(RoutingContext ctx, Caller caller) {
    List<String> named = ctx.queryParam("tenant");
    if (named.isEmpty() && caller.tenants().size() == 1 && !caller.mayUseAllTenants()) {
      return Optional.of(caller.tenants().iterator().next());
    }
    return named.size() == 1
            && Asked.isIdentifier(named.getFirst())
            && Limits.isPlain(named.getFirst())
        ? Optional.of(named.getFirst())
        : Optional.empty();
  }

  /** The caller's first tenant; the platform's ledger for who has all of them. */
  private static String home(Caller caller) {
    return caller.mayUseAllTenants()
        ? CommandEnvelope.PLATFORM
        : caller.tenants().iterator().next();
  }

  /**
   * How a refusal is recorded. That there is nothing of an id in the caller's own tenant is an
   * answer; in a tenant that the caller may not see it is a denial.
   */
  AccessStatus status(ProblemException refused) {
    int status = refused.problem().status();
    if (status == FORBIDDEN || (status == NOT_FOUND && tenantAsked == null)) {
      return AccessStatus.DENIED;
    }
    return status == NOT_FOUND ? AccessStatus.GRANTED : AccessStatus.FAILED;
  }

  /** Records the read; blocks until the log has it. */
  void record(AccessLog log, AccessStatus status, long entries, JsonObject readUpTo)
      throws AccessUnrecorded {
    log.record(
        tenant,
        caller.subject(),
        new RecordAuditAccess(
            caller.subject(),
            caller.roles().stream().map(Role::text).sorted().toList(),
            null,
            operation,
            tenantAsked,
            parameters,
            status,
            entries,
            requestId,
            remote,
            told(readUpTo)));
  }

  private static @Nullable String told(JsonObject readUpTo) {
    return readUpTo.members().isEmpty()
        ? null
        : readUpTo.members().entrySet().stream()
            .map(ledger -> ledger.getKey() + "@" + ledger.getValue().toJson())
            .collect(Collectors.joining(","));
  }
}
