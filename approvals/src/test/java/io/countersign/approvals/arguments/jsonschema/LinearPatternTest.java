package io.countersign.approvals.arguments.jsonschema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LinearPatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      ^a.c$       | abc     | true
      ^\\d{2}$    | 12      | true
      ^\\d$       | ٣       | false
      b           | abc     | true
      ^\\u0041$   | A       | true
      ^\\u{1F600}$| 😀      | true
      ^.$         | 😀      | true
      ^\\p{L}+$   | Ünïté   | true
      ^\\p{Script=Greek}$ | λ | true
      ^(?<y>a)b$  | ab      | true
      ^[[]$       | [       | true
      ^[\\]]$     | ]       | true
      ^{$         | {       | true
      ^a{,2}$     | a{,2}   | true
      ^[\\w.-]+@x$| a-b@x   | true
      """)
  void readsEcmaScript(String pattern, String text, boolean found) throws Exception {
    assertThat(LinearPattern.compile(pattern).found(text)).isEqualTo(found);
  }

  @Test
  void knowsEcmaScriptsSpacesAndLineEnds() throws Exception {
    assertThat(LinearPattern.compile("^\\s$").found("\u00a0")).isTrue();
    assertThat(LinearPattern.compile("^\\S$").found("\ufeff")).isFalse();
    assertThat(LinearPattern.compile("^.$").found("\u2028")).isFalse();
    assertThat(LinearPattern.compile("^a$").found("a\n")).isFalse();
    assertThat(LinearPattern.compile("^[\\b]$").found("\b")).isTrue();
  }
}
