package io.countersign.schemas.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.SignedJWT;
import io.countersign.schemas.jose.TokenRefused.Reason;
import java.net.MalformedURLException;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** An issuer's public keys, and whether one of them made a signature. */
final class IssuerKeys {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);
  private static final int MAX_JWKS_BYTES = 256 * 1024;
  private static final Duration CACHED = Duration.ofMinutes(10);
  private static final Duration REFRESH_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration REFRESH_AHEAD = Duration.ofMinutes(2);

  /**
   * An unknown key id makes the keys be read again; not more often than this, whoever sends how
   * many such tokens.
   */
  private static final Duration MIN_INTERVAL = Duration.ofSeconds(30);

  /** How long the last known keys count while the issuer does not answer. */
  private static final Duration OUTAGE = Duration.ofHours(4);

  /** Without a key id, no more keys than this are tried. */
  private static final int MAX_TRIED_KEYS = 8;

  private static final int MIN_RSA_BITS = 2048;

  private final JWKSource<SecurityContext> source;
  private final Set<JWSAlgorithm> algorithms;

  private IssuerKeys(JWKSource<SecurityContext> source, Set<JWSAlgorithm> algorithms) {
    this.source = source;
    this.algorithms = algorithms;
  }

  static IssuerKeys of(TrustedIssuer issuer) {
    return switch (issuer) {
      case TrustedIssuer.BuiltIn builtIn -> fixed(builtIn.jwks());
      case TrustedIssuer.Oidc oidc -> remote(oidc);
    };
  }

  private static IssuerKeys fixed(String jwks) {
    try {
      return new IssuerKeys(
          new ImmutableJWKSet<>(JWKSet.parse(jwks).toPublicJWKSet()), Set.of(JWSAlgorithm.EdDSA));
    } catch (ParseException e) {
      throw new IllegalArgumentException(
          "Expected the built-in issuer's keys as a JWK set, but was not");
    }
  }

  private static IssuerKeys remote(TrustedIssuer.Oidc oidc) {
    DefaultResourceRetriever retriever =
        new DefaultResourceRetriever(
            (int) CONNECT_TIMEOUT.toMillis(), (int) READ_TIMEOUT.toMillis(), MAX_JWKS_BYTES);
    try {
      JWKSource<SecurityContext> source =
          JWKSourceBuilder.create(oidc.jwksUri().toURL(), retriever)
              .cache(CACHED.toMillis(), REFRESH_TIMEOUT.toMillis())
              .refreshAheadCache(REFRESH_AHEAD.toMillis(), true)
              .rateLimited(MIN_INTERVAL.toMillis())
              .retrying(true)
              .outageTolerant(OUTAGE.toMillis())
              .build();
      return new IssuerKeys(source, TokenVerifier.ALGORITHMS);
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(
          "Expected a URL of the issuer's JWKS, but was " + oidc.jwksUri(), e);
    }
  }

  /** Throws unless a key of this issuer made the signature. */
  void requireSignature(SignedJWT token) {
    JWSHeader header = token.getHeader();
    if (!algorithms.contains(header.getAlgorithm())) {
      throw new TokenRefused(Reason.ALGORITHM);
    }
    List<JWK> keys;
    try {
      keys = source.get(new JWKSelector(JWKMatcher.forJWSHeader(header)), null);
    } catch (KeySourceException e) {
      throw new TokenRefused(Reason.KEYS_UNAVAILABLE);
    }
    for (JWK key : keys.subList(0, Math.min(keys.size(), MAX_TRIED_KEYS))) {
      if (isSignedBy(key, token)) {
        return;
      }
    }
    throw new TokenRefused(Reason.SIGNATURE);
  }

  private static boolean isSignedBy(JWK key, SignedJWT token) {
    try {
      JWSVerifier verifier;
      if (key instanceof OctetKeyPair pair) {
        verifier = new Ed25519Verifier(pair.toPublicJWK());
      } else if (key instanceof ECKey curve) {
        verifier = new ECDSAVerifier(curve.toPublicJWK());
      } else if (key instanceof RSAKey rsa && rsa.size() >= MIN_RSA_BITS) {
        verifier = new RSASSAVerifier(rsa.toPublicJWK());
      } else {
        return false;
      }
      return token.verify(verifier);
    } catch (JOSEException e) {
      // A key or a signature of the wrong shape.
      return false;
    }
  }
}
