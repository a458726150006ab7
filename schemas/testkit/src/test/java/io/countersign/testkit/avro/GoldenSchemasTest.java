package io.countersign.testkit.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.schemas.avro.AvroBytes;
import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.avro.CommandCodec;
import io.countersign.schemas.avro.EventCodec;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.Unknown;
import io.countersign.testkit.Samples;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class GoldenSchemasTest {
  static final List<Schema> SCHEMAS = Golden.SCHEMAS;

  @ParameterizedTest
  @FieldSource("SCHEMAS")
  void areTheTextOfTheSchema(Schema schema) {
    int version = Golden.version();
    Golden.compare(
        Golden.schemaFile(schema.getName(), version),
        version,
        SchemaFormatter.format("json/pretty", schema) + "\n",
        "The schema %s is pinned".formatted(schema.getName()));
  }

  @ParameterizedTest
  @FieldSource("SCHEMAS")
  void stayCompatibleBothWaysWithEveryVersion(Schema schema) {
    for (int version : Golden.versions()) {
      assertCompatible(schema, Golden.schema(schema.getName(), version));
    }
  }

  @Test
  void noticeAChangeThatIsNotCompatible() {
    Schema required =
        copy(
            AvroSchemas.INTAKE_REPORT,
            new Schema.Field(
                "colour", Schema.create(Schema.Type.STRING), "Required.", (Object) null));
    assertThat(reads(required, AvroSchemas.INTAKE_REPORT))
        .isEqualTo(SchemaCompatibilityType.INCOMPATIBLE);
  }

  @Test
  void stayCompatibleBothWaysWhenAKindIsAdded() {
    assertCompatible(AvroSchemas.EVENT, withForeignKind(AvroSchemas.EVENT));
    assertCompatible(AvroSchemas.COMMAND, withForeignKind(AvroSchemas.COMMAND));
  }

  @Test
  void readAnEventOfALaterKindAsUnknown() {
    EventEnvelope known = Samples.event(Samples.findingRaised());
    EventEnvelope read =
        EventCodec.fromAvro(
            asForeign(EventCodec.toAvro(known), AvroSchemas.EVENT, "findingRaised"));
    assertThat(read)
        .as("everything around the body is still read")
        .isEqualTo(
            new EventEnvelope(
                known.eventId(),
                "KeyTurned",
                known.code(),
                known.tenant(),
                known.runId(),
                known.callId(),
                known.commandId(),
                known.ledger(),
                known.generation(),
                known.position(),
                known.tenantSequence(),
                known.occurredAt(),
                known.recordedAt(),
                known.source(),
                known.traceparent(),
                known.salt(),
                new Unknown("KeyTurned")));
  }

  @Test
  void refuseACommandOfALaterKind() {
    GenericRecord foreign =
        asForeign(
            CommandCodec.toAvro(Samples.command(Samples.cancelCall())),
            AvroSchemas.COMMAND,
            "cancelCall");
    assertThatThrownBy(() -> CommandCodec.fromAvro(foreign))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("KeyTurned");
  }

  @Test
  void refuseTwoBodiesInOneEnvelope() {
    GenericRecord two = EventCodec.toAvro(Samples.event(Samples.findingRaised()));
    two.put(
        "callCancelled",
        EventCodec.toAvro(Samples.event(Samples.callCancelled())).get("callCancelled"));
    assertThatThrownBy(() -> EventCodec.fromAvro(two))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only body");
  }

  @Test
  void refuseAnEnvelopeWithoutItsBody() {
    GenericRecord none = EventCodec.toAvro(Samples.event(Samples.findingRaised()));
    none.put("findingRaised", null);
    assertThatThrownBy(() -> EventCodec.fromAvro(none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("findingRaised");
  }

  /** What a later build writes and this one reads: another type, with a body in its own field. */
  private static GenericRecord asForeign(GenericRecord known, Schema reader, String body) {
    Schema later = withForeignKind(reader);
    GenericData.Record record = new GenericData.Record(later);
    for (Schema.Field field : reader.getFields()) {
      record.put(field.name(), known.get(field.name()));
    }
    record.put(body, null);
    record.put("type", "KeyTurned");
    GenericData.Record key =
        new GenericData.Record(later.getField("keyTurned").schema().getTypes().get(1));
    key.put("lock", "front door");
    record.put("keyTurned", key);
    return AvroBytes.read(AvroBytes.write(record), 0, later, reader);
  }

  private static Schema withForeignKind(Schema envelope) {
    Schema body =
        SchemaBuilder.record("KeyTurned")
            .namespace(envelope.getNamespace())
            .fields()
            .requiredString("lock")
            .endRecord();
    return copy(
        envelope,
        new Schema.Field(
            "keyTurned",
            Schema.createUnion(Schema.create(Schema.Type.NULL), body),
            "Present when type is KeyTurned.",
            JsonProperties.NULL_VALUE));
  }

  private static Schema copy(Schema schema, Schema.Field added) {
    List<Schema.Field> fields = new ArrayList<>();
    schema.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    fields.add(added);
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }

  private static void assertCompatible(Schema one, Schema other) {
    assertThat(reads(one, other)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    assertThat(reads(other, one)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  private static SchemaCompatibilityType reads(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType();
  }
}
