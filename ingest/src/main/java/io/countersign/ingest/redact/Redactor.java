package io.countersign.ingest.redact;

import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Takes secrets and personal data out of documents and free text before anything is written. In
 * this order: the tool's own pointer rules, names of members, patterns of secrets, personal data,
 * size caps. Every change is listed.
 *
 * <p>For arguments, results, error texts, context, preview, rollback, read-back and resources. Not
 * for who acted: the principal's e-mail address is what the record is about.
 *
 * <p>Deterministic (equal documents, rules and keys give equal results, short of a machine so slow
 * that the time limit strikes), linear in the size of the document, and total: it never throws on
 * any value. Safe for use by many threads.
 */
public final class Redactor {

  private final Fingerprint fingerprint;
  private final RedactionLimits limits;
  private final SecretRules secrets;
  private final LongSupplier nanoTime;

  /**
   * @param key secret key of the hashes, at least 16 bytes; without it low-entropy values could be
   *     guessed from their hash
   * @param nanoTime a monotonic clock in nanoseconds, {@code System::nanoTime}
   */
  public Redactor(byte[] key, RedactionLimits limits, SecretRules secrets, LongSupplier nanoTime) {
    this.fingerprint = new Fingerprint(key);
    this.limits = limits;
    this.secrets = secrets;
    this.nanoTime = nanoTime;
  }

  /** Redacts without rules of the tool. */
  public Redacted redact(JsonValue value, String basePointer) {
    return redact(value, basePointer, List.of());
  }

  /**
   * Redacts a document.
   *
   * @param basePointer where the document stands in what is written, for example {@code
   *     /arguments}; starts the pointers of the redactions
   * @param rules what the tool's owner wants, relative to the document
   */
  public Redacted redact(JsonValue value, String basePointer, List<PointerRule> rules) {
    return new DocumentRedaction(limits, fingerprint, scan(true), rules).redact(value, basePointer);
  }

  /**
   * Redacts free text. Lone surrogates become U+FFFD. Text beyond the size of a string is cut after
   * its redacted beginning, and says so.
   *
   * @param pointer where the text stands in what is written, for example {@code /error}
   */
  public RedactedText redactText(String text, String pointer) {
    return redactText(text, pointer, true);
  }

  /**
   * As {@link #redactText(String, String)}, but takes out secrets only. For what operators write
   * about their own tools: the addresses, links and numbers in it are there to be read.
   */
  public RedactedText redactSecrets(String text, String pointer) {
    return redactText(text, pointer, false);
  }

  private RedactedText redactText(String text, String pointer, boolean personalData) {
    String wellFormed =
        new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
    Redacted redacted =
        new DocumentRedaction(limits, fingerprint, scan(personalData), List.of())
            .redact(new JsonString(wellFormed), pointer);
    String result =
        switch (redacted.value()) {
          case JsonString string -> string.value();
          case JsonObject cut ->
              cut.string("head").orElse("")
                  + "… [truncated: "
                  + cut.number("bytes").map(JsonNumber::text).orElse("")
                  + " bytes, "
                  + cut.string("digest").orElse("")
                  + "]";
          case JsonValue other -> other.toJson();
        };
    return new RedactedText(result, redacted.redactions());
  }

  private TextScan scan(boolean personalData) {
    return new TextScan(
        secrets, new Budget(limits.maxSteps(), limits.maxTime(), nanoTime), personalData);
  }
}
