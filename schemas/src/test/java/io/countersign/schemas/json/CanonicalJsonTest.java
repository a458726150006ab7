package io.countersign.schemas.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

  private static final int DOCUMENTS = 20_000;
  private static final long SEED = 8785;

  @Test
  void agreesWithAnIndependentWriterOnRandomDocuments() throws IOException, JsonRefused {
    ObjectMapper other = new ObjectMapper();
    for (int i = 0; i < DOCUMENTS; i++) {
      JsonValue value = new RandomJson(SEED + i).container();
      byte[] canonical = CanonicalJson.bytes(value);
      byte[] pretty =
          other.writerWithDefaultPrettyPrinter().writeValueAsBytes(other.readTree(canonical));
      assertThat(new String(new JsonCanonicalizer(pretty).getEncodedUTF8(), StandardCharsets.UTF_8))
          .as("seed %d", SEED + i)
          .isEqualTo(new String(canonical, StandardCharsets.UTF_8));
    }
  }

  @Test
  void readsBackAsAnEqualValueWithTheSameForm() throws JsonRefused {
    for (int i = 0; i < DOCUMENTS; i++) {
      JsonValue value = new RandomJson(SEED + i).container();
      byte[] canonical = CanonicalJson.bytes(value);
      JsonValue again = StrictJson.parse(canonical);
      assertThat(again).as("seed %d", SEED + i).isEqualTo(value);
      assertThat(CanonicalJson.bytes(again)).as("seed %d", SEED + i).isEqualTo(canonical);
    }
  }

  @Test
  void writesNumbersThatReadBackAsTheSameDouble() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 200_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        String text = EcmaNumber.text(value);
        assertThat(Double.parseDouble(text)).as(text).isEqualTo(value);
        assertThat(EcmaNumber.isExact(text, value)).as(text).isTrue();
      }
    }
  }

  @Test
  void refusesWhatIsNestedDeeperThanAReaderWouldAccept() {
    JsonValue value = JsonNull.NULL;
    for (int i = 0; i < Limits.HIGHEST_DEPTH; i++) {
      value = JsonArray.of(value);
    }
    assertThat(CanonicalJson.text(value)).startsWith("[[[[").contains("null");
    JsonValue deeper = JsonArray.of(value);
    assertThatThrownBy(() -> CanonicalJson.text(deeper))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected JSON nested at most 512 deep");
  }
}
