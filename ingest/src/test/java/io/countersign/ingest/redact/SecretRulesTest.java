package io.countersign.ingest.redact;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonRefused;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SecretRulesTest {

  private static final SecretRules RULES = SecretRules.bundled();

  /** Stands in a sample so that scanners of this repository do not see a secret. */
  private static final String BAR = "¦";

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void findsItsSampleAndLeavesTheOther(String id, String masked, String kept) {
    String secret = masked.replace(BAR, "");
    assertThat(found(secret)).extracting(Span::ruleId).contains(id);
    Span span = found(secret).stream().filter(s -> s.ruleId().equals(id)).findFirst().orElseThrow();
    assertThat(span.start()).isLessThanOrEqualTo(masked.indexOf(BAR));
    assertThat(span.end()).isGreaterThan(masked.indexOf(BAR));
    assertThat(found(kept)).isEmpty();
  }

  @Test
  void haveOneSampleEach() {
    assertThat(samples().map(sample -> (String) sample.get()[0]))
        .containsExactlyElementsOf(RULES.ids());
  }

  @Test
  void stopWhenTheBudgetIsSpent() {
    String text = "password=hunter2";
    Budget small = new Budget(text.length() + 1, Duration.ofHours(1), () -> 0);
    assertThat(RULES.find(text, small, new ArrayList<>())).isFalse();
  }

  private static List<Span> found(String text) {
    List<Span> spans = new ArrayList<>();
    Budget budget = new Budget(1_000_000, Duration.ofHours(1), () -> 0);
    assertThat(RULES.find(text, budget, spans)).isTrue();
    return spans;
  }

  private static Stream<Arguments> samples() {
    try (InputStream in =
        SecretRulesTest.class.getResourceAsStream("/redaction/secret-samples.json")) {
      JsonObject file = (JsonObject) StrictJson.parse(in.readAllBytes());
      return file.array("samples").orElse(JsonArray.EMPTY).elements().stream()
          .map(
              sample ->
                  Arguments.of(text(sample, "id"), text(sample, "masked"), text(sample, "kept")));
    } catch (IOException | JsonRefused e) {
      throw new AssertionError("Expected the samples on the class path.", e);
    }
  }

  private static String text(JsonValue sample, String name) {
    return ((JsonObject) sample).string(name).orElseThrow();
  }
}
