package io.countersign.ingest;

import io.countersign.ingest.redact.PointerRule;
import io.countersign.ingest.redact.RedactedText;
import io.countersign.ingest.redact.Redactor;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.call.Preview;
import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.call.Redaction;
import io.countersign.schemas.call.RequestContext;
import io.countersign.schemas.control.RedactionAction;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Redacts the parts of one document and collects what was taken out of its texts. Pointers are
 * relative to the document as the API takes it.
 */
final class TextRedaction {
  private static final String UNKNOWN_TOOL = "unknown-tool";

  private final Redactor redactor;
  private final BiFunction<String, String, RedactedText> redactText;
  private final List<Redaction> redactions = new ArrayList<>();

  /** Takes secrets and personal data out. */
  TextRedaction(Redactor redactor) {
    this(redactor, redactor::redactText);
  }

  private TextRedaction(Redactor redactor, BiFunction<String, String, RedactedText> redactText) {
    this.redactor = redactor;
    this.redactText = redactText;
  }

  /** Takes only secrets out of texts: operators write addresses and links to be read. */
  static TextRedaction ofOperator(Redactor redactor) {
    return new TextRedaction(redactor, redactor::redactSecrets);
  }

  /** What was taken out of texts so far; documents keep their own list. */
  List<Redaction> redactions() {
    return List.copyOf(redactions);
  }

  /**
   * @param rules what the tool's owner wants, relative to the document
   */
  RedactedJson document(JsonValue original, String pointer, List<PointerRule> rules) {
    var redacted = redactor.redact(original, pointer, rules);
    return new RedactedJson(
        CanonicalJson.text(redacted.value()),
        CanonicalJson.bytes(original).length,
        redacted.redactions().stream().map(TextRedaction::listed).toList());
  }

  /**
   * What stands for a document of which nobody here knows how its owner wants it redacted: its
   * size, and nothing of its content.
   */
  RedactedJson withheld(JsonValue original, String pointer) {
    return new RedactedJson(
        CanonicalJson.text(new JsonString("[redacted:%s]".formatted(UNKNOWN_TOOL))),
        CanonicalJson.bytes(original).length,
        List.of(new Redaction(pointer, RedactionAction.MASK.name(), UNKNOWN_TOOL)));
  }

  @Nullable String optional(JsonObject document, String name, String parent) {
    return document.string(name).map(text -> text(text, parent + "/" + name)).orElse(null);
  }

  /**
   * For names that are counted by, such as error classes: a secret has no business there either.
   */
  @Nullable String identifier(JsonObject document, String name) {
    String text = optional(document, name, "");
    return text == null || text.length() <= Limits.IDENTIFIER
        ? text
        : text.substring(0, Limits.IDENTIFIER);
  }

  List<String> list(JsonObject document, String name, String parent) {
    List<String> values = new ArrayList<>();
    for (String value : Values.strings(document, name)) {
      values.add(text(value, parent + "/" + name + "/" + values.size()));
    }
    return values;
  }

  RequestContext context(JsonObject document) {
    JsonObject context = document.object("context").orElse(JsonObject.EMPTY);
    return new RequestContext(
        optional(context, "request", "/context"),
        optional(context, "source", "/context"),
        context.string("initiator").orElse(null));
  }

  @Nullable Preview preview(JsonObject document) {
    JsonObject preview = document.object("preview").orElse(null);
    if (preview == null) {
      return null;
    }
    String content = optional(preview, "content", "/preview");
    return new Preview(preview.string("kind").orElse(""), content == null ? "" : content);
  }

  /** A text that has to be there. */
  String required(JsonObject document, String name) {
    String text = optional(document, name, "");
    return text == null ? "" : text;
  }

  String text(String original, String pointer) {
    RedactedText redacted = redactText.apply(original, pointer);
    redacted.redactions().forEach(redaction -> redactions.add(listed(redaction)));
    return redacted.text();
  }

  private static Redaction listed(io.countersign.ingest.redact.Redaction redaction) {
    return new Redaction(redaction.pointer(), redaction.action().name(), redaction.ruleId());
  }
}
