package io.countersign.approvals.whatif;

/** A policy can not be tried on the history, or not on this history. */
public final class ReplayRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * @param code stable code, such as {@code HISTORY_CUT}, or the engine's rejection of the policy
   * @param message one sentence: "Expected …, but …"
   */
  public ReplayRefused(String code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** Stable code of the refusal. */
  public String code() {
    return code;
  }

  /** {@link #getMessage()}, never null. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
