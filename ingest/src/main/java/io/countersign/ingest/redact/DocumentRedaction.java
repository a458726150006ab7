package io.countersign.ingest.redact;

import io.countersign.schemas.control.RedactionAction;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.json.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The redaction of one document. Not reusable. */
final class DocumentRedaction {

  static final String TOO_DEEP = "too-deep";
  static final String TOO_MANY = "too-many-redactions";
  static final String NAME_SIZE = "name-size";
  static final String STRING_SIZE = "string-size";
  static final String DOCUMENT_SIZE = "document-size";

  private static final int HEAD = 256;

  /** Longer names are data, and would make every pointer below them long. */
  private static final int LONGEST_NAME = 256;

  /**
   * How much of a cut string is scanned for its head; a secret that begins there is masked whole.
   */
  private static final int HEAD_SCANNED = 4_096;

  private final RedactionLimits limits;
  private final Fingerprint fingerprint;
  private final TextScan scan;
  private final List<PointerRule> rules;
  private final List<Redaction> redactions = new ArrayList<>();

  DocumentRedaction(
      RedactionLimits limits, Fingerprint fingerprint, TextScan scan, List<PointerRule> rules) {
    this.limits = limits;
    this.fingerprint = fingerprint;
    this.scan = scan;
    this.rules = List.copyOf(rules);
  }

  Redacted redact(JsonValue document, String base) {
    if (!isWithin(document, Limits.HIGHEST_DEPTH)) {
      return whole(new JsonString(TextScan.marker(TOO_DEEP)), base, Action.MASK, TOO_DEEP);
    }
    JsonValue redacted = node(document, Place.root(base, rules)).orElse(JsonNull.NULL);
    if (isExhausted()) {
      return whole(cut(CanonicalJson.text(document), ""), base, Action.TRUNCATE, TOO_MANY);
    }
    String text = CanonicalJson.text(redacted);
    if (utf8Length(text) <= limits.maxDocumentBytes()) {
      return new Redacted(redacted, redactions);
    }
    redactions.add(new Redaction(base, Action.TRUNCATE, DOCUMENT_SIZE));
    return new Redacted(cut(CanonicalJson.text(document), text), redactions);
  }

  /** The value to write at {@code place}; empty when it is dropped. */
  private Optional<JsonValue> node(JsonValue value, Place place) {
    Optional<RedactionAction> action = place.action();
    if (action.isEmpty()) {
      return Optional.of(inside(value, place));
    }
    return switch (action.get()) {
      case KEEP -> Optional.of(inside(value, place));
      case MASK -> Optional.of(masked(place, PointerRule.ID));
      case HASH -> {
        record(place, Action.HASH, PointerRule.ID);
        yield Optional.of(new JsonString(fingerprint.of(CanonicalJson.text(value))));
      }
      case DROP -> {
        record(place, Action.DROP, PointerRule.ID);
        yield Optional.empty();
      }
    };
  }

  private JsonValue inside(JsonValue value, Place place) {
    return switch (value) {
      case JsonObject object -> object(object, place);
      case JsonArray array -> array(array, place);
      case JsonString string -> string(string, place);
      case JsonNumber number -> number(number, place);
      case JsonBoolean bool -> bool;
      case JsonNull none -> none;
    };
  }

