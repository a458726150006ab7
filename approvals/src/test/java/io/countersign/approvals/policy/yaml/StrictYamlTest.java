package io.countersign.approvals.policy.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.approvals.policy.yaml.YamlNode.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class StrictYamlTest {
  @Test
  void readsValuesOfTheCoreSchema() throws YamlRefused {
    YamlNode root =
        StrictYaml.read(
            """
            text: no
            quoted: "true"
            integer: -17
            decimal: 1.5e2
            yes: true
            nothing: ~
            octal: 0o17
            list: [1, two, {three: 3}]
            folded: >-
              a
              b
            """,
            16);

    assertThat(root.json().toJson())
        .isEqualTo(
            "{\"decimal\":150,\"folded\":\"a b\",\"integer\":-17,\"list\":[1,\"two\",{\"three\":3}],"
                + "\"nothing\":null,\"octal\":\"0o17\",\"quoted\":\"true\",\"text\":\"no\",\"yes\":true}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a: &x 1; 1; 4; Expected no anchor",
        "a: *x; 1; 4; Expected no alias",
        "a: !!str 1; 1; 4; Expected no tag",
        "a: !java.net.URL [x]; 1; 4; Expected no tag",
        "'%YAML 1.1\n---\na: 1'; 1; 1; Expected no YAML directive",
        "'%TAG ! tag:x,2000:\n---\na: 1'; 1; 1; Expected no YAML directive",
        "'a: 1\nb: 2\na: 3'; 3; 1; Expected each key once, but \"a\" stands here again.",
        "'a: 1\n<<: {b: 2}'; 2; 1; Expected no merge key",
        "'[1]: a'; 1; 1; Expected text as a key, but it is a list.",
        "'a: 1\n---\nb: 2'; 2; 1; Expected one YAML document",
        "'a: [1'; 1; 6; Expected YAML, but it is malformed",
        "'a: b: c'; 1; 5; Expected YAML, but it is malformed",
        "'a:\tb\n\tc: 1'; 1; 3; Expected YAML, but it is malformed",
        "'a: \"\\ud800\"'; 1; 4; Expected text, but an escape gives a lone surrogate",
        "'a: \"\\0\"'; 1; 4; Expected text, but an escape gives",
        "''; 1; 1; Expected a YAML document, but there is none.",
      })
  void refusesWhatSurprises(String text, int line, int column, String message) {
    assertThatThrownBy(() -> StrictYaml.read(text, 16))
        .isInstanceOf(YamlRefused.class)
        .hasMessageStartingWith(message)
        .extracting(refused -> ((YamlRefused) refused).place())
        .isEqualTo(new Place(line, column));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tool: *", "tool: *_refund", "tool: [*]"})
  void tellsThatAPatternNeedsQuotes(String text) {
    assertThatThrownBy(() -> StrictYaml.read(text, 16))
        .isInstanceOf(YamlRefused.class)
        .hasMessageEndingWith("ut a pattern that begins with * in quotes.");
  }

  @Test
  void refusesControlCharacters() {
    assertThatThrownBy(() -> StrictYaml.read("a: \u0007", 16))
        .isInstanceOf(YamlRefused.class)
        .hasMessageStartingWith("Expected printable YAML text");
  }

  @Test
  void readsToItsDepthAndNoDeeper() throws YamlRefused {
    assertThat(StrictYaml.read("[".repeat(16) + "]".repeat(16), 16).kind()).isEqualTo("a list");
    assertThatThrownBy(() -> StrictYaml.read("[".repeat(17) + "]".repeat(17), 16))
        .isInstanceOf(YamlRefused.class)
        .hasMessage("Expected YAML nested at most 16 deep, but it is deeper.");
    assertThatThrownBy(() -> StrictYaml.read("[".repeat(100_000), 16))
        .isInstanceOf(YamlRefused.class);
    assertThatThrownBy(() -> StrictYaml.read("{a: ".repeat(30_000), 16))
        .isInstanceOf(YamlRefused.class);
    assertThatThrownBy(() -> StrictYaml.read("- ".repeat(60_000), 16))
        .isInstanceOf(YamlRefused.class);
  }
}
