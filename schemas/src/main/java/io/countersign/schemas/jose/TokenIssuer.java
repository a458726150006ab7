package io.countersign.schemas.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The built-in issuer, for installations without an identity provider: signs JWTs (RFC 7519) with
 * an Ed25519 key (RFC 8037) that is made at the first start.
 */
public final class TokenIssuer {

  /** The {@code iss} of each token. */
  public static final String ISSUER = "countersign";

  /** The {@code aud} of each token. */
  public static final String AUDIENCE = "countersign";

  private final OctetKeyPair key;
  private final Supplier<UUID> ids;

  private TokenIssuer(OctetKeyPair key, Supplier<UUID> ids) {
    this.key = key;
    this.ids = ids;
  }

  /**
   * The issuer whose key is in this file; made with mode 0600 when there is none.
   *
   * @param ids gives each token its {@code jti}
   * @throws IOException when the file cannot be read or made, holds no such key, or others than its
   *     owner have access to it
   */
  public static TokenIssuer open(Path keyFile, Supplier<UUID> ids) throws IOException {
    return new TokenIssuer(KeyFile.open(keyFile), ids);
  }

  /**
   * A signed token.
   *
   * @throws IllegalArgumentException for what {@link Caller} refuses, and for a lifetime of less
   *     than a second
   */
  public String issue(
      String subject,
      Set<Role> roles,
      Set<String> tenants,
      Set<String> groups,
      Duration lifetime,
      Instant now) {
    if (lifetime.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "Expected a lifetime of at least a second, but was " + lifetime);
    }
    Caller caller = new Caller(subject, roles, tenants, groups, now.plus(lifetime));
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience(AUDIENCE)
            .subject(caller.subject())
            .jwtID(ids.get().toString())
            .issueTime(Date.from(now))
            .notBeforeTime(Date.from(now))
            .expirationTime(Date.from(caller.expiresAt()))
            .claim("roles", caller.roles().stream().map(Role::text).toList())
            .claim("tenants", caller.tenants().stream().toList())
            .claim("groups", new TreeSet<>(caller.groups()).stream().toList())
            .build();
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.EdDSA)
            .type(JOSEObjectType.JWT)
            .keyID(key.getKeyID())
            .build();
    SignedJWT token = new SignedJWT(header, claims);
    try {
      token.sign(new Ed25519Signer(key));
    } catch (JOSEException e) {
      throw new AssertionError("An Ed25519 key signs", e);
    }
    String text = token.serialize();
    if (text.length() > TokenVerifier.MAX_TOKEN_CHARS) {
      throw new IllegalArgumentException(
          "Expected tenants and groups that fit a token of "
              + TokenVerifier.MAX_TOKEN_CHARS
              + " characters, but there are too many");
    }
    return text;
  }

  /**
   * The public key as a JWK set (RFC 7517), to publish and to give to {@link
   * TrustedIssuer.BuiltIn}.
   */
  public String publicJwks() {
    return new JWKSet(key.toPublicJWK()).toString();
  }
}
