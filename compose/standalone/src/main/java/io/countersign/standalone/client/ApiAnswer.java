package io.countersign.standalone.client;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.List;

/**
 * An answer of the API.
 *
 * @param status HTTP status
 * @param body its JSON; empty when it has none
 */
public record ApiAnswer(int status, JsonObject body) {
  /** The objects of a list; none when there is no such list. */
  public List<JsonObject> objects(String member) {
    return objects(body, member);
  }

  /** The objects of a list inside an answer. */
  public static List<JsonObject> objects(JsonObject object, String member) {
    return object.array(member).map(JsonArray::elements).orElse(List.of()).stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .toList();
  }

  /** The texts of a list; none when there is no such list. */
  public List<String> texts(String member) {
    return body.array(member).map(JsonArray::elements).orElse(List.of()).stream()
        .map(ApiAnswer::text)
        .toList();
  }

  /** A member as text, whatever it is; empty when absent. */
  public String text(String member) {
    return text(body, member);
  }

  /** A member of an object as text, whatever it is; empty when absent. */
  public static String text(JsonObject object, String member) {
    return object.get(member).map(ApiAnswer::text).orElse("");
  }

  private static String text(JsonValue value) {
    return value instanceof JsonString text ? text.value() : value.toJson();
  }
}
