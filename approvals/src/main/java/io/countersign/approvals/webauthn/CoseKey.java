package io.countersign.approvals.webauthn;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.KeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The public key of an authenticator (RFC 9052, section 7), for ES256 on P-256, EdDSA on Ed25519 or
 * RS256. An authenticator has one way to write its key, the canonical CBOR of CTAP 2 with the
 * parameters of its algorithm and no others (WebAuthn Level 2, section 6.5.1.1), so a key is read
 * by its exact shape and this package needs no CBOR.
 */
final class CoseKey {
  /** Longest key, in bytes: RSA with 4096 bits. */
  static final int LONGEST = 600;

  /** Longest signature, in bytes: RSA with 4096 bits. */
  static final int LONGEST_SIGNATURE = 512;

  private static final HexFormat HEX = HexFormat.of();
  private static final int COORDINATE = 32;

  // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
  private static final byte[] ES256 = HEX.parseHex("a5010203262001215820");
  private static final byte[] ES256_Y = HEX.parseHex("225820");
  private static final byte[] P256_INFO =
      HEX.parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");
  private static final BigInteger P256_PRIME =
      new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
  private static final BigInteger P256_B =
      new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16);

  // {1: 1, 3: -8, -1: 6, -2: x}
  private static final byte[] EDDSA = HEX.parseHex("a4010103272006215820");
  private static final byte[] ED25519_INFO = HEX.parseHex("302a300506032b6570032100");
  private static final BigInteger ED25519_PRIME =
      BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger ED25519_ORDER_8 =
      new BigInteger("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16);

  /** The y of the points with which a signature says nothing: they have an order up to 8. */
  private static final List<BigInteger> ED25519_WEAK =
      List.of(
          BigInteger.ZERO,
          BigInteger.ONE,
          ED25519_PRIME.subtract(BigInteger.ONE),
          ED25519_ORDER_8,
          ED25519_PRIME.subtract(ED25519_ORDER_8));

  // {1: 3, 3: -257, -1: n, -2: 65537}
  private static final byte[] RS256 = HEX.parseHex("a401030339010020" + "59");
  private static final byte[] RS256_EXPONENT = HEX.parseHex("2143010001");
  private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);
  private static final int LEAST_RSA_BITS = 2_048;
  private static final int MOST_RSA_BITS = 4_096;

  private enum Algorithm {
    ES256("SHA256withECDSAinP1363Format"),
    EDDSA("Ed25519"),
    RS256("SHA256withRSA");

    private final String jdkName;

    Algorithm(String jdkName) {
      this.jdkName = jdkName;
    }
  }

  private final Algorithm algorithm;
  private final PublicKey key;

  private CoseKey(Algorithm algorithm, PublicKey key) {
    this.algorithm = algorithm;
    this.key = key;
  }

  /** Reads a key; empty when it is none of those, is no point of its curve, or is a weak one. */
  static Optional<CoseKey> read(byte[] cose) {
    if (Base64Url.standsAt(ES256, cose, 0)) {
      return es256(cose);
    }
    if (Base64Url.standsAt(EDDSA, cose, 0)) {
      return eddsa(cose);
    }
    return Base64Url.standsAt(RS256, cose, 0) ? rs256(cose) : Optional.empty();
  }

  private static Optional<CoseKey> es256(byte[] cose) {
    int x = ES256.length;
    int y = x + COORDINATE + ES256_Y.length;
    if (cose.length != y + COORDINATE
        || !Base64Url.standsAt(ES256_Y, cose, x + COORDINATE)
        || !isOnP256(unsigned(cose, x), unsigned(cose, y))) {
      return Optional.empty();
    }
    byte[] point = new byte[2 * COORDINATE];
    System.arraycopy(cose, x, point, 0, COORDINATE);
    System.arraycopy(cose, y, point, COORDINATE, COORDINATE);
    return key(Algorithm.ES256, "EC", new X509EncodedKeySpec(joined(P256_INFO, point)));
  }

  private static boolean isOnP256(BigInteger x, BigInteger y) {
    BigInteger right =
        x.pow(3).subtract(x.multiply(BigInteger.valueOf(3))).add(P256_B).mod(P256_PRIME);
    return x.compareTo(P256_PRIME) < 0
        && y.compareTo(P256_PRIME) < 0
        && y.multiply(y).mod(P256_PRIME).equals(right);
  }

  private static Optional<CoseKey> eddsa(byte[] cose) {
    if (cose.length != EDDSA.length + COORDINATE) {
      return Optional.empty();
    }
    byte[] point = Arrays.copyOfRange(cose, EDDSA.length, cose.length);
    BigInteger y = ed25519Y(point);
    return y.compareTo(ED25519_PRIME) >= 0 || ED25519_WEAK.contains(y)
        ? Optional.empty()
        : key(Algorithm.EDDSA, "Ed25519", new X509EncodedKeySpec(joined(ED25519_INFO, point)));
  }

  /** The point's y, in little-endian order below the bit that is the sign of x. */
  private static BigInteger ed25519Y(byte[] point) {
    byte[] y = new byte[COORDINATE];
    for (int i = 0; i < COORDINATE; i++) {
      y[i] = point[COORDINATE - 1 - i];
    }
    y[0] &= 0x7F;
    return new BigInteger(1, y);
  }

  private static Optional<CoseKey> rs256(byte[] cose) {
    int from = RS256.length + 2;
    if (cose.length < from) {
      return Optional.empty();
    }
    int length = ((cose[from - 2] & 0xFF) << 8) | (cose[from - 1] & 0xFF);
    if (cose.length != from + length + RS256_EXPONENT.length
        || !Base64Url.standsAt(RS256_EXPONENT, cose, from + length)) {
      return Optional.empty();
    }
    BigInteger modulus = new BigInteger(1, cose, from, length);
    boolean shortest = modulus.bitLength() > 8 * (length - 1);
    return !shortest
            || modulus.bitLength() < LEAST_RSA_BITS
            || modulus.bitLength() > MOST_RSA_BITS
            || !modulus.testBit(0)
        ? Optional.empty()
        : key(Algorithm.RS256, "RSA", new RSAPublicKeySpec(modulus, EXPONENT));
  }

  private static BigInteger unsigned(byte[] bytes, int from) {
    return new BigInteger(1, bytes, from, COORDINATE);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  private static Optional<CoseKey> key(Algorithm algorithm, String family, KeySpec spec) {
    try {
      return Optional.of(
          new CoseKey(algorithm, KeyFactory.getInstance(family).generatePublic(spec)));
    } catch (NoSuchAlgorithmException missing) {
      throw missing(missing);
    } catch (GeneralSecurityException refused) {
      return Optional.empty();
    }
  }

  /** Whether this key signed these bytes, one part after the other. */
  boolean verifies(byte[] signature, byte[]... parts) {
    Optional<byte[]> plain =
        algorithm == Algorithm.ES256 ? EcdsaSignature.read(signature) : Optional.of(signature);
    if (plain.isEmpty()) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(algorithm.jdkName);
      verifier.initVerify(key);
      for (byte[] part : parts) {
        verifier.update(part);
      }
      return verifier.verify(plain.get());
    } catch (NoSuchAlgorithmException missing) {
      throw missing(missing);
    } catch (GeneralSecurityException refused) {
      return false;
    }
  }

  /** Not an answer about a signature: another machine would give another one. */
  private static IllegalStateException missing(NoSuchAlgorithmException cause) {
    return new IllegalStateException(
        "Expected a JDK with ECDSA, Ed25519 and RSA, but one of them is absent", cause);
  }
}
