package io.countersign.schemas.command;

import io.countersign.schemas.call.Limits;
import io.countersign.schemas.call.Salt;
import io.countersign.schemas.call.Source;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A command with everything about who sent it. One Kafka record of {@code countersign.commands};
 * the key is the tenant. Log time is the record's timestamp and not in here.
 *
 * @param commandId id of the command, a UUIDv7; a repeat is answered with what stands
 * @param tenant tenant whose ledger this belongs to
 * @param issuedAt clock of the sender when it appended
 * @param occurredAt when it happened by the claim of the source
 * @param source who brought it
 * @param traceparent W3C trace context, a hint only
 * @param salt chance for the salts of the events
 * @param body the command itself
 */
public record CommandEnvelope(
    UUID commandId,
    String tenant,
    Instant issuedAt,
    @Nullable Instant occurredAt,
    Source source,
    @Nullable String traceparent,
    Salt salt,
    Command body) {
  /** Tenant of commands that concern a ledger as a whole. No customer may use it. */
  public static final String PLATFORM = "countersign";

  public CommandEnvelope {
    tenant = Limits.identifier("tenant", tenant);
    traceparent = Limits.optionalIdentifier("traceparent", traceparent);
  }
}
