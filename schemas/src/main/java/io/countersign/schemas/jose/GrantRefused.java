package io.countersign.schemas.jose;

/**
 * A grant was not accepted; whoever holds it must not run the call. Reason and message are safe to
 * show and to log: they never repeat any part of the grant.
 */
public final class GrantRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    MALFORMED("Expected a signed grant, but it is none"),
    TYPE("Expected a grant of type countersign-grant+jwt, but it is of another"),
    ALGORITHM("Expected a grant signed with EdDSA, but it is with another algorithm or none"),
    HEADER("Expected alg, typ and kid in the header and nothing else, but it differs"),
    KEY_UNKNOWN("Expected a published key, but the grant names another: read the keys again"),
    SIGNATURE("Expected a signature by the key that the grant names, but it is not"),
    ISSUER("Expected a grant of Countersign, but it is of another issuer"),
    AUDIENCE("Expected a grant for this gateway, but it is for another"),
    EXPIRED("Expected a grant that has not expired, but it has: claim the approval anew"),
    NOT_YET_VALID("Expected a grant that counts already, but it does not: check the clocks"),
    CLAIMS("Expected the claims of a grant for one use, but some are missing or wrong"),
    ACTION("Expected the action that was approved, but another is about to run");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }
  }

  private final Reason reason;

  public GrantRefused(Reason reason) {
    super(reason.sentence, null, false, false);
    this.reason = reason;
  }

  /** Why; {@link Reason#KEY_UNKNOWN} may be cured by reading the published keys again. */
  public Reason reason() {
    return reason;
  }
}
