package io.countersign.approvals.state;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A command that was answered, so that its repeat gets the same answer.
 *
 * @param commandId its id
 * @param tenant its tenant
 * @param commandType its kind
 * @param callId the call it was about, when it was about one
 * @param position position of the first event that it caused
 * @param rejection code of its refusal, when it was refused
 * @param message sentence of its refusal, when it was refused
 */
public record Answered(
    UUID commandId,
    String tenant,
    String commandType,
    @Nullable UUID callId,
    long position,
    @Nullable String rejection,
    @Nullable String message) {}
