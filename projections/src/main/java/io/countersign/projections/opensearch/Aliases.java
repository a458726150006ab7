package io.countersign.projections.opensearch;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchCluster.Answer;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.util.List;

/** Changes of aliases: all of a request at one moment, or none. */
final class Aliases {
  private Aliases() {}

  /** Makes an index bear an alias. */
  static JsonObject add(String index, String alias) {
    return JsonObject.of("add", of(index, alias).build());
  }

  /** Takes an alias from an index; the whole request fails when it is not there. */
  static JsonObject removeOrFail(String index, String alias) {
    return JsonObject.of("remove", of(index, alias).put("must_exist", true).build());
  }

  private static JsonObject.Builder of(String index, String alias) {
    return JsonObject.builder().put("index", index).put("alias", alias);
  }

  /** Does all of the changes, or fails and does none. */
  static void change(SearchCluster cluster, List<JsonObject> actions) throws SearchUnavailable {
    Answer answer =
        cluster.send(
            "POST",
            "/_aliases",
            JsonObject.of("actions", new JsonArray(List.<JsonValue>copyOf(actions))));
    if (!answer.succeeded()) {
      throw new SearchUnavailable(
          "Expected OpenSearch to change aliases, but it answered %d %s"
              .formatted(answer.status(), answer.errorType()),
          null);
    }
  }
}
