package io.countersign.approvals.webauthn;

import io.countersign.schemas.approval.Assertion;
import io.countersign.schemas.approval.Authenticator;
import io.countersign.schemas.digest.Digest;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** Signs as an authenticator and a browser do, with a key of its own. Written for tests. */
record SoftwareAuthenticator(Algorithm algorithm, KeyPair keys) {
  static final String RELYING_PARTY = "countersign.acme.example";
  static final String ORIGIN = "https://countersign.acme.example";
  static final String CREDENTIAL =
      base64Url("a credential id of 32 bytes long".getBytes(StandardCharsets.US_ASCII));

  /** The person was present and verified. */
  static final int FLAGS = 0x05;

  enum Algorithm {
    ES256("SHA256withECDSA"),
    EDDSA("Ed25519"),
    RS256("SHA256withRSA");

    private final String signature;

    Algorithm(String signature) {
      this.signature = signature;
    }
  }

  static SoftwareAuthenticator make(Algorithm algorithm) {
    try {
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance(
              switch (algorithm) {
                case ES256 -> "EC";
                case EDDSA -> "Ed25519";
                case RS256 -> "RSA";
              });
      switch (algorithm) {
        case ES256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
        case EDDSA -> {}
        case RS256 -> generator.initialize(2_048);
      }
      return new SoftwareAuthenticator(algorithm, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  Authenticator registered() {
    return new Authenticator(CREDENTIAL, base64Url(coseKey()), RELYING_PARTY, ORIGIN, "a key");
  }

  /** The key in the canonical CBOR of CTAP 2. */
  byte[] coseKey() {
    HexFormat hex = HexFormat.of();
    ByteArrayOutputStream cbor = new ByteArrayOutputStream();
    switch (algorithm) {
      case ES256 -> {
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        cbor.writeBytes(hex.parseHex("a5010203262001215820"));
        cbor.writeBytes(unsigned(key.getW().getAffineX(), 32));
        cbor.writeBytes(hex.parseHex("225820"));
        cbor.writeBytes(unsigned(key.getW().getAffineY(), 32));
      }
      case EDDSA -> {
        byte[] info = keys.getPublic().getEncoded();
        cbor.writeBytes(hex.parseHex("a4010103272006215820"));
        cbor.writeBytes(Arrays.copyOfRange(info, info.length - 32, info.length));
      }
      case RS256 -> {
        cbor.writeBytes(hex.parseHex("a401030339010020590100"));
        cbor.writeBytes(unsigned(((RSAPublicKey) keys.getPublic()).getModulus(), 256));
        cbor.writeBytes(hex.parseHex("2143010001"));
      }
    }
    return cbor.toByteArray();
  }

  Assertion sign(byte[] challenge) {
    return sign(authenticatorData(RELYING_PARTY, FLAGS), clientData(challenge));
  }

  Assertion sign(byte[] authenticatorData, String clientData) {
    try {
      Signature signer = Signature.getInstance(algorithm.signature);
      signer.initSign(keys.getPrivate());
      signer.update(authenticatorData);
      signer.update(Digest.sha256(clientData.getBytes(StandardCharsets.UTF_8)).bytes());
      return new Assertion(
          CREDENTIAL, base64Url(authenticatorData), clientData, base64Url(signer.sign()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] authenticatorData(String relyingParty, int flags, byte... more) {
    byte[] party = Digest.sha256(relyingParty.getBytes(StandardCharsets.UTF_8)).bytes();
    return ByteBuffer.allocate(37 + more.length)
        .put(party)
        .put((byte) flags)
        .putInt(7)
        .put(more)
        .array();
  }

  static String clientData(byte[] challenge) {
    return clientData("webauthn.get", base64Url(challenge), ORIGIN, "");
  }

  static String clientData(String type, String challenge, String origin, String more) {
    return "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\"%s}"
        .formatted(type, challenge, origin, more);
  }

  static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static byte[] bytes(String base64Url) {
    return Base64.getUrlDecoder().decode(base64Url);
  }

  private static byte[] unsigned(BigInteger value, int length) {
    byte[] bytes = value.toByteArray();
    byte[] unsigned = new byte[length];
    int digits = Math.min(length, bytes.length);
    System.arraycopy(bytes, bytes.length - digits, unsigned, length - digits, digits);
    return unsigned;
  }
}
