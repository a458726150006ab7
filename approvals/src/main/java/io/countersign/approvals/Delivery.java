package io.countersign.approvals;

import io.countersign.schemas.command.CommandEnvelope;
import java.time.Instant;

/**
 * A command as it stands in the log.
 *
 * @param command the command
 * @param ledger partition that it stands in
 * @param logTime time that the broker gave it
 */
public record Delivery(CommandEnvelope command, int ledger, Instant logTime) {}
