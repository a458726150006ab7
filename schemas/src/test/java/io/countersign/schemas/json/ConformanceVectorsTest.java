package io.countersign.schemas.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.schemas.digest.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The published vectors, read by another JSON library so that they do not vouch for themselves. */
class ConformanceVectorsTest {

  private static final JsonNode VECTORS = read();

  @ParameterizedTest(name = "{0}")
  @MethodSource("accepted")
  void writesTheCanonicalForm(String name, JsonNode vector) throws JsonRefused {
    JsonValue value = StrictJson.parse(utf8(vector.get("input").textValue()));
    assertThat(CanonicalJson.text(value)).isEqualTo(vector.get("canonical").textValue());
    assertThat(Digest.sha256(CanonicalJson.bytes(value)).text())
        .isEqualTo(vector.get("sha256").textValue());
    assertThat(StrictJson.parse(CanonicalJson.bytes(value))).isEqualTo(value);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("numbers")
  void writesNumbersAsEcmaScriptDoes(String bits, String canonical) {
    double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
    assertThat(EcmaNumber.text(value)).isEqualTo(canonical);
    assertThat(EcmaNumber.isExact(canonical, value)).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refusesWithCodeAndPointer(String name, JsonNode vector) {
    JsonRefused refused =
        catchThrowableOfType(JsonRefused.class, () -> StrictJson.parse(input(vector)));
    assertThat(refused).as("refusal").isNotNull();
    assertThat(refused.code()).isEqualTo(vector.get("code").textValue());
    assertThat(refused.pointer()).isEqualTo(vector.get("pointer").textValue());
    assertThat(refused.message()).startsWith("Expected ");
  }

  @Test
  void coverEveryCodeButTheOneOfTheMemberLimit() {
    Set<JsonRefused.Code> seen = EnumSet.noneOf(JsonRefused.Code.class);
    VECTORS
        .get("refused")
        .forEach(v -> seen.add(JsonRefused.Code.valueOf(v.get("code").textValue())));
    assertThat(EnumSet.complementOf(EnumSet.copyOf(seen)))
        .containsExactly(JsonRefused.Code.TOO_MANY_MEMBERS);
  }

  private static Stream<Arguments> accepted() {
    return named("accepted");
  }

  private static Stream<Arguments> refused() {
    return named("refused");
  }

  private static Stream<Arguments> numbers() {
    return VECTORS
        .get("numbers")
        .valueStream()
        .map(v -> Arguments.of(v.get("ieee754").textValue(), v.get("canonical").textValue()));
  }

  private static Stream<Arguments> named(String list) {
    return VECTORS.get(list).valueStream().map(v -> Arguments.of(v.get("name").textValue(), v));
  }

  private static byte[] input(JsonNode vector) {
    JsonNode repeated = vector.get("inputRepeated");
    if (repeated == null) {
      return Base64.getDecoder().decode(vector.get("inputBase64").textValue());
    }
    byte[] piece = Base64.getDecoder().decode(repeated.get("base64").textValue());
    return utf8(new String(piece, StandardCharsets.UTF_8).repeat(repeated.get("times").intValue()));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode read() {
    try (InputStream in =
        ConformanceVectorsTest.class.getResourceAsStream("/vectors/jcs-strict-1.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new AssertionError("Expected the vectors on the class path.", e);
    }
  }
}
