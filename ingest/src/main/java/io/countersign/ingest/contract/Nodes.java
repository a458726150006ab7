package io.countersign.ingest.contract;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Strict JSON as the tree that the validator reads. Depth is bounded by the strict reader. */
final class Nodes {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Nodes() {}

  static JsonNode of(JsonValue value) {
    return switch (value) {
      case JsonNull none -> NODES.nullNode();
      case JsonBoolean bool -> NODES.booleanNode(bool.value());
      case JsonNumber number ->
          number.isInteger()
              ? NODES.numberNode(number.longValue())
              : NODES.numberNode(number.value());
      case JsonString string -> NODES.stringNode(string.value());
      case JsonArray array -> {
        ArrayNode node = NODES.arrayNode();
        array.elements().forEach(element -> node.add(of(element)));
        yield node;
      }
      case JsonObject object -> {
        ObjectNode node = NODES.objectNode();
        object.members().forEach((name, member) -> node.set(name, of(member)));
        yield node;
      }
    };
  }
}
