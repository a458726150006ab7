package io.countersign.approvals.webauthn;

import static io.countersign.approvals.webauthn.SoftwareAuthenticator.FLAGS;
import static io.countersign.approvals.webauthn.SoftwareAuthenticator.ORIGIN;
import static io.countersign.approvals.webauthn.SoftwareAuthenticator.RELYING_PARTY;
import static io.countersign.approvals.webauthn.SoftwareAuthenticator.authenticatorData;
import static io.countersign.approvals.webauthn.SoftwareAuthenticator.base64Url;
import static io.countersign.approvals.webauthn.SoftwareAuthenticator.bytes;
import static io.countersign.approvals.webauthn.SoftwareAuthenticator.clientData;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.webauthn.SoftwareAuthenticator.Algorithm;
import io.countersign.schemas.approval.Assertion;
import io.countersign.schemas.approval.Authenticator;
import io.countersign.schemas.digest.Digest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepUpTest {
  private static final UUID APPROVAL = UUID.fromString("0199c0de-0000-7000-8000-0000000000a1");
  private static final Digest ACTION = Digest.sha256("action".getBytes(StandardCharsets.UTF_8));
  private static final Digest PREVIEW = Digest.sha256("preview".getBytes(StandardCharsets.UTF_8));
  private static final byte[] CHALLENGE = StepUp.challenge("APPROVE", APPROVAL, ACTION, PREVIEW);

  private final SoftwareAuthenticator device = SoftwareAuthenticator.make(Algorithm.ES256);

  private void refuses(Assertion assertion, String why) {
    assertThat(StepUp.verify(assertion, device.registered(), CHALLENGE)).hasValue(why);
  }

  private void refuses(byte[] authenticatorData, String clientData, String why) {
    refuses(device.sign(authenticatorData, clientData), why);
  }

  private static byte[] data() {
    return authenticatorData(RELYING_PARTY, FLAGS);
  }

  @ParameterizedTest
  @EnumSource
  void acceptsWhatAnAuthenticatorSigned(Algorithm algorithm) {
    SoftwareAuthenticator own = SoftwareAuthenticator.make(algorithm);
    // ECDSA chooses at random: numbers with and without leading zeros come up.
    for (int n = 0; n < 100; n++) {
      assertThat(StepUp.verify(own.sign(CHALLENGE), own.registered(), CHALLENGE)).isEmpty();
    }
  }

  /** With nothing but the JDK, as somebody would who has the record and the registered key. */
  @Test
  void isVerifiedByAnOutsider() throws GeneralSecurityException {
    Assertion assertion = device.sign(CHALLENGE);
    byte[] vote =
        """
        countersign/vote/v1
        0199c0de-0000-7000-8000-0000000000a1
        %s
        %s
        APPROVE"""
            .formatted(ACTION.text(), PREVIEW.text())
            .getBytes(StandardCharsets.US_ASCII);
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    String challenge = Base64.getUrlEncoder().withoutPadding().encodeToString(sha256.digest(vote));
    assertThat(assertion.clientData())
        .contains("\"type\":\"webauthn.get\"", "\"challenge\":\"" + challenge + "\"");
    byte[] data = Base64.getUrlDecoder().decode(assertion.authenticatorData());
    assertThat(Arrays.copyOf(data, 32))
        .isEqualTo(sha256.digest("countersign.acme.example".getBytes(StandardCharsets.US_ASCII)));
    assertThat(data[32] & 0x05).isEqualTo(0x05);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initVerify(device.keys().getPublic());
    signature.update(data);
    signature.update(sha256.digest(assertion.clientData().getBytes(StandardCharsets.UTF_8)));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(assertion.signature()))).isTrue();
    assertThat(StepUp.verify(assertion, device.registered(), CHALLENGE)).isEmpty();
  }

  @Test
  void bindsEveryPartOfAVote() {
    UUID other = UUID.fromString("0199c0de-0000-7000-8000-0000000000a2");
    for (byte[] challenge :
        new byte[][] {
          StepUp.challenge("DENY", APPROVAL, ACTION, PREVIEW),
          StepUp.challenge("APPROVE", other, ACTION, PREVIEW),
          StepUp.challenge("APPROVE", APPROVAL, PREVIEW, PREVIEW),
          StepUp.challenge("APPROVE", APPROVAL, ACTION, ACTION),
        }) {
      assertThat(challenge).hasSize(32);
      refuses(
          device.sign(challenge),
          "Expected the challenge of this vote, but another one was signed.");
    }
  }

  @Test
  void refusesAnotherCredential() {
    Assertion signed = device.sign(CHALLENGE);
    refuses(
        new Assertion(
            base64Url(new byte[32]),
            signed.authenticatorData(),
            signed.clientData(),
            signed.signature()),
        "Expected the credential of this authenticator, but another one signed.");
  }

  @ParameterizedTest
  @CsvSource({
    "webauthn.create, '', 'Expected client data of type webauthn.get, but it is of another.'",
    "webauthn.get,    '=', 'Expected the challenge of this vote, but another one was signed.'",
  })
  void refusesAnotherTypeOrSpelling(String type, String padding, String why) {
    refuses(data(), clientData(type, base64Url(CHALLENGE) + padding, ORIGIN, ""), why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://countersign.acme.example.evil.example",
        "https://evil.countersign.acme.example",
        "http://countersign.acme.example",
        "https://countersign.acme.example:8443",
        "https://countersign.acme.example/",
        "https://COUNTERSIGN.acme.example",
        "",
      })
  void refusesAPageOfAnotherOrigin(String origin) {
    refuses(
        data(),
        clientData("webauthn.get", base64Url(CHALLENGE), origin, ""),
        "Expected the origin https://countersign.acme.example, but a page of another one asked.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ,"crossOrigin":false                            | true
          ,"other_keys_can_be_added_here":"do not compare"| true
          ,"tokenBinding":{"status":"supported"}          | true
          ,"crossOrigin":true                             | false
          ,"crossOrigin":"false"                          | false
          ,"crossOrigin":null                             | false
          """)
  void readsOtherMembersOfTheClientData(String more, boolean accepted) {
    Assertion assertion =
        device.sign(data(), clientData("webauthn.get", base64Url(CHALLENGE), ORIGIN, more));
    if (accepted) {
      assertThat(StepUp.verify(assertion, device.registered(), CHALLENGE)).isEmpty();
    } else {
      refuses(assertion, "Expected a page of its own, but one of another origin was around it.");
    }
  }

  @Test
  void refusesClientDataThatReadersCouldReadDifferently() {
    String good = clientData(CHALLENGE);
    for (String bad :
        new String[] {
          "",
          "null",
          "[" + good + "]",
          good + good,
          "\uFEFF" + good,
          good.replace("{\"type\"", "{\"type\":\"webauthn.get\",\"type\""),
          good.replace("}", ",\"x\":\"" + "x".repeat(8_192) + "\"}"),
          good.replace("}", ",\"x\":" + "[".repeat(9) + "]".repeat(9) + "}"),
        }) {
      refuses(
          data(),
          bad,
          "Expected client data that is a JSON object of at most 8192 bytes, but it is not.");
    }
    for (String missing : new String[] {"type", "challenge", "origin"}) {
      assertThat(
              StepUp.verify(
                  device.sign(data(), good.replace(missing, "another")),
                  device.registered(),
                  CHALLENGE))
          .as(missing)
          .isPresent();
    }
  }

  @Test
  void refusesWhatAnAuthenticatorDidNotSee() {
    String client = clientData(CHALLENGE);
    refuses(
        authenticatorData("acme.example", FLAGS),
        client,
        "Expected the relying party countersign.acme.example, but it is another.");
    refuses(
        authenticatorData(RELYING_PARTY, 0x04),
        client,
        "Expected that the person was present, but the authenticator saw nobody.");
    refuses(
        authenticatorData(RELYING_PARTY, 0x01),
        client,
        "Expected that the person was verified, but the authenticator did not.");
  }

  @Test
  void refusesAuthenticatorDataOfAnotherShape() {
    String client = clientData(CHALLENGE);
    String parts = "Expected authenticator data of an assertion, but it has other parts.";
    refuses(authenticatorData(RELYING_PARTY, 0x45, new byte[18]), client, parts);
    refuses(authenticatorData(RELYING_PARTY, FLAGS, (byte) 0xA0), client, parts);
    refuses(authenticatorData(RELYING_PARTY, 0x85), client, parts);
    String shape =
        "Expected authenticator data of 37 to 4096 bytes in base64url without padding, but it is not.";
    refuses(Arrays.copyOf(data(), 36), client, shape);
    refuses(authenticatorData(RELYING_PARTY, 0x85, new byte[4_096]), client, shape);
    // extensions that were signed, and the flags of a passkey that is kept on several devices
    assertThat(
            StepUp.verify(
                device.sign(authenticatorData(RELYING_PARTY, 0x9D, (byte) 0xA0), client),
                device.registered(),
                CHALLENGE))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void refusesAnotherSignature(Algorithm algorithm) {
    SoftwareAuthenticator own = SoftwareAuthenticator.make(algorithm);
    Assertion good = own.sign(CHALLENGE);
    Assertion stranger = SoftwareAuthenticator.make(algorithm).sign(CHALLENGE);
    byte[] signature = bytes(good.signature());
    byte[] counted = data();
    counted[36]++;
    for (Assertion bad :
        new Assertion[] {
          stranger,
          with(good, data(), good.clientData() + " ", signature),
          with(good, counted, good.clientData(), signature),
          with(good, data(), good.clientData(), new byte[0]),
          with(good, data(), good.clientData(), new byte[signature.length]),
          with(good, data(), good.clientData(), Arrays.copyOf(signature, signature.length + 1)),
          with(good, data(), good.clientData(), Arrays.copyOf(signature, signature.length - 1)),
          with(good, data(), good.clientData(), new byte[513]),
        }) {
      assertThat(StepUp.verify(bad, own.registered(), CHALLENGE))
          .hasValue("Expected a signature of the registered key, but it is none.");
    }
  }

  private static Assertion with(
      Assertion good, byte[] authenticatorData, String clientData, byte[] signature) {
    return new Assertion(
        good.credentialId(), base64Url(authenticatorData), clientData, base64Url(signature));
  }

  /** The numbers of a signature have one spelling, or two texts would be one signature. */
  @Test
  void readsDerOnly() {
    byte[] r = new byte[32];
    byte[] s = new byte[32];
    Arrays.fill(r, (byte) 0x11);
    Arrays.fill(s, (byte) 0x22);
    byte[] whole = der(0x30, join(der(0x02, r), der(0x02, s)));
    assertThat(EcdsaSignature.read(whole)).hasValue(join(r, s));
    assertThat(
            EcdsaSignature.read(
                der(0x30, join(der(0x02, new byte[] {1}), der(0x02, new byte[] {2})))))
        .hasValueSatisfying(
            numbers -> {
              assertThat(numbers[31]).isEqualTo((byte) 1);
              assertThat(numbers[63]).isEqualTo((byte) 2);
            });
    byte[] high = r.clone();
    high[0] = (byte) 0x80;
    assertThat(
            EcdsaSignature.read(der(0x30, join(der(0x02, join(new byte[1], high)), der(0x02, s)))))
        .hasValue(join(high, s));
    for (byte[] bad :
        new byte[][] {
          {},
          {0x30},
          {0x30, 0},
          {0x30, 2, 2, 0},
          {0x30, 4, 2, 0, 2, 0},
          der(0x31, join(der(0x02, r), der(0x02, s))),
          der(0x30, join(der(0x03, r), der(0x02, s))),
          der(0x30, der(0x02, r)),
          der(0x30, join(der(0x02, r), join(der(0x02, s), der(0x02, s)))),
          der(0x30, join(der(0x02, join(new byte[1], r)), der(0x02, s))),
          der(0x30, join(der(0x02, high), der(0x02, s))),
          der(0x30, join(der(0x02, join(new byte[] {1}, r)), der(0x02, s))),
          join(new byte[] {0x30, (byte) 0x81, 68}, join(der(0x02, r), der(0x02, s))),
          join(whole, new byte[1]),
          Arrays.copyOf(whole, whole.length - 1),
        }) {
      assertThat(EcdsaSignature.read(bad)).as(Arrays.toString(bad)).isEmpty();
    }
  }

  private static byte[] der(int tag, byte[] content) {
    return join(new byte[] {(byte) tag, (byte) content.length}, content);
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  /** A flipped bit anywhere is refused, and nothing that is sent makes it throw. */
  @ParameterizedTest
  @EnumSource
  void refusesEveryDamage(Algorithm algorithm) {
    SoftwareAuthenticator own = SoftwareAuthenticator.make(algorithm);
    Assertion good = own.sign(CHALLENGE);
    Authenticator registered = own.registered();
    for (long seed = 0; seed < 1_000; seed++) {
      Random random = new Random(seed);
      int part = random.nextInt(5);
      Assertion assertion =
          new Assertion(
              part == 0 ? damaged(good.credentialId(), random) : good.credentialId(),
              part == 1 ? damaged(good.authenticatorData(), random) : good.authenticatorData(),
              part == 2 ? damaged(good.clientData(), random) : good.clientData(),
              part == 3 ? damaged(good.signature(), random) : good.signature());
      Authenticator authenticator =
          new Authenticator(
              registered.credentialId(),
              part == 4 ? damaged(registered.publicKey(), random) : registered.publicKey(),
              registered.relyingParty(),
              registered.origin(),
              registered.name());
      assertThat(StepUp.verify(assertion, authenticator, CHALLENGE))
          .as("seed %s", seed)
          .hasValueSatisfying(why -> assertThat(why).startsWith("Expected ").contains(", but "));
    }
  }

  private static String damaged(String text, Random random) {
    StringBuilder damaged = new StringBuilder(text);
    int at = random.nextInt(text.length());
    switch (random.nextInt(3)) {
      case 0 -> damaged.deleteCharAt(at);
      case 1 -> damaged.insert(at, (char) (1 + random.nextInt(0xFFFF)));
      default -> {
        char other = (char) (33 + random.nextInt(90));
        damaged.setCharAt(at, other == text.charAt(at) ? '~' : other);
      }
    }
    return damaged.toString();
  }
}
