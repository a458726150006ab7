package io.countersign.approvals.webauthn;

import static io.countersign.approvals.webauthn.SoftwareAuthenticator.CREDENTIAL;
import static io.countersign.approvals.webauthn.SoftwareAuthenticator.ORIGIN;
import static io.countersign.approvals.webauthn.SoftwareAuthenticator.RELYING_PARTY;
import static io.countersign.approvals.webauthn.SoftwareAuthenticator.base64Url;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.webauthn.SoftwareAuthenticator.Algorithm;
import io.countersign.schemas.approval.Authenticator;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorCheckTest {
  private static final byte[] KEY = SoftwareAuthenticator.make(Algorithm.ES256).coseKey();

  private static void refuses(String credentialId, byte[] key, String words) {
    refuses(credentialId, base64Url(key), words);
  }

  private static void refuses(String credentialId, String key, String words) {
    assertThat(
            AuthenticatorCheck.refusal(
                new Authenticator(credentialId, key, RELYING_PARTY, ORIGIN, "a key")))
        .hasValueSatisfying(
            why -> assertThat(why).startsWith("Expected " + words).endsWith(", but it is not."));
  }

  @ParameterizedTest
  @EnumSource
  void acceptsTheKeysOfAuthenticators(Algorithm algorithm) {
    for (int n = 0; n < 3; n++) {
      SoftwareAuthenticator device = SoftwareAuthenticator.make(algorithm);
      assertThat(AuthenticatorCheck.refusal(device.registered())).isEmpty();
    }
  }

  @Test
  void refusesACredentialThatIsNone() {
    String words = "a credential id of 16 to 1023 bytes in base64url without padding";
    refuses(base64Url(new byte[15]), KEY, words);
    refuses(CREDENTIAL + "=", KEY, words);
    refuses(CREDENTIAL.replace(CREDENTIAL.charAt(3), '+'), KEY, words);
    refuses("AAAAAAAAAAAAAAAAAAAAAB", KEY, words);
  }

  @Test
  void refusesKeysOfAnotherShape() {
    String words = "a COSE key";
    refuses(CREDENTIAL, new byte[0], words);
    refuses(CREDENTIAL, base64Url(KEY) + "==", words);
    refuses(CREDENTIAL, new byte[601], words);
    refuses(CREDENTIAL, Arrays.copyOf(KEY, KEY.length - 1), words);
    refuses(CREDENTIAL, Arrays.copyOf(KEY, KEY.length + 1), words);
    for (Algorithm algorithm : Algorithm.values()) {
      byte[] good = SoftwareAuthenticator.make(algorithm).coseKey();
      for (int length = 0; length < good.length; length++) {
        assertThat(CoseKey.read(Arrays.copyOf(good, length))).isEmpty();
      }
      for (int at = 0; at < 10; at++) {
        byte[] bad = good.clone();
        bad[at] ^= 1;
        assertThat(CoseKey.read(bad)).as("%s at %s", algorithm, at).isEmpty();
      }
    }
  }

  @Test
  void refusesAPointThatIsNotOnItsCurve() {
    byte[] off = KEY.clone();
    off[off.length - 1] ^= 1;
    refuses(CREDENTIAL, off, "a COSE key");
    byte[] zero = KEY.clone();
    Arrays.fill(zero, 10, 42, (byte) 0);
    Arrays.fill(zero, 45, 77, (byte) 0);
    refuses(CREDENTIAL, zero, "a COSE key");
  }

  /** With these anybody could sign. The list is that of the small orders, and what spells them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      })
  void refusesWeakPoints(String point) {
    refuses(CREDENTIAL, HexFormat.of().parseHex("a4010103272006215820" + point), "a COSE key");
  }

  @ParameterizedTest
  @CsvSource({
    "590080, 128, 1", // 1,024 bits
    "590100, 256, 0", // even
    "590101, 257, 1", // longer than it needs to be
    "590240, 576, 1", // 4,608 bits
  })
  void refusesOtherModuli(String header, int length, int last) {
    byte[] modulus = new byte[length];
    modulus[0] = (byte) (length == 257 ? 0 : 0x80);
    modulus[length == 257 ? 1 : 0] = (byte) 0x80;
    modulus[length - 1] = (byte) last;
    String hex = HexFormat.of().formatHex(modulus);
    assertThat(
            CoseKey.read(
                HexFormat.of().parseHex("a40103033901002" + "0" + header + hex + "2143010001")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://countersign.acme.example, countersign.acme.example, true",
    "https://countersign.acme.example, acme.example, true",
    "https://countersign.acme.example:8443, acme.example, true",
    "https://countersign, countersign, true",
    "http://localhost, localhost, true",
    "http://localhost:8080, localhost, true",
    "https://localhost:8443, localhost, true",
    "https://xn--bcher-kva.example, xn--bcher-kva.example, true",
    // relying parties of others
    "https://countersign.acme.example, example, false",
    "https://countersign.acme.example, sign.acme.example, false",
    "https://countersign.acme.example, evil.example, false",
    "https://acme.example, countersign.acme.example, false",
    "https://countersign.acme.example, .example, false",
    "https://countersign.acme.example, Acme.example, false",
    // what is no origin
    "http://countersign.acme.example, acme.example, false",
    "http://sub.localhost, localhost, false",
    "https://countersign.acme.example/, acme.example, false",
    "https://countersign.acme.example/login, acme.example, false",
    "https://countersign.acme.example:443, acme.example, false",
    "http://localhost:80, localhost, false",
    "https://countersign.acme.example:70000, acme.example, false",
    "https://countersign.acme.example:08443, acme.example, false",
    "https://Countersign.acme.example, acme.example, false",
    "https://ana@countersign.acme.example, acme.example, false",
    "https://countersign..example, example.example, false",
    "https://-a.acme.example, acme.example, false",
    "https://acme.example., acme.example., false",
    "https://192.168.1.10, 192.168.1.10, false",
    "https://[::1], ::1, false",
    "android:apk-key-hash:abc, acme.example, false",
    "null, acme.example, false",
  })
  void knowsWhichPagesAnAuthenticatorCanBeUsedOn(
      String origin, String relyingParty, boolean accepted) {
    Authenticator authenticator =
        new Authenticator(CREDENTIAL, base64Url(KEY), relyingParty, origin, "a key");
    assertThat(AuthenticatorCheck.refusal(authenticator).isEmpty()).isEqualTo(accepted);
  }
}
