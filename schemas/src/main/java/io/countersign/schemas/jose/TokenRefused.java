package io.countersign.schemas.jose;

/**
 * A token was not accepted. Reason and message are safe to show and to log: they never repeat any
 * part of the token.
 */
public final class TokenRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    TOO_LARGE(
        "Expected a token of at most "
            + TokenVerifier.MAX_TOKEN_CHARS
            + " characters, but was longer"),
    MALFORMED("Expected a signed JWT, but was not"),
    ALGORITHM(
        "Expected a token signed with EdDSA, ES256, RS256 or PS256, but was another algorithm or none"),
    TYPE("Expected a token of type JWT or at+jwt, but was another"),
    CRITICAL_HEADER("Expected a token without critical header parameters, but has some"),
    ISSUER("Expected a token of a trusted issuer, but was another"),
    AUDIENCE("Expected a token for this service, but its audience is another"),
    SIGNATURE("Expected a signature by a key of the issuer, but was not"),
    EXPIRED("Expected a token that has not expired, but it has: get a new one"),
    NOT_YET_VALID("Expected a token that is already valid, but it is not yet: check the clocks"),
    CLAIMS(
        "Expected sub, exp, roles and tenants that this service understands, but they are missing or wrong"),
    ROLES("Expected roles and tenants that may stand together, but these may not"),
    KEYS_UNAVAILABLE("Expected the issuer's keys, but its JWKS cannot be read now");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }
  }

  private final Reason reason;

  public TokenRefused(Reason reason) {
    super(reason.sentence, null, false, false);
    this.reason = reason;
  }

  /**
   * Why; {@link Reason#KEYS_UNAVAILABLE} is a fault of ours or the issuer's and no verdict on the
   * token.
   */
  public Reason reason() {
    return reason;
  }
}
