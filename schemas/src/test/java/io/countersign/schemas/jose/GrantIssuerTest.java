package io.countersign.schemas.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.digest.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrantIssuerTest {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private static final Digest ACTION = Digest.sha256(new byte[] {1});
  private static final UUID APPROVAL = UUID.fromString("019aa6a0-5f00-7000-8000-00000000000a");
  private static final UUID CALL = UUID.fromString("019aa6a0-5f00-7000-8000-000000000001");

  @TempDir private Path folder;
  private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
  private Path keys;
  private GrantIssuer issuer;

  @BeforeEach
  void open() throws IOException {
    keys = folder.resolve("grant-keys");
    issuer = GrantIssuer.open(keys, clock::get);
    publishedAt(NOW.minus(GrantKeys.PUBLISHED_BEFORE));
  }

  @Test
  void signsWhatItsVerifierReads() {
    Grant online = grant(GrantMode.ONLINE, Duration.ofMinutes(5));
    Grant offline = grant(GrantMode.OFFLINE, Duration.ofSeconds(60));
    GrantVerifier verifier = new GrantVerifier(issuer.publicJwks(), clock::get);
    assertThat(verifier.verify(issuer.issue(online), "gw-1", ACTION)).isEqualTo(online);
    assertThat(verifier.verify(issuer.issue(offline), "gw-1", ACTION)).isEqualTo(offline);
  }

  @Test
  void signsWhatAnotherLibraryVerifiesByThePublishedKeys() throws Exception {
    JwtConsumer consumer = jose4j();
    JwtClaims claims = consumer.processToClaims(issuer.issue(grant(GrantMode.ONLINE)));
    assertThat(claims.getJwtId()).isEqualTo(APPROVAL.toString());
    assertThat(claims.getSubject()).isEqualTo(CALL.toString());
    assertThat(claims.getExpirationTime())
        .isEqualTo(NumericDate.fromSeconds(NOW.getEpochSecond() + 300));
    assertThat(claims.getClaimValue("cs"))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("tenant", "acme"),
                Map.entry("approval_id", APPROVAL.toString()),
                Map.entry("call_id", CALL.toString()),
                Map.entry("claim_mode", "online"),
                Map.entry("uses", 1L),
                Map.entry("server", "tickets"),
                Map.entry("tool", "close_ticket"),
                Map.entry("action_sha256", ACTION.text().substring("sha256:".length())),
                Map.entry("c14n", "jcs-strict-1"),
                Map.entry("env", "prod"),
                Map.entry("ledger", Map.of("ledger", 3L, "position", 812L))));
    String grant = issuer.issue(grant(GrantMode.ONLINE));
    int middle = grant.indexOf('.') + 10;
    char other = grant.charAt(middle) == 'A' ? 'B' : 'A';
    String tampered = grant.substring(0, middle) + other + grant.substring(middle + 1);
    assertThatThrownBy(() -> consumer.processToClaims(tampered))
        .isInstanceOf(InvalidJwtException.class);
  }

  @Test
  void publishesTheNextKeyBeforeItSignsAndTheLastOneAfter() throws Exception {
    String before = issuer.issue(grant(GrantMode.ONLINE));
    List<String> first = keyIds();
    assertThat(first).hasSize(2);
    rotate();
    String after = issuer.issue(grant(GrantMode.ONLINE));
    List<String> second = keyIds();
    assertThat(second).hasSize(3).startsWith(first.get(1)).contains(first.get(0));
    GrantVerifier old = new GrantVerifier(jwksOf(first), clock::get);
    GrantVerifier fresh = new GrantVerifier(issuer.publicJwks(), clock::get);
    assertThat(old.verify(after, "gw-1", ACTION)).isNotNull();
    assertThat(fresh.verify(after, "gw-1", ACTION)).isNotNull();
    assertThat(fresh.verify(before, "gw-1", ACTION)).isNotNull();
  }

  @Test
  void forgetsARetiredKeyWhenNoGrantOfItCanBeInUse() throws Exception {
    String retired = keyIds().get(0);
    rotate();
    clock.set(NOW.plus(Duration.ofHours(2)));
    assertThat(keyIds()).hasSize(2).doesNotContain(retired);
    publishedAt(NOW);
    rotate();
    try (Stream<Path> files = Files.list(keys)) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("retired-")))
          .hasSize(1);
    }
  }

  @Test
  void keepsNothingPrivateOfARetiredKey() throws Exception {
    rotate();
    try (Stream<Path> files = Files.list(keys)) {
      Path retired =
          files
              .filter(file -> file.getFileName().toString().startsWith("retired-"))
              .findFirst()
              .orElseThrow();
      assertThat(JWK.parse(Files.readString(retired)).isPrivate()).isFalse();
    }
    assertThat(issuer.publicJwks()).doesNotContain("\"d\"");
  }

  @Test
  void refusesToRotateToAKeyThatVerifiersCanNotKnow() throws Exception {
    publishedAt(NOW.minusSeconds(1));
    assertThatThrownBy(() -> GrantIssuer.rotate(keys, NOW))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Expected the next key to be published since PT10M");
    assertThat(keyIds()).hasSize(2);
  }

  @Test
  void goesOnWithItsKeysWhileTheFolderCanNotBeRead() throws Exception {
    List<String> before = keyIds();
    Files.writeString(keys.resolve("current.jwk"), "damaged");
    clock.set(NOW.plus(GrantIssuer.READ_AGAIN));
    assertThat(keyIds()).isEqualTo(before);
    assertThatThrownBy(() -> GrantIssuer.open(keys, clock::get)).isInstanceOf(IOException.class);
  }

  @Test
  void refusesKeysThatOthersCanRead() throws Exception {
    Path current = keys.resolve("current.jwk");
    Files.setPosixFilePermissions(current, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> GrantIssuer.open(keys, clock::get))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Expected only the owner");
  }

  @Test
  void signsNothingThatLivesTooLong() {
    assertThatThrownBy(() -> grant(GrantMode.ONLINE, Duration.ofSeconds(301)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> grant(GrantMode.ONLINE, Duration.ofMillis(500)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isNoAccessToken() {
    TokenVerifier tokens =
        new TokenVerifier(List.of(new TrustedIssuer.BuiltIn(issuer.publicJwks())), clock::get);
    TokenRefused refused =
        catchThrowableOfType(
            TokenRefused.class, () -> tokens.verify(issuer.issue(grant(GrantMode.ONLINE))));
    assertThat(refused.reason()).isEqualTo(TokenRefused.Reason.TYPE);
  }

  @Test
  void publishesSeveralSetsAsOne() throws Exception {
    TokenIssuer tokens = TokenIssuer.open(folder.resolve("issuer.jwk"), UUID::randomUUID);
    String together = PublishedKeys.together(List.of(tokens.publicJwks(), issuer.publicJwks()));
    assertThat(JWKSet.parse(together).getKeys()).hasSize(3).noneMatch(JWK::isPrivate);
  }

  private void rotate() throws IOException {
    GrantIssuer.rotate(keys, clock.get());
    clock.set(clock.get().plus(GrantIssuer.READ_AGAIN));
  }

  private void publishedAt(Instant time) throws IOException {
    Files.setLastModifiedTime(keys.resolve("next.jwk"), FileTime.from(time));
  }

  private List<String> keyIds() throws ParseException {
    return JWKSet.parse(issuer.publicJwks()).getKeys().stream().map(JWK::getKeyID).toList();
  }

  /** The published keys as somebody has read them who knows only these. */
  private String jwksOf(List<String> ids) throws ParseException {
    return new JWKSet(
            JWKSet.parse(issuer.publicJwks()).getKeys().stream()
                .filter(key -> ids.contains(key.getKeyID()))
                .toList())
        .toString();
  }

  private JwtConsumer jose4j() throws Exception {
    return new JwtConsumerBuilder()
        .setVerificationKeyResolver(
            new JwksVerificationKeyResolver(
                new JsonWebKeySet(issuer.publicJwks()).getJsonWebKeys()))
        .setExpectedType(true, "countersign-grant+jwt")
        .setExpectedIssuer("countersign")
        .setExpectedAudience("gw-1")
        .setEvaluationTime(NumericDate.fromSeconds(NOW.getEpochSecond() + 60))
        .setRequireExpirationTime()
        .setRequireNotBefore()
        .setRequireJwtId()
        .build();
  }

  private Grant grant(GrantMode mode) {
    return grant(mode, Duration.ofMinutes(5));
  }

  private static Grant grant(GrantMode mode, Duration lifetime) {
    return new Grant(
        mode == GrantMode.ONLINE ? APPROVAL : new UUID(0, 7),
        "gw-1",
        "acme",
        APPROVAL,
        CALL,
        mode,
        "tickets",
        "close_ticket",
        null,
        ACTION,
        "prod",
        3,
        812,
        NOW,
        NOW.plus(lifetime));
  }
}
