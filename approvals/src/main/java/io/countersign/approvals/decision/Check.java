package io.countersign.approvals.decision;

import org.jspecify.annotations.Nullable;

/** One check of an intent. Pure: the same question gives the same finding. */
public interface Check {
  /** Stable name, as it stands in a decision's reasons. */
  String name();

  /**
   * What this check finds.
   *
   * @param draft what the checks before found, and where this one writes what it found
   */
  Finding examine(Question question, Draft draft);

  /** What a check finds. */
  sealed interface Finding {
    /** Stable code. */
    String code();

    /** The finding in words a person understands. */
    String message();

    /** The rule or control that decided, with its version. */
    @Nullable String reference();
  }

  /** Nothing against the call. */
  record Pass(String code, String message, @Nullable String reference) implements Finding {}

  /** The call must not run. */
  record Refuse(String code, String message, @Nullable String reference) implements Finding {}

  /** A human must approve first. */
  record Ask(String code, String message, @Nullable String reference) implements Finding {}
}
