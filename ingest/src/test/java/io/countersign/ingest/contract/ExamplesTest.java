package io.countersign.ingest.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.countersign.schemas.json.JsonPointer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The API document keeps its own promises: each of its examples is what its schema says. */
class ExamplesTest {
  private static final String ID = "https://countersign.dev/openapi/countersign.yaml";
  private static final JsonNode DOCUMENT = read();
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder -> builder.schemas(Map.of(ID, DOCUMENT.toString())));

  /** An example, and the pointer to the schema that it has to satisfy. */
  record Example(String pointer, String schema, JsonNode value) {
    @Override
    public String toString() {
      return pointer;
    }
  }

  static List<Example> examples() {
    List<Example> found = new ArrayList<>();
    collect(DOCUMENT, "", found);
    return found;
  }

  /** Every object with a schema and examples is a media type of OpenAPI. */
  private static void collect(JsonNode node, String pointer, List<Example> found) {
    if (node.has("schema") && node.path("examples").isObject()) {
      node.path("examples")
          .properties()
          .forEach(
              example ->
                  found.add(
                      new Example(
                          JsonPointer.append(pointer + "/examples", example.getKey()),
                          pointer + "/schema",
                          example.getValue().path("value"))));
    } else if (node.isObject()) {
      node.properties()
          .forEach(
              member ->
                  collect(member.getValue(), JsonPointer.append(pointer, member.getKey()), found));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        collect(node.get(i), JsonPointer.append(pointer, i), found);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void satisfiesItsSchema(Example example) {
    assertThat(DOCUMENT.at(example.schema).isMissingNode()).isFalse();
    Schema schema = SCHEMAS.getSchema(SchemaLocation.of(ID + "#" + fragment(example.schema)));
    assertThat(schema.validate(example.value)).isEmpty();
  }

  @Test
  void givesAnExampleOfEveryBodyThatIngestTakes() {
    List<String> without = new ArrayList<>();
    DOCUMENT
        .path("paths")
        .forEach(
            path ->
                path.forEach(
                    operation -> {
                      JsonNode content = operation.path("requestBody").path("content");
                      boolean json =
                          content.has("application/json") || content.has("application/yaml");
                      boolean ours = operation.path("x-role").asString("").equals("ingest");
                      if (ours && json && !content.toString().contains("\"examples\"")) {
                        without.add(operation.path("operationId").asString());
                      }
                    }));
    assertThat(without).isEmpty();
    assertThat(examples()).hasSizeGreaterThan(30);
  }

  @Test
  void describesTheAnswersOfEveryControl() {
    List<String> controls =
        Contract.load().operations().stream()
            .filter(operation -> operation.role().equals("ingest"))
            .map(Operation::id)
            .toList();
    assertThat(controls)
        .contains(
            "registerTool",
            "retireTool",
            "proposeTools",
            "reviewServer",
            "publishPolicy",
            "withdrawPolicy",
            "setBudget",
            "removeBudget",
            "setLimit",
            "removeLimit",
            "configureTenant",
            "engageBrake",
            "releaseBrake");
  }

  /** A pointer in the fragment of a URI (RFC 6901, section 6). */
  private static String fragment(String pointer) {
    return pointer.replace("{", "%7B").replace("}", "%7D");
  }

  private static JsonNode read() {
    try (InputStream in =
        Objects.requireNonNull(
            ExamplesTest.class.getResourceAsStream("/openapi/countersign.yaml"))) {
      return YAMLMapper.builder().build().readTree(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
