package io.countersign.testkit.avro;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.document.BudgetSnapshot;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.intake.IntakeReport;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SchemaHygieneTest {
  /** Every named type by its full name. */
  private final Map<String, Schema> types = new LinkedHashMap<>();

  /** Enumerations of the Java records with the fields that hold them. */
  private final Map<String, Class<?>> words = new LinkedHashMap<>();

  private final List<Schema.Field> fields = new ArrayList<>();

  SchemaHygieneTest() {
    Golden.SCHEMAS.forEach(this::collect);
    words(EventEnvelope.class, AvroSchemas.EVENT);
    words(CommandEnvelope.class, AvroSchemas.COMMAND);
    words(CallSnapshot.class, AvroSchemas.CALL_SNAPSHOT);
    words(BudgetSnapshot.class, AvroSchemas.BUDGET_SNAPSHOT);
    words(Alert.class, AvroSchemas.ALERT);
    words(IntakeReport.class, AvroSchemas.INTAKE_REPORT);
    Event.KINDS.forEach(kind -> words(kind, body(AvroSchemas.EVENT, kind)));
    Command.KINDS.forEach(kind -> words(kind, body(AvroSchemas.COMMAND, kind)));
  }

  @Test
  void describesEveryTypeAndFieldInSentences() {
    assertThat(types.values())
        .hasSizeGreaterThan(30)
        .allSatisfy(type -> assertSentence(type.getFullName(), type.getDoc()));
    assertThat(fields)
        .hasSizeGreaterThan(100)
        .allSatisfy(field -> assertSentence(field.name(), field.doc()));
  }

  @Test
  void keepsOneNamespace() {
    assertThat(types.values())
        .extracting(Schema::getNamespace)
        .allMatch(
            name -> name.matches("io\\.countersign\\.v1(\\.(command|event|document|intake))?"));
  }

  @Test
  void usesOnlyTypesWithOneEncoding() {
    for (Schema.Field field : fields) {
      Schema type = field.schema().isNullable() ? field.schema().getTypes().get(1) : field.schema();
      Schema item = type.getType() == Schema.Type.ARRAY ? type.getElementType() : type;
      assertThat(item.getType())
          .as(
              "type of %s: a map has no order, a float no exact value, an Avro enum or a union no room to grow",
              field.name())
          .isIn(
              Schema.Type.STRING,
              Schema.Type.INT,
              Schema.Type.LONG,
              Schema.Type.BOOLEAN,
              Schema.Type.RECORD,
              Schema.Type.FIXED);
    }
  }

  @Test
  void letsOptionalFieldsBeNullFirstAndByDefault() {
    List<Schema.Field> optional = fields.stream().filter(f -> f.schema().isUnion()).toList();
    assertThat(optional)
        .hasSizeGreaterThan(40)
        .allSatisfy(
            field -> {
              assertThat(field.schema().getTypes()).as(field.name()).hasSize(2);
              assertThat(field.schema().getTypes().getFirst().getType())
                  .as(field.name())
                  .isEqualTo(Schema.Type.NULL);
              assertThat(field.hasDefaultValue()).as("default of %s", field.name()).isTrue();
              assertThat(field.defaultVal()).as(field.name()).isEqualTo(JsonProperties.NULL_VALUE);
            });
    assertThat(fields.stream().filter(f -> !f.schema().isUnion()))
        .as("a required field has no default that could stand for what nobody said")
        .noneMatch(Schema.Field::hasDefaultValue);
  }

  @Test
  void listsExactlyTheWordsOfAnEnumeration() {
    assertThat(words).hasSizeGreaterThan(10);
    words.forEach(
        (doc, enumeration) ->
            assertThat(doc)
                .as("words of %s", enumeration.getSimpleName())
                .endsWith(
                    Arrays.stream(enumeration.getEnumConstants())
                        .map(constant -> ((Enum<?>) constant).name())
                        .collect(Collectors.joining(", ", "; one of ", "."))));
  }

  private static void assertSentence(String name, String doc) {
    assertThat(doc).as("doc of %s", name).isNotBlank().endsWith(".").doesNotContain("\n");
    assertThat(Character.isLowerCase(doc.charAt(0))).as("doc of %s: %s", name, doc).isFalse();
  }

  private void collect(Schema schema) {
    switch (schema.getType()) {
      case RECORD -> {
        if (types.put(schema.getFullName(), schema) == null) {
          schema.getFields().forEach(fields::add);
          schema.getFields().forEach(field -> collect(field.schema()));
        }
      }
      case FIXED, ENUM -> types.put(schema.getFullName(), schema);
      case ARRAY -> collect(schema.getElementType());
      case MAP -> collect(schema.getValueType());
      case UNION -> schema.getTypes().forEach(this::collect);
      case STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {}
    }
  }

  private void words(Class<?> record, Schema schema) {
    for (RecordComponent component : record.getRecordComponents()) {
      if (component.getName().equals("body") && schema.getField("body") == null) {
        continue;
      }
      Schema.Field field = schema.getField(component.getName());
      Class<?> type = item(component.getGenericType());
      if (type.isEnum()) {
        words.put(schema.getName() + "." + field.name() + ": " + field.doc(), type);
      } else if (type.isRecord()) {
        Schema value =
            field.schema().isNullable() ? field.schema().getTypes().get(1) : field.schema();
        words(type, value.getType() == Schema.Type.ARRAY ? value.getElementType() : value);
      }
    }
  }

  private static Class<?> item(Type type) {
    return type instanceof ParameterizedType list
        ? (Class<?>) list.getActualTypeArguments()[0]
        : (Class<?>) type;
  }

  private static Schema body(Schema envelope, Class<?> kind) {
    String name = kind.getSimpleName();
    String field = Character.toLowerCase(name.charAt(0)) + name.substring(1);
    return envelope.getField(field).schema().getTypes().get(1);
  }
}
