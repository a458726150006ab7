package io.countersign.ingest.redact;

import java.time.Duration;

/**
 * How much redaction may keep and how hard it may try. Whatever exceeds a limit is masked or cut,
 * never passed through.
 *
 * @param maxStringBytes longest string kept, in bytes of UTF-8
 * @param maxDocumentBytes largest redacted document kept, in bytes of its canonical form
 * @param maxSteps characters looked at per document, counted once for every rule that looks at them
 * @param maxTime a backstop for an overloaded machine. Steps decide first, so that the same
 *     document is redacted the same way everywhere; running out of time can only mask more
 * @param maxRedactions most redactions listed; a document that needs more is replaced as a whole
 */
public record RedactionLimits(
    int maxStringBytes, int maxDocumentBytes, long maxSteps, Duration maxTime, int maxRedactions) {

  /** 16 KiB strings, 64 KiB documents, 2 million steps, half a second, 500 redactions. */
  public static final RedactionLimits DEFAULT =
      new RedactionLimits(16 * 1024, 64 * 1024, 2_000_000, Duration.ofMillis(500), 500);

  /** Below this the marker of something cut would be larger than what was cut. */
  private static final int SMALLEST = 2_048;

  public RedactionLimits {
    boolean positive = maxSteps > 0 && maxTime.isPositive() && maxRedactions > 0;
    if (maxStringBytes < SMALLEST || maxDocumentBytes < maxStringBytes || !positive) {
      throw new IllegalArgumentException(
          "Expected positive redaction limits, strings of at least "
              + SMALLEST
              + " bytes and documents no smaller than strings, but they are "
              + maxStringBytes
              + " and "
              + maxDocumentBytes
              + " bytes.");
    }
  }
}