  private JsonObject object(JsonObject object, Place place) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      if (isExhausted()) {
        break;
      }
      String name = member.getKey();
      String written = name(name, place, object, members);
      member(name, member.getValue(), place.child(name, written))
          .ifPresent(kept -> members.put(written, kept));
    }
    return new JsonObject(members);
  }

  private Optional<JsonValue> member(String name, JsonValue value, Place place) {
    if (!isRuled(value, place) && KeyNames.isSecret(name, value)) {
      return Optional.of(masked(place, KeyNames.RULE_ID));
    }
    return node(value, place);
  }

  /** Whoever keeps an object or array can not know what will stand in it: that is not exempt. */
  private static boolean isRuled(JsonValue value, Place place) {
    Optional<RedactionAction> action = place.action();
    boolean nested = value instanceof JsonObject || value instanceof JsonArray;
    return action.isPresent() && !(nested && action.get() == RedactionAction.KEEP);
  }

  /** The name to write: names hold secrets too. Names that masking made equal are numbered. */
  private String name(String name, Place place, JsonObject object, Map<String, JsonValue> members) {
    if (name.length() > LONGEST_NAME) {
      String cut = "[truncated:" + fingerprint.of(name) + "]";
      record(place.child(name, cut), Action.TRUNCATE, NAME_SIZE);
      return cut;
    }
    TextScan.Masked masked = scan.mask(name);
    if (masked.ruleIds().isEmpty()) {
      return name;
    }
    String written = masked.text();
    for (int i = 2; members.containsKey(written) || object.has(written); i++) {
      written = masked.text() + "#" + i;
    }
    Place child = place.child(name, written);
    masked.ruleIds().forEach(ruleId -> record(child, Action.MASK, ruleId));
    return written;
  }

  private JsonArray array(JsonArray array, Place place) {
    List<JsonValue> elements = new ArrayList<>(array.elements().size());
    for (int i = 0; i < array.elements().size() && !isExhausted(); i++) {
      String index = Integer.toString(i);
      elements.add(node(array.elements().get(i), place.child(index, index)).orElse(JsonNull.NULL));
    }
    return new JsonArray(elements);
  }

  private JsonValue string(JsonString string, Place place) {
    String text = string.value();
    if (utf8Length(text) > limits.maxStringBytes()) {
      String begin = text.substring(0, cutBefore(text, HEAD_SCANNED));
      String head = maskedText(begin, place);
      record(place, Action.TRUNCATE, STRING_SIZE);
      // When most of it was masked, the head would reach a secret that the scan cut in half.
      return cut(text, head.length() < HEAD_SCANNED / 2 ? "" : head);
    }
    return new JsonString(maskedText(text, place));
  }

  private String maskedText(String text, Place place) {
    TextScan.Masked masked = scan.mask(text);
    masked.ruleIds().forEach(ruleId -> record(place, Action.MASK, ruleId));
    return masked.text();
  }

  private JsonValue number(JsonNumber number, Place place) {
    String text = number.text();
    String masked = maskedText(text, place);
    return masked.equals(text) ? number : new JsonString(masked);
  }

  private JsonString masked(Place place, String ruleId) {
    record(place, Action.MASK, ruleId);
    return new JsonString(TextScan.marker(ruleId));
  }

  private void record(Place place, Action action, String ruleId) {
    if (!isExhausted()) {
      redactions.add(new Redaction(place.pointer(), action, ruleId));
    }
  }

  /** One more redaction than may be listed: the walk stops, the whole document is replaced. */
  private boolean isExhausted() {
    return redactions.size() > limits.maxRedactions();
  }

  private static Redacted whole(JsonValue value, String base, Action action, String ruleId) {
    return new Redacted(value, List.of(new Redaction(base, action, ruleId)));
  }

  /** What stands for something too large: the hash is keyed and over the original. */
  private JsonObject cut(String original, String redacted) {
    return JsonObject.builder()
        .put("truncated", true)
        .put("bytes", utf8Length(original))
        .put("digest", fingerprint.of(original))
        .put("head", redacted.substring(0, cutBefore(redacted, HEAD)))
        .build();
  }

  /** At most {@code limit} and never between the halves of a surrogate pair. */
  private static int cutBefore(String text, int limit) {
    if (text.length() <= limit) {
      return text.length();
    }
    return Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
  }

  private static long utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static boolean isWithin(JsonValue value, int levels) {
    return switch (value) {
      case JsonArray array ->
          levels > 0 && array.elements().stream().allMatch(e -> isWithin(e, levels - 1));
      case JsonObject object ->
          levels > 0 && object.members().values().stream().allMatch(e -> isWithin(e, levels - 1));
      case JsonString s -> true;
      case JsonNumber n -> true;
      case JsonBoolean b -> true;
      case JsonNull n -> true;
    };
  }
}
