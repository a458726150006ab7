package io.countersign.schemas.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.jose.TokenRefused.Reason;
import io.countersign.schemas.jose.TrustedIssuer.ClaimNames;
import io.countersign.schemas.jose.TrustedIssuer.Oidc;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OidcTokenTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String ISSUER = "https://id.acme.example/realms/acme";
  private static final ClaimNames NAMES =
      new ClaimNames("realm_access.roles", "https://acme.example/tenants", "groups");

  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;
  private RSAKey rsa;
  private ECKey ec;
  private TokenVerifier verifier;

  @BeforeEach
  void start() throws Exception {
    rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    byte[] jwks = new JWKSet(List.of(rsa, ec)).toString(true).getBytes(StandardCharsets.UTF_8);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/jwks",
        exchange -> {
          asked.incrementAndGet();
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, jwks.length);
          exchange.getResponseBody().write(jwks);
          exchange.close();
        });
    server.start();
    verifier =
        new TokenVerifier(List.of(new Oidc(ISSUER, "countersign", jwksUri(), NAMES)), () -> NOW);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void knowsTheCallerOfAnOidcToken() throws Exception {
    for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256)) {
      Caller caller =
          verifier.verify(sign(algorithm, "rsa", new RSASSASigner(rsa), claims().build()));
      assertThat(caller.roles()).containsExactly(Role.APPROVER);
      assertThat(caller.tenants()).containsExactlyInAnyOrder("acme", "globex");
      assertThat(caller.groups()).containsExactly("support-leads");
    }
    assertThat(
            verifier
                .verify(sign(JWSAlgorithm.ES256, "ec", new ECDSASigner(ec), claims().build()))
                .subject())
        .isEqualTo("ana");
    assertThat(asked).hasValue(1);
  }

  @Test
  void acceptsTokensWithoutAKeyId() throws Exception {
    assertThat(
            verifier
                .verify(sign(JWSAlgorithm.ES256, null, new ECDSASigner(ec), claims().build()))
                .subject())
        .isEqualTo("ana");
  }

  @Test
  void refusesAlgorithmsThatAreNotListed() throws Exception {
    refused(
        Reason.ALGORITHM, sign(JWSAlgorithm.RS512, "rsa", new RSASSASigner(rsa), claims().build()));
  }

  @Test
  void refusesAWeakOrForeignKey() throws Exception {
    RSAKey foreign = new RSAKeyGenerator(2048).keyID("rsa").generate();
    refused(
        Reason.SIGNATURE,
        sign(JWSAlgorithm.RS256, "rsa", new RSASSASigner(foreign), claims().build()));
  }

  @Test
  void asksOnlyNowAndThenForUnknownKeys() throws Exception {
    for (int i = 0; i < 20; i++) {
      String token =
          sign(JWSAlgorithm.RS256, "unknown-" + i, new RSASSASigner(rsa), claims().build());
      assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(TokenRefused.class);
    }
    assertThat(asked.get()).isLessThanOrEqualTo(3);
    assertThat(
            verifier
                .verify(sign(JWSAlgorithm.ES256, "ec", new ECDSASigner(ec), claims().build()))
                .subject())
        .isEqualTo("ana");
  }

  @Test
  void toleratesAnIssuerThatIsDownOnceItsKeysAreKnown() throws Exception {
    verifier.verify(sign(JWSAlgorithm.ES256, "ec", new ECDSASigner(ec), claims().build()));
    server.stop(0);
    assertThat(
            verifier
                .verify(
                    sign(
                        JWSAlgorithm.ES256,
                        "ec",
                        new ECDSASigner(ec),
                        claims().subject("bob").build()))
                .subject())
        .isEqualTo("bob");
  }

  @Test
  void saysThatItCannotKnowWhenItNeverSawTheKeys() throws Exception {
    server.stop(0);
    refused(
        Reason.KEYS_UNAVAILABLE,
        sign(JWSAlgorithm.ES256, "ec", new ECDSASigner(ec), claims().build()));
  }

  @Test
  void refusesTheBuiltInIssuersNameAndKeysInTheClear() {
    URI https = URI.create("https://id.example/jwks");
    assertThatThrownBy(() -> new Oidc("countersign", "a", https, NAMES))
        .hasMessageContaining("built-in");
    for (String uri : List.of("http://id.example/jwks", "file:///etc/passwd", "https:/jwks")) {
      assertThatThrownBy(() -> new Oidc(ISSUER, "a", URI.create(uri), NAMES))
          .as(uri)
          .hasMessageContaining("https URL");
    }
  }

  private URI jwksUri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks");
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience("countersign")
        .subject("ana")
        .expirationTime(Date.from(NOW.plus(Duration.ofMinutes(5))))
        .claim("realm_access", Map.of("roles", List.of("offline_access", "approver")))
        .claim("https://acme.example/tenants", "acme globex")
        .claim("groups", List.of("support-leads"));
  }

  private static String sign(
      JWSAlgorithm algorithm,
      @org.jspecify.annotations.Nullable String keyId,
      JWSSigner signer,
      JWTClaimsSet claims)
      throws Exception {
    SignedJWT token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims);
    token.sign(signer);
    return token.serialize();
  }

  private void refused(Reason reason, String token) {
    assertThatThrownBy(() -> verifier.verify(token))
        .isInstanceOfSatisfying(
            TokenRefused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }
}
