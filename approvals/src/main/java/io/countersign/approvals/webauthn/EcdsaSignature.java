package io.countersign.approvals.webauthn;

import java.util.Optional;

/**
 * Reads an ECDSA signature on P-256 in DER (RFC 3279, section 2.2.3). The JDK reads more than DER,
 * and not the same in each version; this accepts the one spelling that a signature has.
 */
final class EcdsaSignature {
  private static final int NUMBER = 32;
  private static final int SEQUENCE_TAG = 0x30;
  private static final int INTEGER_TAG = 0x02;
  private static final int HEADER = 2;

  private EcdsaSignature() {}

  /** The two numbers, 32 bytes each; empty when it is no such signature. */
  static Optional<byte[]> read(byte[] der) {
    if (der.length < HEADER || der[0] != SEQUENCE_TAG || der[1] != der.length - HEADER) {
      return Optional.empty();
    }
    byte[] numbers = new byte[2 * NUMBER];
    int end = integer(der, HEADER, numbers, NUMBER);
    end = end < 0 ? end : integer(der, end, numbers, 2 * NUMBER);
    return end == der.length ? Optional.of(numbers) : Optional.empty();
  }

  /** Copies the integer at {@code from} so that it ends at {@code end}; where it ends, or -1. */
  private static int integer(byte[] der, int from, byte[] numbers, int end) {
    int start = from + HEADER;
    if (start >= der.length || der[from] != INTEGER_TAG) {
      return -1;
    }
    int length = der[from + 1];
    if (length < 1 || length > der.length - start || der[start] < 0) {
      return -1;
    }
    boolean padded = length > 1 && der[start] == 0;
    if (padded && der[start + 1] >= 0) {
      return -1;
    }
    int digits = padded ? length - 1 : length;
    if (digits > NUMBER) {
      return -1;
    }
    System.arraycopy(der, start + length - digits, numbers, end - digits, digits);
    return start + length;
  }
}
