package io.countersign.testkit.avro;

import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventCode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;

/**
 * The reference of events and commands, {@code docs/events.md}, made from the schemas and the
 * codes. A test compares the file with this text.
 */
public final class EventReference {
  private static final String INTRODUCTION =
      """
      # Events and commands

      <!-- Made from the schemas by EventReference; to renew: ./mvnw -pl schemas/testkit -am test -Dgolden.renew=true -->

      A **command** is what somebody asks of the engine, in the imperative; it is one record in
      `countersign.commands`. An **event** is what the engine recorded, in the past tense; it is one record in
      `countersign.events`, is never changed and never deleted. Both are Avro in an envelope: `type` names the kind,
      and the optional field of that name holds it. A reader that meets a `type` it does not know can still read the
      envelope. A field marked *optional* may be absent (null). Text is UTF-8, times are microseconds since
      1970-01-01 UTC, money is in millionths of the currency unit, UUIDs are written in lower case.

      On this page: [codes](#codes) · [the envelope of an event](#eventenvelope) · [events](#events) ·
      [the envelope of a command](#commandenvelope) · [commands](#commands) · [documents](#documents) ·
      [values](#values)
      """;

  private static final String CODES =
      """

      ## Codes

      Each event carries a stable code: a family digit, a number and a severity (`I` information, `W` warning, `E`
      error). A code never changes its meaning and is never used again, so a rule in a SIEM needs nothing else.
      Families: 1 intents, 2 decisions, 3 approvals, 4 outcomes, 5 catalogue, 7 findings, 8 ledger, 9 refused commands.

      | code | event | meaning |
      |---|---|---|
      """;

  private final StringBuilder text = new StringBuilder(INTRODUCTION);
  private final Map<String, Schema> values = new TreeMap<>();

  private EventReference() {}

  /** The whole page, in GitHub's Markdown. */
  public static String markdown() {
    EventReference reference = new EventReference();
    reference.write();
    return reference.text.toString();
  }

  private void write() {
    text.append(CODES);
    for (EventCode code : EventCode.values()) {
      text.append(
          "| <a id=\"%s\"></a>`%s` | %s | %s |\n"
              .formatted(
                  code.name().toLowerCase(Locale.ROOT),
                  code,
                  link(code.type()),
                  sentence(code.meaning())));
    }
    envelope(AvroSchemas.EVENT, Event.KINDS);
    section("Events", "What happened, in the order in which it happens to a call.");
    Event.KINDS.forEach(kind -> kind(AvroSchemas.EVENT, kind, codes(kind.getSimpleName())));
    envelope(AvroSchemas.COMMAND, Command.KINDS);
    section("Commands", "What is asked. Only ingest and the engine itself may write them.");
    Command.KINDS.forEach(kind -> kind(AvroSchemas.COMMAND, kind, ""));
    section("Documents", "Records of the other topics.");
    record(AvroSchemas.CALL_SNAPSHOT, "");
    record(AvroSchemas.BUDGET_SNAPSHOT, "");
    record(AvroSchemas.ALERT, "");
    record(AvroSchemas.INTAKE_REPORT, "");
    section("Values", "What commands, events and documents are made of.");
    values.values().forEach(schema -> record(schema, ""));
  }

  private void section(String title, String words) {
    text.append("\n## %s\n\n%s\n".formatted(title, words));
  }

  private void envelope(Schema schema, List<? extends Class<?>> kinds) {
    List<String> bodies = kinds.stream().map(kind -> fieldOf(kind.getSimpleName())).toList();
    text.append("\n## %s\n\n%s\n\n".formatted(schema.getName(), schema.getDoc()));
    table(schema.getFields().stream().filter(f -> !bodies.contains(f.name())).toList());
    text.append(
        "\nThe body stands in the field named after its kind: %s.\n"
            .formatted(
                kinds.stream()
                    .map(
                        kind ->
                            "[`%s`](#%s)"
                                .formatted(
                                    fieldOf(kind.getSimpleName()), anchor(kind.getSimpleName())))
                    .collect(Collectors.joining(", "))));
  }

  private void kind(Schema envelope, Class<?> kind, String codes) {
    Schema optional = envelope.getField(fieldOf(kind.getSimpleName())).schema();
    record(optional.getTypes().get(1), codes);
  }

  private void record(Schema schema, String codes) {
    text.append("\n### %s\n\n%s%s\n".formatted(schema.getName(), schema.getDoc(), codes));
    if (schema.getType() == Schema.Type.FIXED) {
      text.append("\nExactly %d bytes.\n".formatted(schema.getFixedSize()));
    } else if (schema.getFields().isEmpty()) {
      text.append("\nIt has no fields.\n".formatted());
    } else {
      text.append('\n');
      table(schema.getFields());
    }
  }

  private static String codes(String type) {
    return Arrays.stream(EventCode.values())
        .filter(code -> code.type().equals(type))
        .map(code -> "- `%s` %s".formatted(code, sentence(code.meaning())))
        .collect(Collectors.joining("\n", "\n\n", ""));
  }

  private void table(List<Schema.Field> fields) {
    text.append("| field | type | | meaning |\n|---|---|---|---|\n");
    for (Schema.Field field : fields) {
      boolean optional = field.schema().isNullable();
      Schema type = optional ? field.schema().getTypes().get(1) : field.schema();
      text.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  field.name(),
                  typeOf(type),
                  optional ? "optional" : "required",
                  cell(field.doc())));
    }
  }

  private String typeOf(Schema schema) {
    LogicalType logical = schema.getLogicalType();
    if (logical != null) {
      return logical.getName().equals("uuid") ? "UUID" : "time";
    }
    return switch (schema.getType()) {
      case STRING -> "text";
      case INT -> "number (32 bits)";
      case LONG -> "number (64 bits)";
      case BOOLEAN -> "yes or no";
      case ARRAY -> "list of " + typeOf(schema.getElementType());
      case RECORD -> value(schema);
      case FIXED -> value(schema);
      case ENUM, MAP, UNION, BYTES, FLOAT, DOUBLE, NULL ->
          throw new IllegalStateException(
              "Expected a type that commands and events may use, but was " + schema);
    };
  }

  /** Links a value, and remembers it and all that it is made of for the last section. */
  private String value(Schema schema) {
    if (schema.getNamespace().endsWith(".command")) {
      // A change that waits for an approval is a command, which has its own section.
      return link(schema.getName());
    }
    if (values.put(schema.getName(), schema) == null && schema.getType() == Schema.Type.RECORD) {
      schema.getFields().stream()
          .map(Schema.Field::schema)
          .map(type -> type.isNullable() ? type.getTypes().get(1) : type)
          .forEach(this::typeOf);
    }
    return link(schema.getName());
  }

  private static String fieldOf(String kind) {
    return Character.toLowerCase(kind.charAt(0)) + kind.substring(1);
  }

  private static String link(String name) {
    return "[%s](#%s)".formatted(name, anchor(name));
  }

  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT);
  }

  private static String sentence(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
  }

  private static String cell(String words) {
    return words.replace("|", "\\|");
  }
}
