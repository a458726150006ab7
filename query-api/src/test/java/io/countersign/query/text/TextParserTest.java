package io.countersign.query.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.query.BadQuery;
import io.countersign.query.text.TextQuery.All;
import io.countersign.query.text.TextQuery.Any;
import io.countersign.query.text.TextQuery.Field;
import io.countersign.query.text.TextQuery.Not;
import io.countersign.query.text.TextQuery.Words;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextParserTest {
  private static final TextParser.Fields FIELDS =
      new TextParser.Fields() {
        @Override
        public boolean has(String name) {
          return name.equals("tool") || name.equals("verdict");
        }

        @Override
        public String value(String name, String value) throws BadQuery {
          if (value.isEmpty()) {
            throw new BadQuery(name, "Expected a value, but it is empty");
          }
          return value;
        }
      };

  @Test
  void readsWordsPhrasesAndFilters() throws TextRefused {
    assertThat(parse("refund")).isEqualTo(new Words("refund"));
    assertThat(parse("  refund   T-17 "))
        .isEqualTo(new All(List.of(new Words("refund"), new Words("T-17"))));
    assertThat(parse("\"close the \\\"ticket\\\" \\\\ now\""))
        .isEqualTo(new Words("close the \"ticket\" \\ now"));
    assertThat(parse("tool:close_ticket -verdict:\"ALLOW\""))
        .isEqualTo(
            new All(
                List.of(
                    new Field("tool", "close_ticket"), new Not(new Field("verdict", "ALLOW")))));
    assertThat(parse("12:30")).isEqualTo(new Words("12:30"));
    assertThat(parse("or and not nor"))
        .isEqualTo(
            new All(
                List.of(new Words("or"), new Words("and"), new Words("not"), new Words("nor"))));
    assertThat(parse("ORDER")).isEqualTo(new Words("ORDER"));
  }

  @Test
  void orIsWeakerThanTheSpaceBetweenWords() throws TextRefused {
    assertThat(parse("a b OR c AND d"))
        .isEqualTo(
            new Any(
                List.of(
                    new All(List.of(new Words("a"), new Words("b"))),
                    new All(List.of(new Words("c"), new Words("d"))))));
    assertThat(parse("a -(b OR c)"))
        .isEqualTo(
            new All(
                List.of(
                    new Words("a"), new Not(new Any(List.of(new Words("b"), new Words("c")))))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "refund \"unclosed | 8 | Expected a quote that closes this one",
        "(a OR (b c) | 1 | Expected a bracket that closes this one",
        "a b) | 4 | a bracket closes that none opened",
        "OR a | 1 | Expected a word",
        "a OR | 5 | Expected a word",
        "a AND OR b | 7 | Expected a word",
        "() | 2 | Expected a word",
        "a - b | 4 | right after -",
        "--a | 2 | right after -",
        "a NOT b | 3 | Expected - before",
        "ref* | 1 | Expected a word without *",
        "a +-~ | 3 | at least one letter",
        "tenant:globex | 1 | none of that name",
        "a tool: b | 8 | Expected a value",
        "ä\uD83D\uDE00 tool: | 9 | Expected a value"
      })
  void saysWhereATextIsWrong(String text, int position, String message) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOfSatisfying(
            TextRefused.class,
            refused -> {
              assertThat(refused.position()).isEqualTo(position);
              assertThat(refused.message()).contains(message);
            });
  }

  @Test
  void limitsWordsAndBrackets() throws TextRefused {
    parse(String.join(" ", Collections.nCopies(TextParser.MAX_PARTS, "a")));
    assertThatThrownBy(
            () -> parse(String.join(" ", Collections.nCopies(TextParser.MAX_PARTS + 1, "a"))))
        .isInstanceOf(TextRefused.class);
    parse("(".repeat(TextParser.MAX_DEPTH) + "a" + ")".repeat(TextParser.MAX_DEPTH));
    assertThatThrownBy(() -> parse("(".repeat(TextParser.MAX_DEPTH + 1) + "a"))
        .isInstanceOf(TextRefused.class);
  }

  @Test
  void readsOrRefusesWhateverComes() {
    Random random = new Random(7);
    String pieces = "ab \"()-*:\\OR AND NOT tool: é\uD83D\uDE00\t\n";
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        int at =
            pieces.offsetByCodePoints(0, random.nextInt(pieces.codePointCount(0, pieces.length())));
        text.appendCodePoint(pieces.codePointAt(at));
      }
      try {
        parse(text.toString());
        read++;
      } catch (TextRefused e) {
        assertThat(e.position())
            .as(text.toString())
            .isBetween(1, text.codePointCount(0, text.length()) + 1);
      }
    }
    assertThat(read).isBetween(1_000, 19_000);
  }

  private static TextQuery parse(String text) throws TextRefused {
    return TextParser.parse(text, FIELDS);
  }
}
