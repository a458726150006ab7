package io.countersign.schemas.digest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.schemas.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ActionDigestTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void agreesWithTheVectors(String name, JsonNode vector) {
    JsonNode action = vector.get("action");
    String schemaDigest = action.get("schemaDigest").textValue();
    Digest digest =
        ActionDigest.of(
            action.get("tenant").textValue(),
            action.get("environment").textValue(),
            action.get("server").textValue(),
            action.get("tool").textValue(),
            schemaDigest == null ? null : Digest.parse(schemaDigest),
            StrictJson.reread(action.get("arguments").toString()));
    assertThat(digest.text()).isEqualTo(vector.get("digest").textValue());
  }

  @Test
  void differsWheneverTheActionDoes() {
    Set<String> digests = new HashSet<>();
    assertThat(vectors().map(Arguments::get).map(v -> ((JsonNode) v[1]).get("digest").textValue()))
        .isNotEmpty()
        .allMatch(digests::add);
  }

  private static Stream<Arguments> vectors() {
    try (InputStream in =
        ActionDigestTest.class.getResourceAsStream("/vectors/action-digest.json")) {
      return new ObjectMapper()
          .readTree(in)
          .get("vectors")
          .valueStream()
          .map(v -> Arguments.of(v.get("name").textValue(), v));
    } catch (IOException e) {
      throw new AssertionError("Expected the vectors on the class path.", e);
    }
  }
}
