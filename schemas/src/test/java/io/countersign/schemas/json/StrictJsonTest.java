package io.countersign.schemas.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StrictJsonTest {

  private static final long SEED = 7493;

  @Test
  void keepsTheOrderOfMembers() throws JsonRefused {
    JsonObject object = (JsonObject) parse("{\"b\":1,\"a\":2,\"c\":3}");
    assertThat(object.members().keySet()).containsExactly("b", "a", "c");
  }

  @Test
  void acceptsJustWhatTheLimitsAllow() throws JsonRefused {
    Limits limits = new Limits(12, 2, 3);
    assertThat(StrictJson.parse(utf8("[[1],2]     "), limits)).isInstanceOf(JsonArray.class);
    assertThat(refusal("[[1],2]      ", limits).reason()).isEqualTo(JsonRefused.Code.TOO_LARGE);
    assertThat(refusal("[[[]]]", limits).reason()).isEqualTo(JsonRefused.Code.TOO_DEEP);
    assertThat(refusal("[1,2,3,4]", limits).reason()).isEqualTo(JsonRefused.Code.TOO_MANY_MEMBERS);
    assertThat(refusal("[[1,2],3]", limits).pointer()).isEqualTo("");
  }

  @Test
  void neverRepeatsTheValueItRefuses() {
    for (String text :
        new String[] {
          "{\"k\":\"hunter2", "{\"k\":hunter2}", "{\"k\":\"hunter2\u0001\"}", "{\"k\":1}hunter2"
        }) {
      JsonRefused refused = refusal(text, Limits.DEFAULT);
      assertThat(refused.message() + refused.pointer() + refused).doesNotContain("hunter2");
    }
  }

  @Test
  void cutsAnEndlessPointer() {
    String name = "n".repeat(2_000);
    JsonRefused refused = refusal("{\"" + name + "\":01}", Limits.DEFAULT);
    assertThat(refused.pointer()).hasSize(513).startsWith("/nnn").endsWith("n…");
  }

  @Test
  void readsLongNumbersInLinearTime() {
    String zeros = "0".repeat(200_000);
    assertThat(refusal("1" + zeros, Limits.DEFAULT).reason())
        .isEqualTo(JsonRefused.Code.NUMBER_OVERFLOW);
    assertThat(refusal("0." + zeros + "1", Limits.DEFAULT).reason())
        .isEqualTo(JsonRefused.Code.NUMBER_NOT_EXACT);
    assertThat(refusal("1e-" + zeros + "9".repeat(30), Limits.DEFAULT).reason())
        .isEqualTo(JsonRefused.Code.NUMBER_NOT_EXACT);
  }

  @Test
  void parsesOrRefusesAnyBytesAndNeverFailsOtherwise() {
    SplittableRandom random = new SplittableRandom(SEED);
    String alphabet = "{}[]\",:\\u0123456789abcdefDEAeE+-. \n\ttrufalsn\u00e9";
    byte[] letters = utf8(alphabet);
    int parsed = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] document = new byte[random.nextInt(24)];
      for (int j = 0; j < document.length; j++) {
        document[j] =
            random.nextInt(20) == 0
                ? (byte) random.nextInt(256)
                : letters[random.nextInt(letters.length)];
      }
      parsed += parses(document) ? 1 : 0;
    }
    assertThat(parsed).as("seed %d reaches accepted documents too", SEED).isPositive();
  }

  @Test
  void parsesOrRefusesMutatedDocuments() {
    SplittableRandom random = new SplittableRandom(SEED);
    int refused = 0;
    for (int i = 0; i < 40_000; i++) {
      byte[] document = CanonicalJson.bytes(new RandomJson(SEED + i).container());
      byte[] mutated = Arrays.copyOf(document, 1 + random.nextInt(document.length + 1));
      mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
      refused += parses(mutated) ? 0 : 1;
    }
    assertThat(refused).as("seed %d reaches refused documents too", SEED).isPositive();
  }

  @Test
  void saysThatStoredTextIsDamaged() {
    assertThat(StrictJson.reread("{\"a\":1}")).isEqualTo(JsonObject.of("a", JsonNumber.of(1)));
    assertThatThrownBy(() -> StrictJson.reread("{\"a\":1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Expected stored canonical JSON, but it is refused");
  }

  /** Whether it parses; then its canonical form must read back as the same value. */
  private static boolean parses(byte[] document) {
    try {
      JsonValue value = StrictJson.parse(document);
      assertThat(StrictJson.parse(CanonicalJson.bytes(value))).isEqualTo(value);
      return true;
    } catch (JsonRefused refused) {
      return false;
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("on the bytes " + Arrays.toString(document), e);
    }
  }

  private static JsonRefused refusal(String text, Limits limits) {
    JsonRefused refused =
        catchThrowableOfType(JsonRefused.class, () -> StrictJson.parse(utf8(text), limits));
    assertThat(refused).isNotNull();
    return refused;
  }

  private static JsonValue parse(String text) throws JsonRefused {
    return StrictJson.parse(utf8(text));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
