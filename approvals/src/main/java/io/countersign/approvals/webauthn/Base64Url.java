package io.countersign.approvals.webauthn;

import java.util.Arrays;
import java.util.Base64;

/** Base64url without padding (RFC 4648, section 5), of which each value has one spelling. */
final class Base64Url {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final byte[] NOTHING = {};

  private Base64Url() {}

  /** The bytes that {@code text} spells; none when it is no such spelling or spells more. */
  static byte[] read(String text, int most) {
    if (text.length() > (most * 4L + 2) / 3) {
      return NOTHING;
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      return write(bytes).equals(text) ? bytes : NOTHING;
    } catch (IllegalArgumentException notBase64) {
      return NOTHING;
    }
  }

  static String write(byte[] bytes) {
    return ENCODER.encodeToString(bytes);
  }

  /** Whether bytes stand at {@code from}. */
  static boolean standsAt(byte[] expected, byte[] bytes, int from) {
    return bytes.length - from >= expected.length
        && Arrays.equals(bytes, from, from + expected.length, expected, 0, expected.length);
  }
}
