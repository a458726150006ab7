package io.countersign.testkit.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.countersign.schemas.avro.AvroBytes;
import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.avro.CommandCodec;
import io.countersign.schemas.avro.EventCodec;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecLawsTest {
  private static final long SEED = Long.getLong("countersign.seed", 20261121L);
  private static final int ROUNDS = 150;
  private static final long[] HOSTILE = {
    300_000_000,
    Integer.MAX_VALUE - 9L,
    Integer.MAX_VALUE,
    1L << 40,
    Long.MAX_VALUE,
    -2,
    Long.MIN_VALUE
  };
  static final List<Encoded> SAMPLES = Encoded.all();

  @Test
  void everyEventComesBackEqualAndEqualEventsHaveEqualBytes() {
    for (int round = 0; round < ROUNDS; round++) {
      for (Class<? extends Event> kind : Event.KINDS) {
        long seed = SEED + round;
        EventEnvelope event = new RandomRecords(new Random(seed)).event(kind);
        EventEnvelope equal = new RandomRecords(new Random(seed)).event(kind);
        byte[] bytes = AvroBytes.write(EventCodec.toAvro(event));
        assertThat(
                EventCodec.fromAvro(AvroBytes.read(bytes, 0, AvroSchemas.EVENT, AvroSchemas.EVENT)))
            .as("%s of seed %d", kind.getSimpleName(), seed)
            .isEqualTo(event);
        assertThat(equal).isNotSameAs(event).isEqualTo(event);
        assertThat(AvroBytes.write(EventCodec.toAvro(equal))).isEqualTo(bytes);
      }
    }
  }

  @Test
  void everyCommandComesBackEqualAndEqualCommandsHaveEqualBytes() {
    for (int round = 0; round < ROUNDS; round++) {
      for (Class<? extends Command> kind : Command.KINDS) {
        long seed = SEED + round;
        CommandEnvelope command = new RandomRecords(new Random(seed)).command(kind);
        CommandEnvelope equal = new RandomRecords(new Random(seed)).command(kind);
        byte[] bytes = AvroBytes.write(CommandCodec.toAvro(command));
        assertThat(
                CommandCodec.fromAvro(
                    AvroBytes.read(bytes, 0, AvroSchemas.COMMAND, AvroSchemas.COMMAND)))
            .as("%s of seed %d", kind.getSimpleName(), seed)
            .isEqualTo(command);
        assertThat(equal).isNotSameAs(command).isEqualTo(command);
        assertThat(AvroBytes.write(CommandCodec.toAvro(equal))).isEqualTo(bytes);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void refusesEveryTruncation(Encoded kind) {
    byte[] bytes = AvroBytes.write(kind.toAvro(kind.full()));
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> decode(kind, cut))
          .as("cut to %d bytes", cut.length)
          .isInstanceOf(IllegalArgumentException.class);
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatThrownBy(() -> decode(kind, longer)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void refusesOrReadsCorruptBytesButNeverFailsOtherwise(Encoded kind) {
    Random random = new Random(SEED);
    byte[] bytes = AvroBytes.write(kind.toAvro(kind.full()));
    for (int round = 0; round < 500; round++) {
      byte[] corrupt = bytes.clone();
      for (int i = random.nextInt(1, 5); i > 0; i--) {
        corrupt[random.nextInt(corrupt.length)] = (byte) random.nextInt();
      }
      decodeOrRefuse(kind, corrupt);
    }
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void setsNothingAsideForLengthsThatTheBytesDoNotHold(Encoded kind) throws IOException {
    byte[] bytes = AvroBytes.write(kind.toAvro(kind.full()));
    for (int place = 0; place < bytes.length; place++) {
      for (long hostile : HOSTILE) {
        ByteArrayOutputStream spliced = new ByteArrayOutputStream();
        spliced.write(bytes, 0, place);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(spliced, null);
        encoder.writeLong(hostile);
        spliced.write(bytes, place + 1, bytes.length - place - 1);
        decodeOrRefuse(kind, spliced.toByteArray());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0199AA00-0000-7000-8000-000000000000",
        "1-1-1-1-1",
        "no uuid: s3cr3t",
        "0199aa00-0000-7000-8000-000000000000 "
      })
  void refusesAnotherSpellingOfAUuidAndDoesNotRepeatIt(String spelling) {
    GenericRecord record = EventCodec.toAvro(Samples.event(Samples.callCancelled()));
    record.put("eventId", spelling);
    assertThatThrownBy(() -> EventCodec.fromAvro(record))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("EventEnvelope.eventId")
        .hasMessageNotContaining(spelling);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD83D", "\uDE80", "a\uDE80\uD83D", "\uD83D\uD83D\uDE80"})
  void refusesToWriteTextThatIsNotWellFormed(String text) {
    CommandEnvelope command =
        Samples.command(Variations.with(Samples.cancelCall(), "reason", text));
    assertThatThrownBy(() -> CommandCodec.toAvro(command))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogate");
  }

  @Test
  void refusesToReadBytesThatAreNotUtf8() {
    Encoded cancel =
        new Encoded(
            "CancelCall",
            Samples.command(Variations.with(Samples.cancelCall(), "reason", "MARK")),
            Samples.minimalCommand(Samples.minimalCancelCall()));
    byte[] bytes = AvroBytes.write(cancel.toAvro(cancel.full()));
    int mark = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("MARK");
    bytes[mark] = (byte) 0xC0;
    assertThatThrownBy(() -> decode(cancel, bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void refusesAnEnvelopeWhoseTypeIsNotThatOfItsBody() {
    EventEnvelope event = Samples.event(Samples.callCancelled());
    assertThatThrownBy(() -> Variations.with(event, "type", "IntentRecorded"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("CallCancelled");
    assertThatThrownBy(() -> Variations.with(event, "position", -1L))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Object decode(Encoded kind, byte[] bytes) {
    return kind.fromAvro(AvroBytes.read(bytes, 0, kind.schema(), kind.schema()));
  }

  private static void decodeOrRefuse(Encoded kind, byte[] bytes) {
    try {
      assertThat(decode(kind, bytes)).isNotNull();
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith("Expected");
    } catch (RuntimeException | Error e) {
      fail(
          "Expected an IllegalArgumentException at worst, but seed %d and bytes %s gave another"
              .formatted(SEED, HexFormat.of().formatHex(bytes)),
          e);
    }
  }
}
