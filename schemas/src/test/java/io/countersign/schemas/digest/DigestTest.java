package io.countersign.schemas.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {

  /** FIPS 180-2, appendix B.1. */
  private static final String ABC =
      "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void hashesTheKnownExample() {
    assertThat(Digest.sha256(ascii("abc")).text()).isEqualTo(ABC);
    assertThat(Digest.sha256(ascii("a"), ascii("bc"))).isEqualTo(Digest.parse(ABC));
    assertThat(Digest.parse(ABC).shortCode()).isEqualTo("BA78-16BF");
  }

  @Test
  void doesNotChangeWithTheArraysItGaveOrTook() {
    byte[] bytes = Digest.parse(ABC).bytes();
    Digest digest = new Digest(bytes);
    bytes[0]++;
    digest.bytes()[1]++;
    assertThat(digest.text()).isEqualTo(ABC);
    assertThat(digest).hasSameHashCodeAs(Digest.parse(ABC)).isNotEqualTo(new Digest(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256:",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "sha256:BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "sha256:ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a",
        "sha512:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
      })
  void refusesOtherSpellings(String text) {
    assertThatThrownBy(() -> Digest.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAnotherLength() {
    assertThatThrownBy(() -> new Digest(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("but there are 31");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
