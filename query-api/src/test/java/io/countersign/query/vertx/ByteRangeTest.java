package io.countersign.query.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

  @ParameterizedTest
  @CsvSource({
    "bytes=0-9,0,10",
    "bytes=5-,5,95",
    "bytes=90-500,90,10",
    "bytes=-10,90,10",
    "bytes=-500,0,100",
    "bytes= 3 - 3,3,1",
    "bytes=100-,100,0",
    "bytes=-0,100,0"
  })
  void readsASingleRange(String header, long first, long length) {
    assertThat(ByteRange.of(header, 100)).isEqualTo(Optional.of(new ByteRange(first, length)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=5-3",
        "bytes=1-2,4-5",
        "lines=1-2",
        "bytes=a-b"
      })
  void ignoresWhatIsNone(String header) {
    assertThat(ByteRange.of(header, 100)).isEmpty();
  }

  @Test
  void saysWhatItGives() {
    assertThat(ByteRange.of(null, 100)).isEmpty();
    assertThat(new ByteRange(90, 10).told(100)).isEqualTo("bytes 90-99/100");
    assertThat(new ByteRange(100, 0).told(100)).isEqualTo("bytes */100");
  }
}
