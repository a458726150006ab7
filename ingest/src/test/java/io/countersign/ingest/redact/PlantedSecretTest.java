package io.countersign.ingest.redact;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A secret planted anywhere in a random document is never in what is written. */
class PlantedSecretTest {

  private static final long SEED = 20261121;
  private static final int DOCUMENTS = 5_000;
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final List<String> AROUND =
      List.of(
          "", " ", "\n", "\"", "'", "ä", "😀", "。", "(", "=", ": ", ",", "\u200b", "<b>", "\\",
          "/");
  private static final Redactor REDACTOR =
      new Redactor(
          "0123456789abcdef".getBytes(StandardCharsets.US_ASCII),
          RedactionLimits.DEFAULT,
          SecretRules.bundled(),
          () -> 0);

  @Test
  void neverAppearsInTheOutput() {
    for (int i = 0; i < DOCUMENTS; i++) {
      Planting planting = new Planting(new SplittableRandom(SEED + i));
      JsonValue document = planting.document();
      Redacted redacted = REDACTOR.redact(document, "/arguments");
      String written = CanonicalJson.text(redacted.value()) + redacted.redactions();
      assertThat(visible(CanonicalJson.text(document)))
          .as("planted, seed %d", SEED + i)
          .contains(planting.secret);
      assertThat(visible(written)).as("seed %d", SEED + i).doesNotContain(planting.secret);
      assertThat(redacted.redactions()).as("seed %d", SEED + i).isNotEmpty();
      assertThat(REDACTOR.redact(document, "/arguments")).isEqualTo(redacted);
    }
  }

  private static String visible(String text) {
    return text.replace("\u200b", "").replace("\u00ad", "");
  }

  /** One random document with one secret in one place. */
  private static final class Planting {

    private final SplittableRandom random;
    private final boolean card;
    private final String secret;

    Planting(SplittableRandom random) {
      this.random = random;
      this.card = random.nextInt(4) == 0;
      this.secret = card ? cardNumber() : token();
    }

    JsonValue document() {
      JsonValue value = planted();
      for (int depth = random.nextInt(1, 6); depth > 0; depth--) {
        value = random.nextBoolean() ? arrayWith(value) : objectWith(value);
      }
      return value;
    }

    private JsonValue planted() {
      return switch (random.nextInt(6)) {
        case 0 -> JsonObject.of(around(secret), filler());
        case 1 -> card ? new JsonNumber(Double.parseDouble(secret)) : new JsonString(secret);
        case 2 -> new JsonString(around(split(secret)));
        case 3 -> new JsonString(JsonObject.of("x", new JsonString(secret)).toJson());
        case 4 -> JsonObject.of("apiKey", JsonArray.of(filler(), new JsonString(secret)));
        default -> new JsonString(around(secret));
      };
    }

    private JsonValue arrayWith(JsonValue value) {
      List<JsonValue> elements = new ArrayList<>();
      int before = random.nextInt(3);
      for (int i = 0; i < before; i++) {
        elements.add(filler());
      }
      elements.add(value);
      elements.add(filler());
      return new JsonArray(elements);
    }

    private JsonValue objectWith(JsonValue value) {
      Map<String, JsonValue> members = new LinkedHashMap<>();
      members.put("a", filler());
      members.put("member " + random.nextInt(9), value);
      members.put("z/~", filler());
      return new JsonObject(members);
    }

    private JsonValue filler() {
      return switch (random.nextInt(5)) {
        case 0 -> new JsonString("text " + random.nextInt(1_000));
        case 1 -> JsonNumber.of(random.nextInt());
        case 2 -> JsonBoolean.of(random.nextBoolean());
        case 3 -> JsonNull.NULL;
        default -> JsonObject.of("k", new JsonString("v"));
      };
    }

    private String around(String text) {
      return "note"
          + AROUND.get(random.nextInt(1, AROUND.size()))
          + text
          + AROUND.get(random.nextInt(AROUND.size()));
    }

    /** Hides the secret from a naive pattern by a character that nobody sees. */
    private String split(String text) {
      int at = random.nextInt(1, text.length());
      return text.substring(0, at)
          + (random.nextBoolean() ? "\u200b" : "\u00ad")
          + text.substring(at);
    }

    private String token() {
      return switch (random.nextInt(6)) {
        case 0 -> "AKIA" + letters(16).toUpperCase(java.util.Locale.ROOT);
        case 1 -> "ghp_" + letters(36);
        case 2 -> "xoxb-" + letters(24);
        case 3 -> "eyJ" + letters(20) + "." + letters(30) + "." + letters(40);
        case 4 -> "sk-ant-api03-" + letters(80);
        default -> "glpat-" + letters(20);
      };
    }

    private String letters(int count) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < count; i++) {
        text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
      return text.toString();
    }

    private String cardNumber() {
      StringBuilder digits = new StringBuilder("4");
      for (int i = 0; i < 14; i++) {
        digits.append(random.nextInt(10));
      }
      int sum = 0;
      for (int i = 0; i < 15; i++) {
        int digit = digits.charAt(14 - i) - '0';
        int doubled = i % 2 == 0 ? 2 * digit : digit;
        sum += doubled > 9 ? doubled - 9 : doubled;
      }
      return digits.append((10 - sum % 10) % 10).toString();
    }
  }
}
