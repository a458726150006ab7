package io.countersign.approvals.notice;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an approval is about, as far as a notice may say it. Texts are somebody else's: each channel
 * must make them harmless.
 *
 * @param what the tool, {@code server/name}, or the change of a control
 * @param environment environment of the call
 * @param risk risk class in force
 * @param code short code of the exact action
 * @param asked who is asked, such as {@code 2 of payments}
 * @param expiresAt until when people may decide
 */
public record Subject(
    String what,
    @Nullable String environment,
    @Nullable String risk,
    String code,
    List<String> asked,
    Instant expiresAt) {
  public Subject {
    asked = List.copyOf(asked);
  }
}
