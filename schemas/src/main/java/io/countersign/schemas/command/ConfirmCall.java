package io.countersign.schemas.command;

import java.util.UUID;

/**
 * The user whose agent asked has confirmed that the call is wanted. It counts as no vote.
 *
 * @param callId the call, a UUIDv7
 */
public record ConfirmCall(UUID callId) implements ApprovalCommand {}
