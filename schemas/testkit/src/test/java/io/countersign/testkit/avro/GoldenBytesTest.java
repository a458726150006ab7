package io.countersign.testkit.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.countersign.schemas.avro.AvroBytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class GoldenBytesTest {
  static final List<Encoded> SAMPLES = Encoded.all();

  /**
   * For the version that this build writes, these are the bytes of the samples. For an older one
   * they are what a reader of that version makes of today's samples: it loses what came later and
   * nothing else.
   */
  @ParameterizedTest
  @FieldSource("SAMPLES")
  void areTheBytesOfTheSample(Encoded kind) {
    for (int version : Golden.versions()) {
      if (kind.isIn(version)) {
        Map<String, byte[]> made = new LinkedHashMap<>();
        made.put("full", kind.bytesOf(kind.full(), version));
        made.put("minimal", kind.bytesOf(kind.minimal(), version));
        Golden.compare(
            Golden.bytesFile(kind.type(), version),
            version,
            Golden.print(kind.type(), version, made),
            "The bytes of %s are pinned".formatted(kind.type()));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void areReadBackAsTheSample(Encoded kind) {
    assumeFalse(Golden.renewing(), "the files are being written by the other test");
    for (int version : Golden.versions()) {
      if (!kind.isIn(version)) {
        continue;
      }
      Schema writer =
          version == Golden.version()
              ? kind.schema()
              : Golden.schema(kind.schema().getName(), version);
      Map<String, byte[]> golden =
          Golden.bytes(Golden.read(Golden.bytesFile(kind.type(), version)));
      assertThat(golden).containsOnlyKeys("full", "minimal");
      golden.forEach(
          (name, bytes) -> {
            GenericRecord read = AvroBytes.read(bytes, 0, writer, kind.schema());
            Object record = kind.fromAvro(read);
            if (version == Golden.version()) {
              assertThat(record).isEqualTo(name.equals("full") ? kind.full() : kind.minimal());
              assertThat(AvroBytes.write(kind.toAvro(record))).isEqualTo(bytes);
            }
          });
    }
  }
}
