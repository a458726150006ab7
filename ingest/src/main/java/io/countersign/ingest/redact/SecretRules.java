package io.countersign.ingest.redact;

import com.google.re2j.Pattern;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonRefused;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The secrets that are known by their looks. The rules are data, {@code redaction/secrets.json};
 * each text is first searched for their keywords in one pass, then by the few patterns that remain.
 */
public final class SecretRules {

  private static final String RESOURCE = "/redaction/secrets.json";

  private final List<SecretRule> rules;
  private final KeywordAutomaton keywords;

  private SecretRules(List<SecretRule> rules) {
    this.rules = List.copyOf(rules);
    List<String> words = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < rules.size(); i++) {
      if (!ids.add(rules.get(i).id())) {
        throw new IllegalArgumentException(
            "Expected each rule id once, but " + rules.get(i).id() + " appears twice.");
      }
      for (String keyword : rules.get(i).keywords()) {
        words.add(keyword);
        numbers.add(i);
      }
    }
    this.keywords = new KeywordAutomaton(words, numbers);
  }

  /**
   * The rules that come with Countersign.
   *
   * @throws IllegalStateException if the file is missing or damaged: refuse to start
   */
  public static SecretRules bundled() {
    try (InputStream in = SecretRules.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(
            "Expected " + RESOURCE + " on the class path, but it is not there. Reinstall.");
      }
      return of(StrictJson.parse(in.readAllBytes()));
    } catch (IOException | JsonRefused e) {
      throw new IllegalStateException(
          "Expected " + RESOURCE + " to be readable, but it is damaged. Reinstall.", e);
    }
  }

  /** The ids, in the order of the file. */
  public List<String> ids() {
    return rules.stream().map(SecretRule::id).toList();
  }

  /** Adds every secret in {@code text} to {@code spans}; false when the budget ran out first. */
  boolean find(CharSequence text, Budget budget, List<Span> spans) {
    if (!budget.spend(text.length())) {
      return false;
    }
    BitSet candidates = keywords.find(text);
    for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
      if (!rules.get(i).find(text, budget, spans)) {
        return false;
      }
    }
    return true;
  }

  private static SecretRules of(JsonValue file) {
    if (!(file instanceof JsonObject object)) {
      throw new IllegalStateException("Expected an object of rules, but it is something else.");
    }
    List<SecretRule> rules = new ArrayList<>();
    for (JsonValue rule : object.array("rules").orElse(JsonArray.EMPTY).elements()) {
      rules.add(rule((JsonObject) rule));
    }
    return new SecretRules(rules);
  }

  private static SecretRule rule(JsonObject rule) {
    List<String> keywords =
        rule.array("keywords").orElse(JsonArray.EMPTY).elements().stream()
            .map(keyword -> ((JsonString) keyword).value())
            .toList();
    return new SecretRule(
        rule.string("id").orElseThrow(),
        keywords,
        Pattern.compile(rule.string("regex").orElseThrow()),
        rule.integer("group").orElse(0L).intValue(),
        rule.number("minEntropy").map(JsonNumber::value).orElse(0.0),
        rule.bool("mixed").orElse(false));
  }
}
