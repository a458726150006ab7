package io.countersign.projections.alert.detect;

/**
 * Numbers in few bits. A count in one byte: exact to 64, then in 191 steps of 6 % up to four
 * million, rounded up. A positive number in two bytes: the upper half of a float, right to 0.4 %.
 */
final class Quantised {
  private static final int EXACT = 64;
  private static final double STEP = 1.06;
  private static final double[] VALUES = new double[256];

  static {
    for (int code = 0; code < VALUES.length; code++) {
      VALUES[code] = code <= EXACT ? code : Math.floor(EXACT * StrictMath.pow(STEP, code - EXACT));
    }
  }

  private Quantised() {}

  static byte count(long count) {
    if (count <= EXACT) {
      return (byte) count;
    }
    int low = EXACT;
    int high = VALUES.length - 1;
    while (low < high) {
      int middle = (low + high) / 2;
      if (VALUES[middle] >= count) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return (byte) low;
  }

  static long count(byte code) {
    return (long) VALUES[Byte.toUnsignedInt(code)];
  }

  static short number(double number) {
    int bits = Float.floatToIntBits((float) number);
    return (short) ((bits + 0x8000) >>> 16);
  }

  static double number(short half) {
    return Float.intBitsToFloat(half << 16);
  }
}
