package io.countersign.schemas.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.digest.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Our verifier accepts and refuses what {@code vectors/grants.json} says that every one has to. */
class GrantVectorsTest {
  private static final JsonNode VECTORS = read();

  @ParameterizedTest(name = "{0}")
  @MethodSource("accepted")
  void accepts(String name, JsonNode vector) {
    Grant grant = verify(vector);
    assertThat(grant.gateway()).isEqualTo("gw-1");
    assertThat(grant.actionDigest()).isEqualTo(Digest.parse(text(vector, "actionDigest")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refuses(String name, JsonNode vector) {
    GrantRefused refused = catchThrowableOfType(GrantRefused.class, () -> verify(vector));
    assertThat(refused).as("refusal").isNotNull();
    assertThat(refused.reason().name()).isEqualTo(vector.get("reason").textValue());
    assertThat(refused).hasMessageStartingWith("Expected ");
  }

  @Test
  void readsEveryClaim() {
    assertThat(verify(VECTORS.get("accepted").get(0)))
        .isEqualTo(
            new Grant(
                UUID.fromString("019aa6a0-5f00-7000-8000-00000000000a"),
                "gw-1",
                "acme",
                UUID.fromString("019aa6a0-5f00-7000-8000-00000000000a"),
                UUID.fromString("019aa6a0-5f00-7000-8000-000000000001"),
                GrantMode.ONLINE,
                "tickets",
                "close_ticket",
                Digest.parse(
                    "sha256:df0ad6e43880f09c90ebf95f19110178aba6890df0010ebda7485029e2b543b4"),
                Digest.parse(VECTORS.get("actionDigest").textValue()),
                "prod",
                3,
                812,
                Instant.parse("2026-11-21T09:00:00Z"),
                Instant.parse("2026-11-21T09:05:00Z")));
  }

  @Test
  void coverEveryReason() {
    Set<GrantRefused.Reason> seen = EnumSet.noneOf(GrantRefused.Reason.class);
    VECTORS
        .get("refused")
        .forEach(v -> seen.add(GrantRefused.Reason.valueOf(v.get("reason").textValue())));
    assertThat(seen).containsExactlyInAnyOrder(GrantRefused.Reason.values());
  }

  private static Grant verify(JsonNode vector) {
    return new GrantVerifier(
            VECTORS.get("jwks").toString(), InstantSource.fixed(Instant.parse(text(vector, "now"))))
        .verify(
            vector.get("grant").textValue(),
            text(vector, "gateway"),
            Digest.parse(text(vector, "actionDigest")));
  }

  /** What the vector says, else what holds for all. */
  private static String text(JsonNode vector, String name) {
    return (vector.has(name) ? vector : VECTORS).get(name).textValue();
  }

  private static Stream<Arguments> accepted() {
    return named("accepted");
  }

  private static Stream<Arguments> refused() {
    return named("refused");
  }

  private static Stream<Arguments> named(String list) {
    return VECTORS.get(list).valueStream().map(v -> Arguments.of(v.get("name").textValue(), v));
  }

  private static JsonNode read() {
    try (InputStream in = GrantVectorsTest.class.getResourceAsStream("/vectors/grants.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new AssertionError("Expected the vectors on the class path.", e);
    }
  }
}
