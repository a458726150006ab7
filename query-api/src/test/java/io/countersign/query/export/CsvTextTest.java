package io.countersign.query.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTextTest {

  @Test
  void quotesOnlyWhatNeedsIt() {
    assertThat(CsvText.record(List.of("plain", "with,comma", "with \"quote\"", "", "two\nlines")))
        .isEqualTo("plain,\"with,comma\",\"with \"\"quote\"\"\",,\"two\nlines\"\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\nx",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20a"
      })
  void aSpreadsheetTakesNothingForAFormula(String value) {
    List<String> read = parse(CsvText.record(List.of("a", value))).getFirst();

    assertThat(read).containsExactly("a", "'" + value);
  }

  @Test
  void whatIsNoFormulaStaysAsItIs() {
    List<String> values = List.of("a=b", "1-1", "{\"a\":1}", "'quoted", "ä,ö", " =1");

    assertThat(parse(CsvText.record(values))).containsExactly(values);
  }

  @Test
  void everyTextComesBackFromAParser() {
    long seed = 20_261_128L;
    Random random = new Random(seed);
    String alphabet = "ab,\"\r\n =+-@'\u00e4\u20ac";
    List<List<String>> records = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      List<String> record = new ArrayList<>();
      for (int j = 0; j < 4; j++) {
        StringBuilder value = new StringBuilder("x");
        for (int k = random.nextInt(6); k > 0; k--) {
          value.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        record.add(value.toString());
      }
      records.add(record);
      text.append(CsvText.record(record));
    }

    assertThat(parse(text.toString())).as("seed %s", seed).isEqualTo(records);
  }

  /** A reader of RFC 4180, written from its grammar. */
  static List<List<String>> parse(String text) {
    List<List<String>> records = new ArrayList<>();
    List<String> record = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c != '"') {
          field.append(c);
        } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
          field.append('"');
          i++;
        } else {
          quoted = false;
        }
      } else if (c == '"' && field.isEmpty()) {
        quoted = true;
      } else if (c == ',') {
        record.add(field.toString());
        field.setLength(0);
      } else if (c == '\r' && text.charAt(i + 1) == '\n') {
        i++;
        record.add(field.toString());
        field.setLength(0);
        records.add(record);
        record = new ArrayList<>();
      } else {
        field.append(c);
      }
    }
    assertThat(field.isEmpty() && record.isEmpty()).as("the text ends with a record").isTrue();
    return records;
  }
}
