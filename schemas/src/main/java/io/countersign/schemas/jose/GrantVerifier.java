package io.countersign.schemas.jose;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jwt.SignedJWT;
import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.jose.GrantRefused.Reason;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Checks a signed grant as a gateway has to before it runs a call by it. Strict, by the advice of
 * RFC 8725: one type, one algorithm, keys by their name only, nothing in the header that is not
 * understood, every claim complete. It does not remember: that a grant is used once is the business
 * of whoever spends it. What it accepts and refuses is in {@code vectors/grants.json}, for
 * verifiers in other languages. Safe for several threads.
 */
public final class GrantVerifier {
  /** How far ahead the clock of the issuer may be. */
  static final Duration AHEAD = Duration.ofSeconds(30);

  /** How long after its end a grant is still accepted, because clocks differ. */
  static final Duration BEHIND = Duration.ofSeconds(5);

  private static final int MAX_CHARS = 8 * 1024;
  private static final Set<String> HEADER = Set.of("alg", "typ", "kid");

  private final Map<String, OctetKeyPair> keys = new HashMap<>();
  private final InstantSource clock;

  /**
   * @param jwks the published keys, a JWK set; keys that can not sign grants are passed over
   * @throws IllegalArgumentException when it is no JWK set
   */
  public GrantVerifier(String jwks, InstantSource clock) {
    this.clock = clock;
    try {
      for (JWK key : JWKSet.parse(jwks).getKeys()) {
        if (key instanceof OctetKeyPair pair
            && Curve.Ed25519.equals(pair.getCurve())
            && pair.getKeyID() != null) {
          keys.put(pair.getKeyID(), pair.toPublicJWK());
        }
      }
    } catch (ParseException e) {
      throw new IllegalArgumentException("Expected published keys as a JWK set, but was not");
    }
  }

  /**
   * The grant, when this gateway may run this action by it now.
   *
   * @param gateway who is about to run it
   * @param action the digest of what is about to run
   * @throws GrantRefused when it may not
   */
  public Grant verify(String grant, String gateway, Digest action) {
    if (grant.length() > MAX_CHARS) {
      throw new GrantRefused(Reason.MALFORMED);
    }
    TokenClaims parts = parse(grant);
    requireSignature(grant, parts.header());
    Grant read = read(parts.claims());
    if (!read.gateway().equals(gateway)) {
      throw new GrantRefused(Reason.AUDIENCE);
    }
    Instant now = clock.instant();
    if (!now.isBefore(read.expiresAt().plus(BEHIND))) {
      throw new GrantRefused(Reason.EXPIRED);
    }
    if (now.isBefore(read.issuedAt().minus(AHEAD))) {
      throw new GrantRefused(Reason.NOT_YET_VALID);
    }
    if (!read.actionDigest().equals(action)) {
      throw new GrantRefused(Reason.ACTION);
    }
    return read;
  }

  private static TokenClaims parse(String grant) {
    try {
      return TokenClaims.parse(grant);
    } catch (TokenRefused refused) {
      throw new GrantRefused(Reason.MALFORMED);
    }
  }

  private void requireSignature(String grant, JsonNode header) {
    if (!GrantIssuer.TYPE.equals(header.path("typ").textValue())) {
      throw new GrantRefused(Reason.TYPE);
    }
    if (!"EdDSA".equals(header.path("alg").textValue())) {
      throw new GrantRefused(Reason.ALGORITHM);
    }
    if (header.propertyStream().anyMatch(member -> !HEADER.contains(member.getKey()))
        || !header.path("kid").isTextual()) {
      throw new GrantRefused(Reason.HEADER);
    }
    OctetKeyPair key = keys.get(header.path("kid").textValue());
    if (key == null) {
      throw new GrantRefused(Reason.KEY_UNKNOWN);
    }
    if (!isSignedBy(key, grant)) {
      throw new GrantRefused(Reason.SIGNATURE);
    }
  }

  private static boolean isSignedBy(OctetKeyPair key, String grant) {
    try {
      return SignedJWT.parse(grant).verify(new Ed25519Verifier(key));
    } catch (ParseException | JOSEException e) {
      // A key or a signature of the wrong shape.
      return false;
    }
  }

  private static Grant read(JsonNode claims) {
    if (!GrantIssuer.ISSUER.equals(claims.path("iss").textValue())) {
      throw new GrantRefused(Reason.ISSUER);
    }
    if (!claims.path("aud").isTextual()) {
      throw new GrantRefused(Reason.AUDIENCE);
    }
    JsonNode cs = claims.path("cs");
    boolean once =
        cs.path("uses").isIntegralNumber()
            && cs.path("uses").longValue() == 1
            && GrantIssuer.CANONICAL_FORM.equals(cs.path("c14n").textValue())
            && text(claims, "sub").equals(text(cs, "call_id"))
            && whole(claims, "nbf") == whole(claims, "iat");
    if (!once) {
      throw new GrantRefused(Reason.CLAIMS);
    }
    try {
      return new Grant(
          uuid(claims, "jti"),
          text(claims, "aud"),
          text(cs, "tenant"),
          uuid(cs, "approval_id"),
          uuid(cs, "call_id"),
          mode(cs),
          text(cs, "server"),
          text(cs, "tool"),
          cs.has("schema_sha256") ? digest(cs, "schema_sha256") : null,
          digest(cs, "action_sha256"),
          optional(cs, "env"),
          Math.toIntExact(whole(cs.path("ledger"), "ledger")),
          whole(cs.path("ledger"), "position"),
          Instant.ofEpochSecond(whole(claims, "iat")),
          Instant.ofEpochSecond(whole(claims, "exp")));
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
      throw new GrantRefused(Reason.CLAIMS);
    }
  }

  private static GrantMode mode(JsonNode cs) {
    return switch (text(cs, "claim_mode")) {
      case "online" -> GrantMode.ONLINE;
      case "offline" -> GrantMode.OFFLINE;
      default -> throw new GrantRefused(Reason.CLAIMS);
    };
  }

  private static Digest digest(JsonNode object, String name) {
    return Digest.parse("sha256:" + text(object, name));
  }

  /** The one spelling of an id, so that a journal never sees one grant under two names. */
  private static UUID uuid(JsonNode object, String name) {
    String text = text(object, name);
    UUID id = UUID.fromString(text);
    if (!id.toString().equals(text)) {
      throw new GrantRefused(Reason.CLAIMS);
    }
    return id;
  }

  private static @Nullable String optional(JsonNode object, String name) {
    return object.has(name) ? text(object, name) : null;
  }

  private static String text(JsonNode object, String name) {
    String text = object.path(name).textValue();
    if (text == null) {
      throw new GrantRefused(Reason.CLAIMS);
    }
    return text;
  }

  private static long whole(JsonNode object, String name) {
    JsonNode value = object.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new GrantRefused(Reason.CLAIMS);
    }
    return value.longValue();
  }
}
