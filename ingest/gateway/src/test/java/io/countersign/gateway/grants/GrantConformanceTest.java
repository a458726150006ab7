package io.countersign.gateway.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The published vectors: this verifier is one of those that they are for. */
final class GrantConformanceTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String DIGEST_PREFIX = "sha256:";

  private final JsonNode vectors = vectors();

  @Test
  void acceptsEveryOfflineGrantThatIsGood() throws Exception {
    List<String> accepted = new ArrayList<>();
    for (JsonNode vector : vectors.path("accepted")) {
      String grant = vector.path("grant").asText();
      JsonNode claims = claims(grant);
      if (claims.at("/cs/claim_mode").asText().equals("offline")) {
        Instant end = verifier(vector).verify(grant, expected(claims));
        assertThat(end.getEpochSecond()).isEqualTo(claims.path("exp").asLong());
        accepted.add(vector.path("name").asText());
      }
    }
    assertThat(accepted).isNotEmpty();
  }

  @Test
  void refusesEveryGrantThatIsNot() {
    JsonNode good = claims(vectors.at("/accepted/0/grant").asText());
    assertThat(vectors.path("refused").size()).isGreaterThan(50);
    for (JsonNode vector : vectors.path("refused")) {
      assertThatThrownBy(
              () -> verifier(vector).verify(vector.path("grant").asText(), expected(good)))
          .as(vector.path("name").asText())
          .isInstanceOf(GrantRefused.class);
    }
  }

  private GrantVerifier verifier(JsonNode vector) {
    Instant now = Instant.parse(text(vector, "now"));
    GrantKeys keys = new GrantKeys(() -> vectors.path("jwks"), () -> now);
    return new GrantVerifier(keys, text(vector, "gateway"), () -> now);
  }

  private OfflineGrants.Expected expected(JsonNode claims) {
    return new OfflineGrants.Expected(
        claims.at("/cs/tenant").asText(),
        claims.path("sub").asText(),
        claims.path("jti").asText(),
        DIGEST_PREFIX + claims.at("/cs/action_sha256").asText());
  }

  private String text(JsonNode vector, String name) {
    return vector.path(name).asText(vectors.path(name).asText());
  }

  private static JsonNode claims(String grant) {
    try {
      return JSON.readTree(
          new String(
              Base64.getUrlDecoder().decode(grant.split("\\.", -1)[1]), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError("Expected the claims of an accepted grant", e);
    }
  }

  private static JsonNode vectors() {
    try (InputStream in = GrantConformanceTest.class.getResourceAsStream("/vectors/grants.json")) {
      assertThat(in).as("the published vectors").isNotNull();
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new AssertionError("Expected the published vectors", e);
    }
  }
}
