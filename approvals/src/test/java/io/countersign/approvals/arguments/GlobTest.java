package io.countersign.approvals.arguments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GlobTest {
  private static final long SEED = 77;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      ticket:*   | ticket:17   | true
      ticket:*   | ticket:     | true
      ticket:*   | Ticket:17   | false
      ticket:*   | xticket:17  | false
      *          | a/b/c       | true
      a*b*c      | aXbXbc      | true
      a*b*c      | aXbXbcd     | false
      a?c        | a😀c        | true
      a?c        | ac          | false
      a\\*       | a*          | true
      a\\*       | ab          | false
      a\\?\\\\   | a?\\        | true
      a.c        | abc         | false
      [ab]       | a           | false
      """)
  void matches(String glob, String text, boolean expected) {
    assertThat(Glob.compile(glob).matches(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\\", "a\u200bb", "a\u202e", "a\n"})
  void refuses(String glob) {
    assertThatThrownBy(() -> Glob.compile(glob))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected ");
  }

  @Test
  void doesNotTellComposedAndDecomposedLettersApartFromWhatTheyAre() {
    assertThat(Glob.compile("caf\u00e9").matches("cafe\u0301")).isFalse();
  }

  @Test
  void agreesWithRecursionOnRandomGlobs() {
    Random random = new Random(SEED);
    for (int i = 0; i < 50_000; i++) {
      String glob = text(random, "ab*?", 1 + random.nextInt(7));
      String candidate = text(random, "ab", random.nextInt(8));
      assertThat(Glob.compile(glob).matches(candidate))
          .as("seed %s: %s on %s", SEED, glob, candidate)
          .isEqualTo(recursively(glob, candidate));
    }
  }

  @Test
  void endsOnManyStars() {
    Glob glob = Glob.compile("a*".repeat(200) + "b");
    assertThat(glob.matches("a".repeat(1_000))).isFalse();
    assertThat(List.of(glob)).contains(Glob.compile(glob.text()));
  }

  private static boolean recursively(String glob, String text) {
    if (glob.isEmpty()) {
      return text.isEmpty();
    }
    if (glob.charAt(0) == '*') {
      return recursively(glob.substring(1), text)
          || (!text.isEmpty() && recursively(glob, text.substring(1)));
    }
    return !text.isEmpty()
        && (glob.charAt(0) == '?' || glob.charAt(0) == text.charAt(0))
        && recursively(glob.substring(1), text.substring(1));
  }

  private static String text(Random random, String alphabet, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
