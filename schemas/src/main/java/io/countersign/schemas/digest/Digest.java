package io.countersign.schemas.digest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A SHA-256 digest: 32 bytes, immutable, written as {@code sha256:} and 64 hexadecimal digits. */
public final class Digest {

  /** Length in bytes. */
  public static final int LENGTH = 32;

  private static final String PREFIX = "sha256:";
  private static final HexFormat HEX = HexFormat.of();

  private final byte[] bytes;

  /**
   * The digest with these bytes.
   *
   * @throws IllegalArgumentException if they are not 32
   */
  public Digest(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "Expected a SHA-256 digest of 32 bytes, but there are " + bytes.length + ".");
    }
    this.bytes = bytes.clone();
  }

  /** The SHA-256 of these byte arrays, one after the other. */
  public static Digest sha256(byte[]... parts) {
    MessageDigest sha256 = newSha256();
    for (byte[] part : parts) {
      sha256.update(part);
    }
    return new Digest(sha256.digest());
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if {@code text} is not {@code sha256:} and 64 lower-case
   *     hexadecimal digits: a digest has one spelling
   */
  public static Digest parse(String text) {
    boolean shaped =
        text.length() == PREFIX.length() + 2 * LENGTH
            && text.startsWith(PREFIX)
            && text.equals(text.toLowerCase(Locale.ROOT));
    if (!shaped || !isHex(text)) {
      throw new IllegalArgumentException(
          "Expected \"sha256:\" and 64 lower-case hexadecimal digits, but it is not.");
    }
    return new Digest(HEX.parseHex(text, PREFIX.length(), text.length()));
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** {@code sha256:} and 64 lower-case hexadecimal digits. */
  public String text() {
    return PREFIX + HEX.formatHex(bytes);
  }

  /**
   * What two people compare by reading aloud, for example {@code 3F9A-01CC}. Tells apart what is
   * different by accident; the whole digest decides.
   */
  public String shortCode() {
    String hex = HEX.withUpperCase().formatHex(bytes, 0, 4);
    return hex.substring(0, 4) + "-" + hex.substring(4);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Digest digest && Arrays.equals(bytes, digest.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return text();
  }

  private static boolean isHex(String text) {
    for (int i = PREFIX.length(); i < text.length(); i++) {
      if (!HexFormat.isHexDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java platform has SHA-256.", e);
    }
  }
}
