package io.countersign.gateway.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.gateway.PlayedGrants;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OfflineGrantsTest {

  private static final String CALL = "019aa6a0-5f00-7000-8000-000000000001";
  private static final String CLAIM = "019aa6a0-5f01-7000-8000-000000000002";
  private static final String DIGEST = "sha256:" + "ab".repeat(32);
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private static final OfflineGrants.Expected EXPECTED =
      new OfflineGrants.Expected("acme", CALL, CLAIM, DIGEST);

  @TempDir private Path directory;
  private final PlayedGrants issuer = new PlayedGrants("key-1");
  private Instant now = NOW;
  private JsonNode published = issuer.keySet();
  private int reads;
  private OfflineGrants grants;

  @Test
  void countsAGrantAsUsedWhenTheProcessDiedBeforeTheCallWasSent() throws Exception {
    String grant = issuer.sign(issuer.header(), claims());
    grants.spend(grant, EXPECTED);
    grants.close();
    open();
    assertThatThrownBy(() -> grants.spend(grant, EXPECTED))
        .isInstanceOf(GrantRefused.class)
        .hasMessageContaining("not used yet");
  }

  @BeforeEach
  void open() throws Exception {
    grants =
        OfflineGrants.open(
            directory.resolve("journal"),
            PlayedGrants.GATEWAY,
            () -> {
              reads++;
              return published;
            },
            () -> now);
  }

  @AfterEach
  void close() throws Exception {
    grants.close();
  }

  private static ObjectNode claims() {
    return PlayedGrants.claims(CALL, CLAIM, DIGEST, NOW, 300);
  }

  private void assertRefused(String grant, String because) throws Exception {
    assertThatThrownBy(() -> grants.spend(grant, EXPECTED))
        .isInstanceOf(GrantRefused.class)
        .hasMessageContaining(because);
    assertThat(Files.readString(directory.resolve("journal"))).isEmpty();
  }

  private String altered(Consumer<ObjectNode> header, Consumer<ObjectNode> claims) {
    ObjectNode alteredHeader = issuer.header();
    header.accept(alteredHeader);
    ObjectNode alteredClaims = claims();
    claims.accept(alteredClaims);
    return issuer.sign(alteredHeader, alteredClaims);
  }

  @Test
  void takesAGrantForThisCallOnce() throws Exception {
    String grant = issuer.sign(issuer.header(), claims());
    grants.spend(grant, EXPECTED);
    assertThatThrownBy(() -> grants.spend(grant, EXPECTED))
        .isInstanceOf(GrantRefused.class)
        .hasMessageContaining("not used yet");
  }

  @ParameterizedTest
  @CsvSource({"iss", "aud", "sub", "jti"})
  void refusesAGrantForAnother(String claim) throws Exception {
    assertRefused(altered(header -> {}, claims -> claims.put(claim, "other")), "the grant");
  }

  @ParameterizedTest
  @CsvSource({"tenant", "call_id", "claim_mode", "uses", "action_sha256", "c14n"})
  void refusesAGrantForAnotherAction(String claim) throws Exception {
    assertRefused(
        altered(header -> {}, claims -> ((ObjectNode) claims.get("cs")).put(claim, "other")),
        "the grant's " + claim);
  }

  @ParameterizedTest
  @CsvSource({"alg, none", "alg, HS256", "typ, JWT", "kid, another", "crit, x"})
  void refusesAnotherKindOfToken(String name, String value) throws Exception {
    assertRefused(altered(header -> header.put(name, value), claims -> {}), "grant");
  }

  @Test
  void refusesAGrantForSeveralGateways() throws Exception {
    String several =
        altered(
            header -> {},
            claims -> claims.putArray("aud").add(PlayedGrants.GATEWAY).add("gateway-2"));
    assertRefused(several, "this gateway alone");
  }

  @Test
  void refusesAForgedSignature() throws Exception {
    PlayedGrants forger = new PlayedGrants("key-1");
    assertRefused(forger.sign(forger.header(), claims()), "signature");
    String grant = issuer.sign(issuer.header(), claims());
    assertRefused(grant.substring(0, grant.lastIndexOf('.') + 1), "signature");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "a.b.c.d", "!.!.!", "e30.e30.e30"})
  void refusesWhatIsNoGrant(String grant) throws Exception {
    assertRefused(grant, "grant");
  }

  @Test
  void refusesAGrantThatHasExpired() throws Exception {
    String grant = issuer.sign(issuer.header(), claims());
    now = NOW.plusSeconds(306);
    assertRefused(grant, "expired");
    now = NOW.minusSeconds(31);
    assertRefused(grant, "not yet");
    now = NOW.minusSeconds(29);
    grants.spend(grant, EXPECTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exp", "nbf", "iat"})
  void refusesAGrantWithoutTimes(String name) throws Exception {
    assertRefused(altered(header -> {}, claims -> claims.remove(name)), "the grant's " + name);
    assertRefused(
        altered(header -> {}, claims -> claims.put(name, Long.MAX_VALUE)), "the grant's " + name);
  }

  @Test
  void readsTheKeysAgainWhenAGrantNamesANewOne() throws Exception {
    published = MissingNode.getInstance();
    String grant = issuer.sign(issuer.header(), claims());
    assertRefused(grant, "published");
    published = issuer.keySet();
    assertRefused(grant, "published");
    assertThat(reads).as("not again within some seconds").isEqualTo(1);
    now = NOW.plus(Duration.ofSeconds(10));
    grants.spend(grant, EXPECTED);
    assertThat(reads).isEqualTo(2);
  }
}
