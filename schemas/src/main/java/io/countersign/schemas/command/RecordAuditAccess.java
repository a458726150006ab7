package io.countersign.schemas.command;

import io.countersign.schemas.audit.AccessStatus;
import io.countersign.schemas.audit.QueryParameter;
import io.countersign.schemas.call.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody read the record, or was refused.
 *
 * @param subject who reads, as the issuer of its token names it
 * @param roles roles of who reads
 * @param issuer issuer of its token
 * @param operation what was read, such as events.search
 * @param tenantAsked tenant that was asked for; absent when the caller may not see it
 * @param parameters filters and options; free text as digest and length
 * @param status what came of it; one of GRANTED, DENIED, FAILED
 * @param results how many entries were given
 * @param requestId id of the request, as the answer and the logs name it
 * @param remote network address that the request came from
 * @param readUpTo how far the index had read, as ledger@position, separated by commas
 */
public record RecordAuditAccess(
    String subject,
    List<String> roles,
    @Nullable String issuer,
    String operation,
    @Nullable String tenantAsked,
    List<QueryParameter> parameters,
    AccessStatus status,
    long results,
    String requestId,
    @Nullable String remote,
    @Nullable String readUpTo)
    implements OversightCommand {
  public RecordAuditAccess {
    subject = Limits.identifier("subject", subject);
    roles = Limits.list("roles", roles);
    issuer = Limits.optionalIdentifier("issuer", issuer);
    operation = Limits.identifier("operation", operation);
    tenantAsked = Limits.optionalIdentifier("tenantAsked", tenantAsked);
    parameters = QueryParameter.list(parameters);
    requestId = Limits.identifier("requestId", requestId);
    remote = Limits.optionalIdentifier("remote", remote);
    readUpTo = Limits.optionalText("readUpTo", readUpTo);
  }
}
