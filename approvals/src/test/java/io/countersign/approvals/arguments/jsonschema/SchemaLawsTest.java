package io.countersign.approvals.arguments.jsonschema;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.arguments.Seen;
import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.call.Redaction;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonPointer;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Laws on random schemas and documents. */
final class SchemaLawsTest {
  private static final long SEED = 20_251_121L;
  private static final int SCHEMAS = 4_000;

  private final Random random = new Random(SEED);

  @Test
  void bothJudgesAgreeOnWhatIsNotRedacted() throws Exception {
    int valid = 0;
    int invalid = 0;
    for (int i = 0; i < SCHEMAS; i++) {
      String text = schemaText();
      JsonObject root = SchemaReader.parse(text);
      SchemaModel model = SchemaReader.read(root, SchemaReader.dialect(root));
      MaintainedValidator maintained = MaintainedValidator.compile(model);
      for (int j = 0; j < 5; j++) {
        JsonValue document = RandomSchemas.document(random);
        Truth own =
            new Evaluation(model, new Work())
                .schema(model.root(), Seen.whole(document), Place.ROOT, true);
        boolean theirs = maintained.errors(document).isEmpty();
        assertThat(own)
            .as("seed %s, schema %s, document %s", SEED, text, document.toJson())
            .isEqualTo(Truth.of(theirs));
        valid += theirs ? 1 : 0;
        invalid += theirs ? 0 : 1;
      }
    }
    // A generator that only makes one of the two would prove nothing.
    assertThat(Math.min(valid, invalid)).isGreaterThan(SCHEMAS / 2);
  }

  @Test
  void redactionNeverRefusesWhatWasValid() throws Exception {
    int judged = 0;
    for (int i = 0; i < SCHEMAS; i++) {
      InputSchema schema = InputSchema.compile(schemaText());
      for (int j = 0; j < 5; j++) {
        JsonObject document = RandomSchemas.document(random);
        if (schema.validate(document).isEmpty()) {
          RedactedJson redacted = redacted(document);
          assertThat(schema.validate(redacted, Seen.of(redacted)))
              .as("seed %s, document %s, redacted %s", SEED, document.toJson(), redacted)
              .isEmpty();
          judged++;
        }
      }
    }
    assertThat(judged).isGreaterThan(SCHEMAS / 2);
  }

  @Test
  void whatIsWrongInTheOpenIsRefusedWhateverIsRedactedBesideIt() throws Exception {
    for (int i = 0; i < SCHEMAS; i++) {
      // The root may say anything; the open member must be null, and never is.
      String inner = RandomSchemas.schema(random, 2).toJson();
      String text =
          "{\"type\":\"object\",\"allOf\":[%s],\"properties\":{\"open\":{\"type\":\"null\"}}}"
              .formatted(inner);
      InputSchema schema = InputSchema.compile(text);
      Map<String, JsonValue> members = new LinkedHashMap<>();
      redactedMembers(members);
      RedactedJson written =
          new RedactedJson(
              new JsonObject(members).toJson(),
              1_000,
              members.keySet().stream()
                  .filter(name -> !name.equals("open"))
                  .map(name -> new Redaction("/arguments/" + name, "MASK", "tool-rule"))
                  .toList());
      assertThat(schema.validate(written, Seen.of(written)))
          .as("seed %s, schema %s", SEED, text)
          .isNotEmpty();
    }
  }

  private static void redactedMembers(Map<String, JsonValue> members) {
    members.put("open", new JsonString("not null"));
    for (String name : RandomSchemas.NAMES) {
      members.put(name, new JsonString("[redacted:tool-rule]"));
    }
  }

  private String schemaText() {
    Map<String, JsonValue> members = new LinkedHashMap<>(RandomSchemas.object(random, 3).members());
    members.put("type", new JsonString("object"));
    return new JsonObject(members).toJson();
  }

  private RedactedJson redacted(JsonObject document) {
    List<Redaction> redactions = new ArrayList<>();
    JsonValue left = redact(document, "/arguments", redactions);
    return new RedactedJson(left.toJson(), document.toJson().length(), redactions);
  }

  private JsonValue redact(JsonValue value, String pointer, List<Redaction> redactions) {
    boolean root = pointer.equals("/arguments");
    int chance = root ? 9 : random.nextInt(10);
    if (chance == 0) {
      redactions.add(new Redaction(pointer, "MASK", "tool-rule"));
      return new JsonString("[redacted:tool-rule]");
    }
    if (chance == 1) {
      redactions.add(new Redaction(pointer, "HASH", "tool-rule"));
      return new JsonString("hmac-sha256:00");
    }
    return switch (value) {
      case JsonObject object -> {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        object
            .members()
            .forEach(
                (name, member) -> {
                  String at = JsonPointer.append(pointer, name);
                  if (random.nextInt(10) == 0) {
                    redactions.add(new Redaction(at, "DROP", "tool-rule"));
                  } else {
                    members.put(name, redact(member, at, redactions));
                  }
                });
        yield new JsonObject(members);
      }
      case JsonArray array -> {
        List<JsonValue> elements = new ArrayList<>();
        for (int i = 0; i < array.elements().size(); i++) {
          String at = JsonPointer.append(pointer, i);
          if (random.nextInt(10) == 0) {
            redactions.add(new Redaction(at, "DROP", "tool-rule"));
            elements.add(JsonNull.NULL);
          } else {
            elements.add(redact(array.elements().get(i), at, redactions));
          }
        }
        yield new JsonArray(elements);
      }
      case JsonValue scalar -> scalar;
    };
  }
}
