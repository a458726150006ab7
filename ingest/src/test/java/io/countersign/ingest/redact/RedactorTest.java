package io.countersign.ingest.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.schemas.control.RedactionAction;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonPointer;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RedactorTest {

  private static final byte[] KEY = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final SecretRules SECRETS = SecretRules.bundled();
  private static final String GITHUB = "ghp_" + "Zk4Qx7Lm2Rt9Wc5Vb8Ny3Hd6Jf1Gs0PpAaBb";

  @Test
  void masksOnlyTheSecretInsideAText() {
    Redacted redacted = redact("{\"note\":\"use " + GITHUB + " please\"}");
    assertThat(redacted.value().toJson())
        .isEqualTo("{\"note\":\"use [redacted:github-token] please\"}");
    assertThat(redacted.redactions())
        .containsExactly(new Redaction("/arguments/note", Action.MASK, "github-token"));
  }

  @Test
  void masksWhateverStandsUnderASecretName() {
    Redacted redacted =
        redact(
            "{\"a\":{\"apiKey\":12345,\"password\":\"x\"},\"credentials\":{\"u\":[1,2]},\"token\":true}");
    assertThat(redacted.value().toJson())
        .isEqualTo(
            "{\"a\":{\"apiKey\":\"[redacted:key-name]\",\"password\":\"[redacted:key-name]\"},"
                + "\"credentials\":\"[redacted:key-name]\",\"token\":true}");
    assertThat(redacted.redactions())
        .extracting(Redaction::pointer)
        .containsExactly("/arguments/a/apiKey", "/arguments/a/password", "/arguments/credentials");
  }

  @Test
  void masksSecretsInNamesNumbersAndNestedJson() {
    Redacted redacted =
        redact(
            "{\"ana@acme.example\":1,\"bob@acme.example\":2,\"card\":4111111111111111,"
                + "\"body\":\"{\\\"password\\\": \\\"hunter2\\\"}\"}");
    assertThat(redacted.value().toJson())
        .isEqualTo(
            "{\"[redacted:pii-email]\":1,\"[redacted:pii-email]#2\":2,"
                + "\"body\":\"{\\\"password\\\": \\\"[redacted:assigned-secret-quoted]\\\"}\","
                + "\"card\":\"[redacted:pii-card]\"}");
    assertThat(redacted.redactions())
        .containsExactly(
            new Redaction("/arguments/[redacted:pii-email]", Action.MASK, "pii-email"),
            new Redaction("/arguments/[redacted:pii-email]#2", Action.MASK, "pii-email"),
            new Redaction("/arguments/card", Action.MASK, "pii-card"),
            new Redaction("/arguments/body", Action.MASK, "assigned-secret-quoted"));
  }

  @Test
  void obeysTheToolsRulesFirst() {
    List<PointerRule> rules =
        List.of(
            rule("/contact/secret", RedactionAction.KEEP),
            rule("/contact/inner", RedactionAction.MASK),
            rule("/account", RedactionAction.HASH),
            rule("/items/*/note", RedactionAction.DROP),
            rule("/list/0", RedactionAction.DROP),
            rule("/both", RedactionAction.KEEP),
            rule("/both", RedactionAction.MASK),
            rule("/password", RedactionAction.KEEP));
    Redacted redacted =
        redactor(RedactionLimits.DEFAULT)
            .redact(
                StrictJson.reread(
                    "{\"contact\":{\"secret\":\"ana\",\"inner\":1},\"account\":\"A-1\","
                        + "\"items\":[{\"id\":1,\"note\":\"n\"},{\"note\":\"m\"}],\"list\":[1,2],"
                        + "\"both\":1,\"password\":\"public\"}"),
                "/arguments",
                rules);
    JsonObject value = (JsonObject) redacted.value();
    assertThat(value.string("account").orElseThrow()).matches("hmac-sha256:[0-9a-f]{32}");
    assertThat(value.object("contact").orElseThrow().toJson())
        .isEqualTo("{\"inner\":\"[redacted:tool-rule]\",\"secret\":\"ana\"}");
    assertThat(value.array("items").orElseThrow().toJson()).isEqualTo("[{\"id\":1},{}]");
    assertThat(value.array("list").orElseThrow().toJson()).isEqualTo("[null,2]");
    assertThat(value.string("both")).contains("[redacted:tool-rule]");
    assertThat(value.string("password")).contains("public");
    assertThat(redacted.redactions())
        .extracting(r -> r.action() + " " + r.pointer())
        .containsExactly(
            "MASK /arguments/contact/inner",
            "HASH /arguments/account",
            "DROP /arguments/items/0/note",
            "DROP /arguments/items/1/note",
            "DROP /arguments/list/0",
            "MASK /arguments/both");
  }

  @Test
  void redactsInsideAnObjectOrArrayThatIsKept() {
    List<PointerRule> rules =
        List.of(
            rule("", RedactionAction.KEEP),
            rule("/open", RedactionAction.KEEP),
            rule("/list", RedactionAction.KEEP),
            rule("/credentials", RedactionAction.KEEP));
    Redacted redacted =
        redactor(RedactionLimits.DEFAULT)
            .redact(
                StrictJson.reread(
                    "{\"open\":{\"password\":\"a\",\"in\":{\"token\":\"b\"}},"
                        + "\"list\":[{\"password\":\"c\"}],\"credentials\":{\"password\":\"d\"}}"),
                "",
                rules);
    assertThat(redacted.value().toJson())
        .doesNotContain("\"a\"", "\"b\"", "\"c\"", "\"d\"")
        .contains("\"open\":{", "\"list\":[{");
  }

  @Test
  void keepsNoSecretThatIsKnownByItsLooks() {
    List<PointerRule> rules =
        List.of(rule("/password", RedactionAction.KEEP), rule("/open/token", RedactionAction.KEEP));
    String key = "AKIA" + "QYLPMN5HHHFPZAM2";
    String document =
        "{\"password\":\"KEY\",\"open\":{\"token\":\"plain\",\"KEY\":1,\"mail\":\"ana@acme.example\"}}"
            .replace("KEY", key);
    Redacted redacted =
        redactor(RedactionLimits.DEFAULT).redact(StrictJson.reread(document), "", rules);
    assertThat(redacted.value().toJson())
        .isEqualTo(
            "{\"open\":{\"[redacted:aws-access-key-id]\":1,\"mail\":\"[redacted:pii-email]\",\"token\":\"plain\"},"
                + "\"password\":\"[redacted:aws-access-key-id]\"}");
  }

  @Test
  void hashesWithItsKey() {
    List<PointerRule> rules = List.of(rule("", RedactionAction.HASH));
    Redactor other =
        new Redactor(
            "another key, 16+".getBytes(StandardCharsets.US_ASCII),
            RedactionLimits.DEFAULT,
            SECRETS,
            () -> 0);
    JsonValue value = new JsonString("A-1");
    Redacted first = redactor(RedactionLimits.DEFAULT).redact(value, "", rules);
    assertThat(redactor(RedactionLimits.DEFAULT).redact(value, "", rules)).isEqualTo(first);
    assertThat(other.redact(value, "", rules)).isNotEqualTo(first);
    assertThatThrownBy(() -> new Redactor(new byte[15], RedactionLimits.DEFAULT, SECRETS, () -> 0))
        .hasMessageStartingWith("Expected a redaction key of at least 16 bytes");
  }

  @Test
  void cutsLongStringsToARedactedHead() {
    String text = "key " + GITHUB + " " + "ä".repeat(10_000);
    Redacted redacted = redact(JsonObject.of("body", new JsonString(text)).toJson());
    JsonObject cut = ((JsonObject) redacted.value()).object("body").orElseThrow();
    assertThat(cut.bool("truncated")).contains(true);
    assertThat(cut.integer("bytes")).contains(45L + 20_000);
    assertThat(cut.string("digest").orElseThrow()).matches("hmac-sha256:[0-9a-f]{32}");
    assertThat(cut.string("head").orElseThrow())
        .startsWith("key [redacted:github-token] ä")
        .hasSize(256);
    assertThat(redacted.redactions())
        .extracting(r -> r.action() + " " + r.ruleId())
        .containsExactly("MASK github-token", "TRUNCATE string-size");
  }

  @Test
  void keepsNoHeadWhenTheScanMayHaveCutASecretInHalf() {
    String pem = "-----BEGIN PRIVATE KEY-----" + "A".repeat(4_000) + "-----END PRIVATE KEY-----";
    String text = pem + " ".repeat(4_096 - pem.length() - 10) + GITHUB + "x".repeat(20_000);
    Redacted redacted = redact(JsonObject.of("body", new JsonString(text)).toJson());
    assertThat(redacted.value().toJson()).doesNotContain("ghp_").contains("\"head\":\"\"");
  }

  @Test
  void cutsLargeDocuments() {
    JsonValue element = new JsonString(GITHUB + " " + "x".repeat(10_000));
    JsonValue document = new JsonArray(Collections.nCopies(8, element));
    Redacted redacted = redactor(RedactionLimits.DEFAULT).redact(document, "/result");
    JsonObject cut = (JsonObject) redacted.value();
    assertThat(cut.integer("bytes").orElseThrow()).isEqualTo(document.toJson().length());
    assertThat(cut.string("head").orElseThrow()).startsWith("[\"[redacted:github-token] xx");
    assertThat(redacted.redactions())
        .hasSize(9)
        .last()
        .isEqualTo(new Redaction("/result", Action.TRUNCATE, "document-size"));
  }

  @Test
  void replacesADocumentThatNeedsTooManyRedactions() {
    JsonValue document =
        new JsonArray(Collections.nCopies(501, new JsonString("ana@acme.example")));
    Redacted redacted = redactor(RedactionLimits.DEFAULT).redact(document, "/result");
    assertThat(redacted.value().toJson()).contains("\"truncated\":true").doesNotContain("ana@");
    assertThat(redacted.redactions())
        .containsExactly(new Redaction("/result", Action.TRUNCATE, "too-many-redactions"));
  }

  @Test
  void masksTheWholeValueWhenStepsOrTimeRunOut() {
    RedactionLimits few = new RedactionLimits(4_096, 65_536, 100, Duration.ofSeconds(1), 10);
    Redacted bySteps = redactor(few).redact(new JsonString("x".repeat(200)), "/a");
    AtomicLong clock = new AtomicLong();
    Redactor slow =
        new Redactor(KEY, RedactionLimits.DEFAULT, SECRETS, () -> clock.getAndAdd(2_000_000_000L));
    Redacted byTime = slow.redact(new JsonString("harmless"), "/a");
    for (Redacted redacted : List.of(bySteps, byTime)) {
      assertThat(redacted.value()).isEqualTo(new JsonString("[redacted:budget-exceeded]"));
      assertThat(redacted.redactions())
          .containsExactly(new Redaction("/a", Action.MASK, "budget-exceeded"));
    }
  }

  @Test
  void masksWhatIsNestedTooDeep() {
    JsonValue value = JsonNumber.of(1);
    for (int i = 0; i < 5_000; i++) {
      value = JsonArray.of(value);
    }
    Redacted redacted = redactor(RedactionLimits.DEFAULT).redact(value, "/a");
    assertThat(redacted.value()).isEqualTo(new JsonString("[redacted:too-deep]"));
  }

  @Test
  void cutsNamesThatAreData() {
    Redacted redacted = redact(JsonObject.of("n".repeat(300), JsonNumber.of(1)).toJson());
    assertThat(redacted.value().toJson())
        .matches("\\{\"\\[truncated:hmac-sha256:[0-9a-f]{32}]\":1}");
    assertThat(redacted.redactions()).extracting(Redaction::ruleId).containsExactly("name-size");
  }

  @Test
  void redactsFreeTextOfAnyShape() {
    Redactor redactor = redactor(RedactionLimits.DEFAULT);
    RedactedText error = redactor.redactText("login as ana@acme.example failed\ud83d", "/error");
    assertThat(error.text()).isEqualTo("login as [redacted:pii-email] failed\ufffd");
    assertThat(error.redactions())
        .containsExactly(new Redaction("/error", Action.MASK, "pii-email"));
    RedactedText cut = redactor.redactText("x".repeat(20_000), "/error");
    assertThat(cut.text())
        .startsWith("xxx")
        .matches("x{256}… \\[truncated: 20000 bytes, hmac-sha256:[0-9a-f]{32}]");
  }

  @Test
  void finishesHostileTextsWithinItsSteps() {
    Redactor redactor = redactor(RedactionLimits.DEFAULT);
    for (String piece :
        List.of(
            "a",
            "password=",
            "a@",
            "@a.b",
            "+1 ",
            "4111 ",
            "DE89 ",
            "://a:b@",
            "-----BEGIN PRIVATE KEY-----",
            "eyJ.",
            "bearer ",
            "curl -u ",
            "\u200b",
            "\ud83d\ude00")) {
      String text = piece.repeat(1_000_000 / piece.length());
      assertThat(redactor.redactText(text, "/e").text()).as(piece).hasSizeLessThan(1_000);
      assertThat(redactor.redactText(text.substring(0, 5_000), "/e").redactions())
          .as(piece)
          .extracting(Redaction::ruleId)
          .doesNotContain(TextScan.BUDGET_EXCEEDED);
    }
  }

  @Test
  void leavesOrdinaryDataAlone() {
    String ordinary =
        "{\"id\":\"T-17\",\"uuid\":\"0190b5a2-7c3e-7d1f-9a4b-2f6c8e0d1b3a\",\"n\":42,"
            + "\"digest\":\"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\","
            + "\"at\":\"2026-11-21T12:28:28.123+01:00\",\"amount\":1234567.89,\"iso\":\"20261121T122828Z\","
            + "\"url\":\"https://acme.example:8443/a/b?page=2&size=10#top\",\"ip\":\"10.1.2.3\","
            + "\"path\":\"/usr/lib/jvm/java-21\",\"sql\":\"select * from t where a = 1\","
            + "\"text\":\"Please close my solved tickets, basic information is attached.\","
            + "\"max_tokens\":100000,\"micros\":5000000,\"epoch\":1763728108000,\"version\":\"3.2.0-rc.1\","
            + "\"commit\":\"8ea3e8b0c1d2e3f4a5b6c7d8e9f00112233445566\",\"emoji\":\"👩‍💻 done\"}";
    Redacted redacted = redact(ordinary);
    assertThat(redacted.redactions()).isEmpty();
    assertThat(redacted.value()).isEqualTo(StrictJson.reread(ordinary));
  }

  private static Redacted redact(String json) {
    return redactor(RedactionLimits.DEFAULT).redact(StrictJson.reread(json), "/arguments");
  }

  private static PointerRule rule(String pointer, RedactionAction action) {
    return new PointerRule(JsonPointer.parse(pointer), action);
  }

  private static Redactor redactor(RedactionLimits limits) {
    return new Redactor(KEY, limits, SECRETS, () -> 0);
  }
}
