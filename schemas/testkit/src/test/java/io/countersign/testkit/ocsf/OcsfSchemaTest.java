package io.countersign.testkit.ocsf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.schemas.ocsf.OcsfVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Compares the pinned JSON Schemas with OCSF's own definitions, where a copy of them is found: the
 * folder that the property {@code ocsf.schema} names, else {@code ../shared/ocsf-schema} beside a
 * folder above this one. The copy may be of a newer version than the pinned ones, because OCSF only
 * adds between minor versions.
 */
final class OcsfSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Types of whole numbers. */
  private static final Set<String> NUMBERS = Set.of("integer_t", "long_t", "timestamp_t", "port_t");

  /**
   * What the change log of OCSF 1.9.0 lists as added to the objects and classes that are written.
   */
  private static final List<String> NEW_IN_1_9 =
      List.of(
          "ai_agent",
          "attestation_list",
          "delegation",
          "iam_role",
          "notes",
          "prompt_text",
          "response_text",
          "sensor_info_list",
          "uid_numeric");

  @ParameterizedTest
  @EnumSource(OcsfVersion.class)
  void isPartOfOcsf(OcsfVersion version) throws IOException {
    Path ocsf = definitions();
    assumeTrue(ocsf != null, "no copy of OCSF's definitions here: not compared");
    JsonNode dictionary = read(ocsf.resolve("dictionary.json"));
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, JsonNode> def :
        JSON.readTree(version.schema()).get("$defs").properties()) {
      ObjectNode attributes = JSON.createObjectNode();
      List<String> anyOf = collect(ocsf, def.getKey(), attributes);
      compare(def.getKey(), def.getValue(), attributes, anyOf, dictionary, wrong);
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void usesNothingInOneEightThatCameWithOneNine() throws IOException {
    JsonNode defs = JSON.readTree(OcsfVersion.V1_8_0.schema()).get("$defs");
    assertThat(defs)
        .allSatisfy(
            def ->
                assertThat(def.get("properties").fieldNames())
                    .toIterable()
                    .doesNotContainAnyElementsOf(NEW_IN_1_9));
    assertThat(defs.get("actor").get("properties").has("application")).isFalse();
  }

  private static void compare(
      String name,
      JsonNode def,
      ObjectNode attributes,
      List<String> anyOf,
      JsonNode dictionary,
      List<String> wrong) {
    assertThat(attributes.isEmpty()).as("attributes of %s", name).isFalse();
    for (Map.Entry<String, JsonNode> property : def.get("properties").properties()) {
      String member = name + "." + property.getKey();
      JsonNode attribute = attributes.get(property.getKey());
      if (attribute == null) {
        wrong.add(member + " is no attribute");
        continue;
      }
      JsonNode word = dictionary.get("attributes").get(property.getKey());
      String type = attribute.path("type").asText(word.path("type").asText());
      boolean array = attribute.path("is_array").asBoolean(word.path("is_array").asBoolean());
      if (!typeOf(property.getValue()).equals(expected(type, array))) {
        wrong.add(
            "%s is %s, but OCSF says %s"
                .formatted(member, typeOf(property.getValue()), expected(type, array)));
      }
    }
    for (Map.Entry<String, JsonNode> attribute : attributes.properties()) {
      if (attribute.getValue().path("requirement").asText().equals("required")
          && !texts(def.path("required")).contains(attribute.getKey())) {
        wrong.add(name + "." + attribute.getKey() + " is required by OCSF");
      }
    }
    if (!anyOf.isEmpty() && !requiresOneOf(def, anyOf)) {
      wrong.add("%s needs one of %s".formatted(name, anyOf));
    }
    enumerations(name, def, attributes, dictionary, wrong);
  }

  /** Each number with a caption must be a value of the enumeration, with this caption. */
  private static void enumerations(
      String name, JsonNode def, ObjectNode attributes, JsonNode dictionary, List<String> wrong) {
    def.findValues("oneOf").stream()
        .flatMap(alternatives -> StreamSupport.stream(alternatives.spliterator(), false))
        .map(alternative -> alternative.path("properties"))
        .forEach(
            pair -> {
              for (Map.Entry<String, JsonNode> id : pair.properties()) {
                JsonNode constant = id.getValue().path("const");
                String member = id.getKey();
                if (!member.endsWith("_id") || constant.asInt() == 99) {
                  continue;
                }
                String caption =
                    member.equals("activity_id")
                        ? "activity_name"
                        : member.substring(0, member.length() - 3);
                String said = pair.path(caption).path("const").asText();
                String meant = caption(attributes, dictionary, member, constant.asText());
                if (!said.equals(meant)) {
                  wrong.add(
                      "%s.%s %s is %s, but OCSF says %s"
                          .formatted(name, member, constant, said, meant));
                }
              }
            });
  }

  private static String caption(
      ObjectNode attributes, JsonNode dictionary, String member, String id) {
    String own = attributes.path(member).path("enum").path(id).path("caption").asText();
    if (!own.isEmpty()) {
      return own;
    }
    String word =
        dictionary.get("attributes").path(member).path("enum").path(id).path("caption").asText();
    // an observable's number is that of the type it names
    return word.isEmpty()
        ? StreamSupport.stream(dictionary.get("types").get("attributes").spliterator(), false)
            .filter(type -> type.path("observable").asText().equals(id))
            .map(type -> type.path("caption").asText())
            .findFirst()
            .orElse("")
        : word;
  }

  private static boolean requiresOneOf(JsonNode def, List<String> anyOf) {
    boolean always = texts(def.path("required")).stream().anyMatch(anyOf::contains);
    boolean eachWay =
        def.has("anyOf")
            && StreamSupport.stream(def.get("anyOf").spliterator(), false)
                .allMatch(way -> texts(way.path("required")).stream().anyMatch(anyOf::contains));
    return always || eachWay;
  }

  private static String typeOf(JsonNode property) {
    if (property.isBoolean()) {
      return "any";
    }
    if (property.has("$ref")) {
      return property.get("$ref").asText().replace("#/$defs/", "");
    }
    if (property.has("const")) {
      return property.get("const").isNumber() ? "integer" : "string";
    }
    if (property.has("enum")) {
      return "string";
    }
    String type = property.path("type").asText();
    return type.equals("array") ? "array of " + typeOf(property.get("items")) : type;
  }

  private static String expected(String type, boolean array) {
    String one =
        NUMBERS.contains(type)
            ? "integer"
            : type.equals("boolean_t")
                ? "boolean"
                : type.equals("json_t") ? "any" : type.endsWith("_t") ? "string" : type;
    return array ? "array of " + one : one;
  }

  /** Gathers the attributes of a class or object, of what it extends and of what it includes. */
  private static List<String> collect(Path ocsf, String name, ObjectNode attributes)
      throws IOException {
    return collect(ocsf, find(ocsf, name), attributes);
  }

  private static List<String> collect(Path ocsf, Path file, ObjectNode attributes)
      throws IOException {
    JsonNode definition = read(file);
    List<String> anyOf = new ArrayList<>();
    if (definition.has("extends")) {
      // a class extends a class, and an object an object, though names occur among both
      Path kind = ocsf.resolve(ocsf.relativize(file).getName(0));
      anyOf.addAll(collect(ocsf, find(kind, definition.get("extends").asText()), attributes));
    }
    for (JsonNode include : definition.path("attributes").path("$include")) {
      JsonNode profile = read(ocsf.resolve(include.asText())).get("attributes");
      // what a profile requires binds only events that name the profile; ours are checked by name
      profile.forEach(attribute -> ((ObjectNode) attribute).remove("requirement"));
      merge(attributes, profile);
    }
    merge(attributes, definition.path("attributes"));
    JsonNode own = definition.path("constraints").path("at_least_one");
    return own.isMissingNode() ? anyOf : texts(own);
  }

  private static void merge(ObjectNode into, JsonNode attributes) {
    for (Map.Entry<String, JsonNode> attribute : attributes.properties()) {
      if (attribute.getValue().isObject()) {
        ObjectNode merged = into.withObjectProperty(attribute.getKey());
        merged.setAll((ObjectNode) attribute.getValue());
      }
    }
  }

  private static Path find(Path ocsf, String name) throws IOException {
    try (Stream<Path> files = Files.walk(ocsf)) {
      return files
          .filter(file -> file.getFileName().toString().equals(name + ".json"))
          .filter(
              file -> file.toString().contains("/objects/") || file.toString().contains("/events/"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("OCSF has no " + name));
    }
  }

  private static Path definitions() {
    String named = System.getProperty("ocsf.schema");
    if (named != null) {
      return Path.of(named);
    }
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path beside = folder.resolve("shared/ocsf-schema");
      if (Files.isDirectory(beside)) {
        return beside;
      }
    }
    return null;
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static JsonNode read(Path file) throws IOException {
    return JSON.readTree(file.toFile());
  }
}
