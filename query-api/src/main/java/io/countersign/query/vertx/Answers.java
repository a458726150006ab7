package io.countersign.query.vertx;

import io.countersign.query.ListQuery;
import io.countersign.query.UsageQuery;
import io.countersign.query.opensearch.Counted;
import io.countersign.query.opensearch.Found;
import io.countersign.query.opensearch.Page;
import io.countersign.query.opensearch.UsageReader;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Answers of lists. */
final class Answers {
  private static final String JSON = "application/json";

  private Answers() {}

  /**
   * A page of a list. The entries are JSON already, written by the projections or a view; parsing
   * them again would change nothing.
   */
  static Answer page(String member, ListQuery query, Page page) {
    Map<String, String> members = new TreeMap<>();
    members.put(member, "[" + String.join(",", page.entries()) + "]");
    members.put("next", next(query, page));
    members.put("readUpTo", page.readUpTo().toJson());
    return answer(members, page.entries().size(), page.readUpTo());
  }

  /** A page of a list with what was counted beside it; members in the order of the alphabet. */
  static Answer found(String member, ListQuery query, Found found) {
    if (found.counted().isEmpty()) {
      return page(member, query, found.page());
    }
    Counted counted = found.counted().get();
    Map<String, String> members = members(counted);
    members.put(member, "[" + String.join(",", found.page().entries()) + "]");
    members.put("next", next(query, found.page()));
    return answer(members, found.page().entries().size(), counted.readUpTo());
  }

  /** What was counted; no entry is given. */
  static Answer counted(Counted counted) {
    return answer(members(counted), 0, counted.readUpTo());
  }

  /** A page of rows of usage. */
  static Answer usage(UsageQuery query, UsageReader.Rows rows) {
    JsonObject.Builder page =
        JsonObject.builder()
            .put("by", query.by().text())
            .put(
                "next",
                rows.next()
                    .<JsonValue>map(row -> new JsonString(query.cursor(row)))
                    .orElse(JsonNull.NULL))
            .put("readUpTo", rows.readUpTo())
            .put("timeZone", rows.timeZone())
            .put("usage", new JsonArray(List.copyOf(rows.rows())))
            .put(
                "window",
                query
                    .window()
                    .<JsonValue>map(window -> new JsonString(window.name()))
                    .orElse(JsonNull.NULL));
    return Answer.of(JSON, page.build().toJson(), rows.rows().size(), rows.readUpTo());
  }

  private static Map<String, String> members(Counted counted) {
    Map<String, String> members = new TreeMap<>();
    members.put("facets", counted.facets().toJson());
    members.put("histogram", counted.histogram().map(JsonObject::toJson).orElse("null"));
    members.put("readUpTo", counted.readUpTo().toJson());
    members.put("total", Long.toString(counted.total()));
    return members;
  }

  private static String next(ListQuery query, Page page) {
    return page.next()
        .map(cursor -> new JsonString(cursor.text(query.fingerprint())).toJson())
        .orElse("null");
  }

  private static Answer answer(Map<String, String> members, long entries, JsonObject readUpTo) {
    String text =
        members.entrySet().stream()
            .map(member -> "\"%s\":%s".formatted(member.getKey(), member.getValue()))
            .collect(Collectors.joining(",", "{", "}"));
    return Answer.of(JSON, text, entries, readUpTo);
  }
}
