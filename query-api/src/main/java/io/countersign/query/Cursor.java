package io.countersign.query;

import io.countersign.schemas.digest.Digest;
import java.nio.ByteBuffer;
import java.util.Comparator;

/**
 * Where a page ended: the sort key of its last entry.
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

  /** Writes the cursor for the question with this fingerprint. */
  public String text(Digest fingerprint) {
    byte[] key =
        ByteBuffer.allocate(KEY_BYTES)
            .putLong(time)
            .putInt(ledger)
            .putInt(generation)
            .putLong(position)
            .array();
    return SealedText.of(key, fingerprint);
  }

  /**
   * Reads a cursor.
   *
   * @throws BadQuery when it is not one, or is one of another question
   */
  public static Cursor parse(String text, Digest fingerprint) throws BadQuery {
    byte[] key = SealedText.open(text, fingerprint);
    if (key.length != KEY_BYTES) {
      throw SealedText.refused();
    }
    ByteBuffer values = ByteBuffer.wrap(key);
    return new Cursor(values.getLong(), values.getInt(), values.getInt(), values.getLong());
  }

  /** In the order of an ascending list. */
  @Override
  public int compareTo(Cursor other) {
    return ORDER.compare(this, other);
  }
}
