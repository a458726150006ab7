package io.countersign.approvals.arguments.jsonschema;

import static io.countersign.approvals.arguments.jsonschema.InputSchemaTest.json;
import static io.countersign.approvals.arguments.jsonschema.InputSchemaTest.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.approvals.arguments.ArgumentError;
import io.countersign.approvals.arguments.SchemaRefused;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Schemas and arguments made to cost more than they are worth: refused, or bounded by counting. */
final class HostileSchemaTest {

  @Test
  void refusesReferencesThatDoubleForOneValue() {
    StringBuilder defs = new StringBuilder("'$ref':'#/$defs/d0','$defs':{'d20':true");
    for (int i = 0; i < 20; i++) {
      defs.append(
          ",'d%s':{'allOf':[{'$ref':'#/$defs/d%s'},{'$ref':'#/$defs/d%s'}]}"
              .formatted(i, i + 1, i + 1));
    }
    refuses(defs + "}", "look at one value");
  }

  @Test
  void refusesLongChainsForOneValue() {
    StringBuilder defs = new StringBuilder("'$ref':'#/$defs/d0','$defs':{'d99':true");
    for (int i = 0; i < 99; i++) {
      defs.append(",'d%s':{'$ref':'#/$defs/d%s'}".formatted(i, i + 1));
    }
    refuses(defs + "}", "in a chain");
  }

  @Test
  void refusesTooMuchOfAnything() {
    refuses("'allOf':[" + "true,".repeat(2_001) + "true]", "subschemas");
    refuses("'enum':[" + numbers(2_001) + "]", "values in an enum");
    StringBuilder patterns = new StringBuilder("'patternProperties':{'p':true");
    for (int i = 0; i < 200; i++) {
      patterns.append(",'p%s':true".formatted(i));
    }
    refuses(patterns + "}", "patterns");
    refuses("'properties':{'a':{'pattern':'" + "a".repeat(1_001) + "'}}", "characters");
    refuses("'not':" + "{'not':".repeat(70) + "true" + "}".repeat(70), "deep");
    refuses("'description':'" + "x".repeat(300_000) + "'", "bytes");
  }

  @Test
  void countsWhatDoublesWithEachLevelOfTheArguments() throws Exception {
    InputSchema schema =
        schema("'allOf':[{'properties':{'a':{'$ref':'#'}}},{'properties':{'a':{'$ref':'#'}}}]");
    assertThat(schema.validate(json("{'a':{'a':{}}}"))).isEmpty();
    String deep = "{'a':".repeat(40) + "{}" + "}".repeat(40);
    assertThat(schema.validate(json(deep)))
        .extracting(ArgumentError::keyword)
        .containsExactly("limit");
  }

  @Test
  void countsPatternsByTextAndSize() throws Exception {
    InputSchema schema = schema("'additionalProperties':{'pattern':'^(([a-z]{0,40}){0,40}x)?$'}");
    StringBuilder arguments = new StringBuilder("{'m':'a'");
    for (int i = 0; i < 8; i++) {
      arguments.append(",'m%s':'%s'".formatted(i, "a".repeat(16_000)));
    }
    assertThat(schema.validate(json(arguments + "}")))
        .extracting(ArgumentError::keyword)
        .containsExactly("limit");
  }

  @Test
  void comparesManyElementsWithEqualHashes() throws Exception {
    List<JsonValue> elements = new ArrayList<>();
    for (int i = 0; i < 1 << 12; i++) {
      StringBuilder text = new StringBuilder();
      for (int bit = 0; bit < 12; bit++) {
        text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      elements.add(new JsonString(text.toString()));
    }
    InputSchema schema = schema("'properties':{'a':{'uniqueItems':true}}");
    assertThat(schema.validate(JsonObject.of("a", new JsonArray(elements)))).isEmpty();
    elements.add(elements.getFirst());
    assertThat(schema.validate(JsonObject.of("a", new JsonArray(elements))))
        .extracting(ArgumentError::keyword)
        .containsExactly("uniqueItems");
  }

  @Test
  void refusesArgumentsDeeperThanThePlatformAllows() throws Exception {
    InputSchema schema = schema("'properties':{}");
    String deep = "{'a':".repeat(64) + "1" + "}".repeat(64);
    assertThat(schema.validate(json(deep))).isEmpty();
    JsonValue deeper = JsonObject.of("a", json(deep));
    assertThat(schema.validate(deeper)).extracting(ArgumentError::keyword).containsExactly("limit");
  }

  @Test
  void judgesTheSameFromManyThreads() throws Exception {
    InputSchema schema = schema("'properties':{'a':{'pattern':'^x+$','uniqueItems':true}}");
    List<ArgumentError> expected = schema.validate(json("{'a':'xy'}"));
    assertThat(expected).hasSize(1);
    assertThat(
            java.util.stream.IntStream.range(0, 2_000)
                .parallel()
                .allMatch(i -> schema.validate(json("{'a':'xy'}")).equals(expected)))
        .isTrue();
  }

  private static String numbers(int count) {
    StringBuilder numbers = new StringBuilder("0");
    for (int i = 1; i < count; i++) {
      numbers.append(',').append(i);
    }
    return numbers.toString();
  }

  private static void refuses(String keywords, String words) {
    assertThatThrownBy(() -> schema(keywords))
        .isInstanceOf(SchemaRefused.class)
        .hasMessageContaining(words);
  }

  @Test
  void refusesPatternsThatAreTooLargeTogether() {
    String patterns =
        IntStream.range(0, 60)
            .mapToObj(i -> "\"p%s\":{\"pattern\":\"[a-z]{0,300}%s\"}".formatted(i, i))
            .collect(Collectors.joining(",", "{\"type\":\"object\",\"properties\":{", "}}"));
    assertThatThrownBy(() -> InputSchema.compile(patterns))
        .isInstanceOf(SchemaRefused.class)
        .hasMessageContaining("20000 instructions together");
  }

  @Test
  void weighsWhatItHolds() throws SchemaRefused {
    long plain = InputSchema.compile("{\"type\":\"object\"}").heapBytes();
    long heavy =
        InputSchema.compile(
                "{\"type\":\"object\",\"properties\":{\"p\":{\"pattern\":\"[a-z]{0,300}\"}}}")
            .heapBytes();
    assertThat(heavy).isGreaterThan(10 * plain);
  }
}
