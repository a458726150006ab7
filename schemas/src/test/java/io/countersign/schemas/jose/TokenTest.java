package io.countersign.schemas.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.jose.TokenRefused.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path folder;
  private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
  private Path file;
  private SigningKeys keys;
  private TokenIssuer issuer;
  private TokenVerifier verifier;

  @BeforeEach
  void open() throws Exception {
    file = folder.resolve("secrets/issuer.jwk");
    issuer = TokenIssuer.open(file, () -> new UUID(0, 1));
    verifier =
        new TokenVerifier(List.of(new TrustedIssuer.BuiltIn(issuer.publicJwks())), clock::get);
    keys = SigningKeys.in(file);
  }

  @Test
  void knowsTheCallerOfItsOwnToken() {
    String token =
        issuer.issue(
            "gw-1",
            Set.of(Role.GATEWAY, Role.AUDITOR),
            Set.of("acme"),
            Set.of("a", "b"),
            HOUR,
            NOW);
    assertThat(verifier.verify(token))
        .isEqualTo(
            new Caller(
                "gw-1",
                Set.of(Role.GATEWAY, Role.AUDITOR),
                Set.of("acme"),
                Set.of("a", "b"),
                NOW.plus(HOUR)));
  }

  @Test
  void writesTheClaimsOthersRelyOn() throws Exception {
    SignedJWT token = SignedJWT.parse(token());
    assertThat(token.getHeader().toString())
        .contains("\"typ\":\"JWT\"", "\"alg\":\"EdDSA\"", "\"kid\":");
    assertThat(token.getJWTClaimsSet().toString())
        .contains(
            "\"iss\":\"countersign\"",
            "\"aud\":\"countersign\"",
            "\"sub\":\"gw-1\"",
            "\"jti\":\"00000000-0000-0000-0000-000000000001\"",
            "\"iat\":1795262400",
            "\"nbf\":1795262400",
            "\"exp\":1795266000",
            "\"roles\":[\"gateway\"]",
            "\"tenants\":[\"acme\"]",
            "\"groups\":[]");
  }

  @Test
  void keepsItsKeyToItself() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(issuer.publicJwks()).doesNotContain("\"d\"").contains("\"kid\"");
    assertThat(TokenIssuer.open(file, UUID::randomUUID).publicJwks())
        .isEqualTo(issuer.publicJwks());
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void refusesAKeyThatOthersCanRead() throws Exception {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> TokenIssuer.open(file, UUID::randomUUID))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("rw-r-----");
  }

  @Test
  void refusesAFileThatHoldsNoKeyWithoutRepeatingIt() throws Exception {
    for (String text : List.of("", "{\"d\":\"hunter2\"}", "hunter2", issuer.publicJwks())) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> TokenIssuer.open(file, UUID::randomUUID))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Expected a private Ed25519 key")
          .hasMessageNotContaining("hunter2")
          .hasNoCause();
    }
  }

  @Test
  void makesOneKeyWhenSeveralStartAtOnce() throws Exception {
    Path fresh = folder.resolve("race.jwk");
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<String>> all =
          threads.invokeAll(
              java.util.Collections.nCopies(
                  16, () -> TokenIssuer.open(fresh, UUID::randomUUID).publicJwks()));
      Set<String> seen = new HashSet<>();
      for (Future<String> one : all) {
        seen.add(one.get());
      }
      assertThat(seen).hasSize(1);
    }
  }

  @Test
  void issuesNothingThatWouldBeRefused() {
    assertThatThrownBy(
            () ->
                issuer.issue(
                    "x", Set.of(Role.GATEWAY, Role.APPROVER), Set.of("a"), Set.of(), HOUR, NOW))
        .hasMessageContaining("either gateway or approver");
    assertThatThrownBy(
            () ->
                issuer.issue("x", Set.of(Role.GATEWAY), Set.of("a"), Set.of(), Duration.ZERO, NOW))
        .hasMessageContaining("lifetime");
    Set<String> groups = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      groups.add("group-with-a-long-name-" + "x".repeat(50) + i);
    }
    assertThatThrownBy(
            () -> issuer.issue("x", Set.of(Role.GATEWAY), Set.of("a"), groups, HOUR, NOW))
        .hasMessageContaining("16384 characters");
  }

  @Test
  void refusesTheAlgorithmNone() {
    for (String none : List.of("none", "None", "NONE", "")) {
      refused(
          Reason.ALGORITHM,
          encoded("{\"alg\":\"" + none + "\",\"typ\":\"JWT\"}")
              + "."
              + encoded(claims().toString())
              + ".");
    }
    refused(Reason.ALGORITHM, encoded("{\"typ\":\"JWT\"}") + "." + encoded("{}") + ".");
  }

  @Test
  void refusesThePublicKeyAsASharedSecret() throws Exception {
    byte[] secret =
        keys.pair().toPublicJWK().toJSONString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    SignedJWT forged =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(keys.pair().getKeyID()).build(),
            claims());
    forged.sign(new MACSigner(secret));
    refused(Reason.ALGORITHM, forged.serialize());
  }

  @Test
  void refusesOtherAudiencesAndIssuers() {
    refused(Reason.AUDIENCE, keys.sign(builder().audience("another").build()));
    refused(Reason.AUDIENCE, keys.sign(builder().audience((String) null).build()));
    refused(Reason.ISSUER, keys.sign(builder().issuer("https://evil.example").build()));
    refused(Reason.ISSUER, keys.sign(builder().issuer(null).build()));
    assertThat(
            verifier
                .verify(keys.sign(builder().audience(List.of("x", "countersign")).build()))
                .subject())
        .isEqualTo("gw-1");
  }

  @Test
  void refusesTokensBeforeAndAfterTheirTime() {
    String token = token();
    clock.set(NOW.minusSeconds(31));
    refused(Reason.NOT_YET_VALID, token);
    clock.set(NOW.minusSeconds(30));
    assertThat(verifier.verify(token)).isNotNull();
    clock.set(NOW.plus(HOUR).plusSeconds(29));
    assertThat(verifier.verify(token)).isNotNull();
    clock.set(NOW.plus(HOUR).plusSeconds(30));
    refused(Reason.EXPIRED, token);
  }

  @Test
  void refusesATokenThatExpiresWhileItIsRemembered() {
    String token =
        issuer.issue("x", Set.of(Role.AUDITOR), Set.of("a"), Set.of(), Duration.ofSeconds(60), NOW);
    assertThat(verifier.verify(token)).isSameAs(verifier.verify(token));
    clock.set(NOW.plusSeconds(90));
    refused(Reason.EXPIRED, token);
  }

  @Test
  void refusesAnyChange() {
    String token = token();
    long seed = 20261121L;
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      int at = random.nextInt(token.length());
      char other = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef0123456789-_.=".charAt(random.nextInt(46));
      if (token.charAt(at) == other) {
        continue;
      }
      String changed = token.substring(0, at) + other + token.substring(at + 1);
      assertThatThrownBy(() -> verifier.verify(changed))
          .as("seed %d, round %d, %s", seed, i, changed)
          .isInstanceOf(TokenRefused.class);
    }
  }

  @Test
  void refusesAnotherKeyWithTheSameId() throws Exception {
    SigningKeys other = SigningKeys.fresh(keys.pair().getKeyID());
    refused(Reason.SIGNATURE, other.sign(claims()));
    refused(Reason.SIGNATURE, SigningKeys.fresh("another").sign(claims()));
  }

  @Test
  void refusesCriticalHeadersAndOtherTypes() {
    refused(
        Reason.CRITICAL_HEADER,
        keys.sign("{\"alg\":\"EdDSA\",\"crit\":[\"exp\"],\"exp\":1}", claims().toString()));
    refused(
        Reason.CRITICAL_HEADER,
        keys.sign("{\"alg\":\"EdDSA\",\"b64\":false}", claims().toString()));
    refused(
        Reason.TYPE, keys.sign("{\"alg\":\"EdDSA\",\"typ\":\"logout+jwt\"}", claims().toString()));
  }

  @Test
  void refusesDuplicateClaims() {
    String claims = claims().toString();
    String twice = claims.substring(0, claims.length() - 1) + ",\"sub\":\"ana\"}";
    refused(Reason.MALFORMED, keys.sign("{\"alg\":\"EdDSA\"}", twice));
    refused(Reason.MALFORMED, keys.sign("{\"alg\":\"EdDSA\",\"alg\":\"EdDSA\"}", claims));
    refused(Reason.MALFORMED, keys.sign("{\"alg\":\"EdDSA\"}", claims + "{}"));
  }

  @Test
  void refusesWhatIsNoToken() {
    for (String text :
        List.of("", ".", "..", "...", "a.b.c", "hello", "é.é.é", "e30.e30", "bnVsbA.bnVsbA.")) {
      refused(Reason.MALFORMED, text);
    }
    refused(Reason.TOO_LARGE, "a".repeat(TokenVerifier.MAX_TOKEN_CHARS + 1));
    refused(
        Reason.MALFORMED,
        keys.sign("{\"alg\":\"EdDSA\"}", "{\"a\":" + "[".repeat(50) + "]".repeat(50) + "}"));
  }

  @Test
  void refusesClaimsThatAreMissingOrWrong() {
    refused(Reason.CLAIMS, keys.sign(builder().subject(null).build()));
    refused(Reason.CLAIMS, keys.sign(builder().expirationTime(null).build()));
    refused(Reason.CLAIMS, keys.sign(builder().claim("exp", "tomorrow").build()));
    refused(Reason.CLAIMS, keys.sign(builder().claim("exp", 1e300).build()));
    refused(Reason.CLAIMS, keys.sign(builder().claim("roles", List.of("king")).build()));
    refused(Reason.CLAIMS, keys.sign(builder().claim("roles", List.of(1)).build()));
    refused(Reason.CLAIMS, keys.sign(builder().claim("roles", null).build()));
    refused(Reason.CLAIMS, keys.sign(builder().claim("tenants", 7).build()));
    refused(Reason.CLAIMS, keys.sign(builder().claim("tenants", List.of()).build()));
  }

  @Test
  void refusesGatewayAndApproverInOneToken() {
    refused(
        Reason.ROLES, keys.sign(builder().claim("roles", List.of("gateway", "approver")).build()));
    refused(Reason.ROLES, keys.sign(builder().claim("tenants", List.of("*")).build()));
  }

  @Test
  void trustsEachIssuerOnce() {
    TrustedIssuer builtIn = new TrustedIssuer.BuiltIn(issuer.publicJwks());
    assertThatThrownBy(() -> new TokenVerifier(List.of(builtIn, builtIn), clock::get))
        .hasMessageContaining("Expected each issuer once");
    assertThatThrownBy(
            () -> new TokenVerifier(List.of(new TrustedIssuer.BuiltIn("{}")), clock::get))
        .hasMessageContaining("JWK set");
  }

  private String token() {
    return issuer.issue("gw-1", Set.of(Role.GATEWAY), Set.of("acme"), Set.of(), HOUR, NOW);
  }

  private static JWTClaimsSet claims() {
    return builder().build();
  }

  private static JWTClaimsSet.Builder builder() {
    return SigningKeys.claims("countersign", "countersign", NOW, HOUR);
  }

  private static String encoded(String json) {
    return Base64URL.encode(json).toString();
  }

  /** Refused for this reason, and without repeating any part of the token. */
  private void refused(Reason reason, String token) {
    assertThatThrownBy(() -> verifier.verify(token))
        .isInstanceOfSatisfying(
            TokenRefused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(reason);
              for (String part : token.split("\\.", -1)) {
                if (part.length() > 10) {
                  assertThat(refused).hasMessageNotContaining(part).hasNoCause();
                }
              }
            });
  }
}
