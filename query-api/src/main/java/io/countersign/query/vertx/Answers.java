package io.countersign.query.vertx;

import io.countersign.query.ListQuery;
import io.countersign.query.opensearch.Page;
import io.countersign.schemas.json.JsonString;

/** Answers as text. */
final class Answers {
  private Answers() {}

  /**
   * A page of a list. The entries are JSON already, written by the projections or a view; parsing
   * them again would change nothing.
   */
  static String page(String member, ListQuery query, Page page) {
    String next =
        page.next()
            .map(cursor -> new JsonString(cursor.text(query.fingerprint())).toJson())
            .orElse("null");
    return "{\"%s\":[%s],\"next\":%s,\"readUpTo\":%s}"
        .formatted(member, String.join(",", page.entries()), next, page.readUpTo().toJson());
  }
}
