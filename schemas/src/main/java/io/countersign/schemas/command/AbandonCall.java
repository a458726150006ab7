package io.countersign.schemas.command;

import java.util.UUID;

/**
 * Ingest answered 503 although the intent had been appended: nobody may use its ALLOW.
 *
 * @param callId the call, a UUIDv7
 * @param abandonedCommandId the intent whose answer was given up
 */
public record AbandonCall(UUID callId, UUID abandonedCommandId) implements Command {}
