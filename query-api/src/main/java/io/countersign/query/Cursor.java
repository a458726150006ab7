package io.countersign.query;

import io.countersign.schemas.digest.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;

/**
 * Where a page ended: the sort key of its last entry. Written as opaque text that is valid only for
 * the question it came from. A cursor grants nothing, because each page is filtered by the caller's
 * tenant anyway, so it is checked by a digest and not by a key: it survives a restart and works at
 * every instance.
 *
 * @param time time of the last entry in milliseconds since 1970; 0 in the order of a ledger
 * @param ledger its ledger
 * @param generation generation of the ledger
 * @param position its position
 */
public record Cursor(long time, int ledger, int generation, long position)
    implements Comparable<Cursor> {
  private static final Comparator<Cursor> ORDER =
      Comparator.comparingLong(Cursor::time)
          .thenComparingInt(Cursor::ledger)
          .thenComparingInt(Cursor::generation)
          .thenComparingLong(Cursor::position);

  private static final int KEY_BYTES = Long.BYTES + Integer.BYTES + Integer.BYTES + Long.BYTES;
  private static final int CHECK_BYTES = 16;
  private static final byte[] DOMAIN =
      "countersign/cursor/v1\n".getBytes(StandardCharsets.US_ASCII);

  /** Writes the cursor for the question with this fingerprint. */
  public String text(Digest fingerprint) {
    byte[] key =
        ByteBuffer.allocate(KEY_BYTES)
            .putLong(time)
            .putInt(ledger)
            .putInt(generation)
            .putLong(position)
            .array();
    byte[] all =
        ByteBuffer.allocate(KEY_BYTES + CHECK_BYTES).put(key).put(check(key, fingerprint)).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  /**
   * Reads a cursor.
   *
   * @throws BadQuery when it is not one, or is one of another question
   */
  public static Cursor parse(String text, Digest fingerprint) throws BadQuery {
    byte[] all;
    try {
      all = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw refused();
    }
    if (all.length != KEY_BYTES + CHECK_BYTES) {
      throw refused();
    }
    byte[] key = Arrays.copyOf(all, KEY_BYTES);
    byte[] check = Arrays.copyOfRange(all, KEY_BYTES, all.length);
    ByteBuffer values = ByteBuffer.wrap(key);
    Cursor cursor =
        new Cursor(values.getLong(), values.getInt(), values.getInt(), values.getLong());
    // one spelling only: unused bits of the last character must be zero
    if (!MessageDigest.isEqual(check, check(key, fingerprint))
        || !cursor.text(fingerprint).equals(text)) {
      throw refused();
    }
    return cursor;
  }

  /** In the order of an ascending list. */
  @Override
  public int compareTo(Cursor other) {
    return ORDER.compare(this, other);
  }

  private static byte[] check(byte[] key, Digest fingerprint) {
    return Arrays.copyOf(Digest.sha256(DOMAIN, fingerprint.bytes(), key).bytes(), CHECK_BYTES);
  }

  private static BadQuery refused() {
    return new BadQuery(
        "cursor",
        "Expected the cursor of an earlier page of the same question, but it is none: begin again"
            + " without cursor");
  }
}
