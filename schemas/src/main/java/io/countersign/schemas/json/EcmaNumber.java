package io.countersign.schemas.json;

/**
 * ECMAScript's {@code Number::toString} (ECMA-262, section 6.1.6.1.20), the number format of RFC
 * 8785, and the test whether a decimal literal says exactly what its double says.
 */
final class EcmaNumber {

  private static final double TWO_TO_53 = 9_007_199_254_740_992.0;

  private EcmaNumber() {}

  /**
   * The shortest text that reads back as {@code value}.
   *
   * @throws IllegalArgumentException if {@code value} is NaN or infinite (RFC 8785 has no form)
   */
  static String text(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("Expected a finite number, but it is NaN or infinite.");
    }
    if (value == Math.rint(value) && Math.abs(value) <= TWO_TO_53) {
      return Long.toString((long) value);
    }
    return format(value < 0, shortest(Math.abs(value)));
  }

  /** Whether the JSON number literal {@code literal} denotes exactly the decimal {@code value}. */
  static boolean isExact(String literal, double value) {
    Decimal expected = Decimal.of(literal);
    if (value == 0) {
      return expected.digits.isEmpty();
    }
    return expected.equals(shortest(Math.abs(value)));
  }

  /**
   * The JDK (19 and newer) chooses the shortest digits too, but never fewer than two: for a
   * subnormal number one digit may do, which ECMAScript then prefers (5e-324, not 4.9e-324).
   */
  private static Decimal shortest(double magnitude) {
    Decimal decimal = Decimal.of(Double.toString(magnitude));
    if (magnitude < Double.MIN_NORMAL && decimal.digits.length() == 2) {
      int two = Integer.parseInt(decimal.digits);
      int nearest = (two + 5) / 10;
      Decimal one = Decimal.of(nearest + "e" + (decimal.point - 1));
      if (Double.parseDouble(nearest + "e" + (decimal.point - 1)) == magnitude) {
        return one;
      }
    }
    return decimal;
  }

  private static String format(boolean negative, Decimal decimal) {
    String digits = decimal.digits;
    int count = digits.length();
    int point = Math.toIntExact(decimal.point);
    StringBuilder out = new StringBuilder(26);
    if (negative) {
      out.append('-');
    }
    if (count <= point && point <= 21) {
      out.append(digits).append("0".repeat(point - count));
    } else if (0 < point && point <= 21) {
      out.append(digits, 0, point).append('.').append(digits, point, count);
    } else if (-6 < point && point <= 0) {
      out.append("0.").append("0".repeat(-point)).append(digits);
    } else {
      int exponent = point - 1;
      out.append(digits.charAt(0));
      if (count > 1) {
        out.append('.').append(digits, 1, count);
      }
      out.append('e').append(exponent < 0 ? '-' : '+').append(Math.abs(exponent));
    }
    return out.toString();
  }

  /**
   * A non-negative decimal as 0.{@code digits} × 10^{@code point}, without leading or trailing
   * zeros, so that equal values are equal records. Zero has no digits and point 0.
   */
  private record Decimal(String digits, long point) {

    private static final long EXPONENT_LIMIT = 1_000_000_000L;

    /** Reads the magnitude of a JSON or Java literal in linear time; huge exponents saturate. */
    static Decimal of(String literal) {
      StringBuilder digits = new StringBuilder(literal.length());
      long point = 0;
      boolean fraction = false;
      int i = literal.charAt(0) == '-' ? 1 : 0;
      for (; i < literal.length(); i++) {
        char c = literal.charAt(i);
        if (c == '.') {
          fraction = true;
        } else if (c == 'e' || c == 'E') {
          point += exponent(literal, i + 1);
          break;
        } else {
          boolean leadingZero = c == '0' && digits.isEmpty();
          if (!leadingZero) {
            digits.append(c);
          }
          if (leadingZero && fraction) {
            point--;
          } else if (!leadingZero && !fraction) {
            point++;
          }
        }
      }
      int end = digits.length();
      while (end > 0 && digits.charAt(end - 1) == '0') {
        end--;
      }
      return end == 0 ? new Decimal("", 0) : new Decimal(digits.substring(0, end), point);
    }

    private static long exponent(String literal, int start) {
      boolean negative = literal.charAt(start) == '-';
      long exponent = 0;
      for (int i = start; i < literal.length(); i++) {
        char c = literal.charAt(i);
        if (c != '-' && c != '+') {
          exponent = Math.min(EXPONENT_LIMIT, exponent * 10 + (c - '0'));
        }
      }
      return negative ? -exponent : exponent;
    }
  }
}
