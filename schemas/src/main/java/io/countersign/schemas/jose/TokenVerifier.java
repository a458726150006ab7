package io.countersign.schemas.jose;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.SignedJWT;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.jose.TokenRefused.Reason;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns a bearer token into a {@link Caller}, by the advice of RFC 8725 (JWT best current
 * practices): listed algorithms only, keys of the token's own issuer only, issuer, audience, type
 * and times checked, nothing critical ignored. A token seen before costs one SHA-256. Safe for
 * several threads; may wait for an issuer's JWKS, so not for event loops when an OIDC issuer is
 * trusted.
 */
public final class TokenVerifier {

  /** The longest token, in characters. */
  public static final int MAX_TOKEN_CHARS = 16 * 1024;

  static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.ES256, JWSAlgorithm.RS256, JWSAlgorithm.PS256);

  /** How far clocks may differ. */
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  /** How long a verdict is kept at most, so that a key its issuer withdrew stops counting soon. */
  private static final Duration MAX_KEPT = Duration.ofMinutes(5);

  private static final int MAX_KEPT_TOKENS = 10_000;
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  private record Trust(TrustedIssuer issuer, IssuerKeys keys) {}

  private final Map<String, Trust> trusted = new HashMap<>();
  private final VerifiedTokens verified = new VerifiedTokens(MAX_KEPT_TOKENS);
  private final InstantSource clock;

  /** Trusts these issuers; no two of the same name. Reads no keys yet. */
  public TokenVerifier(List<TrustedIssuer> issuers, InstantSource clock) {
    this.clock = clock;
    for (TrustedIssuer issuer : issuers) {
      if (trusted.put(issuer.issuer(), new Trust(issuer, IssuerKeys.of(issuer))) != null) {
        throw new IllegalArgumentException(
            "Expected each issuer once, but was twice: " + issuer.issuer());
      }
    }
  }

  /**
   * The caller whose token this is (without "Bearer").
   *
   * @throws TokenRefused when it is not to be accepted, with a reason that is safe to show
   */
  public Caller verify(String token) {
    if (token.length() > MAX_TOKEN_CHARS) {
      throw new TokenRefused(Reason.TOO_LARGE);
    }
    Instant now = clock.instant();
    String digest = VerifiedTokens.digest(token);
    Optional<Caller> known = verified.get(digest, now);
    if (known.isPresent()) {
      return known.get();
    }
    Caller caller = verify(token, now);
    Instant tokenEnd = caller.expiresAt().plus(LEEWAY);
    Instant keptEnd = now.plus(MAX_KEPT);
    verified.put(digest, caller, tokenEnd.isBefore(keptEnd) ? tokenEnd : keptEnd);
    return caller;
  }

  private Caller verify(String token, Instant now) {
    TokenClaims claims = TokenClaims.parse(token);
    checkHeader(claims.header());
    Trust trust = trusted.get(claims.issuer());
    if (trust == null) {
      throw new TokenRefused(Reason.ISSUER);
    }
    SignedJWT signed;
    try {
      signed = SignedJWT.parse(token);
    } catch (ParseException e) {
      throw new TokenRefused(Reason.MALFORMED);
    }
    trust.keys().requireSignature(signed);
    if (!claims.isFor(trust.issuer().audience())) {
      throw new TokenRefused(Reason.AUDIENCE);
    }
    claims.requireValidAt(now, LEEWAY);
    return claims.caller(trust.issuer().claims());
  }

  private static void checkHeader(JsonNode header) {
    String algorithm = header.path("alg").asText("");
    if (ALGORITHMS.stream().noneMatch(allowed -> allowed.getName().equals(algorithm))) {
      throw new TokenRefused(Reason.ALGORITHM);
    }
    if (header.has("crit") || header.has("b64")) {
      throw new TokenRefused(Reason.CRITICAL_HEADER);
    }
    String type = header.path("typ").asText("JWT").toLowerCase(Locale.ROOT);
    if (!TYPES.contains(type)) {
      throw new TokenRefused(Reason.TYPE);
    }
  }
}
