package io.countersign.query.vertx;

import io.countersign.query.ListQuery;
import io.countersign.query.opensearch.Page;
import io.countersign.schemas.json.JsonString;

/** Answers of lists. */
final class Answers {
  private Answers() {}

  /**
   * A page of a list. The entries are JSON already, written by the projections or a view; parsing
   * them again would change nothing.
   */
  static Answer page(String member, ListQuery query, Page page) {
    String next =
        page.next()
            .map(cursor -> new JsonString(cursor.text(query.fingerprint())).toJson())
            .orElse("null");
    String text =
        "{\"%s\":[%s],\"next\":%s,\"readUpTo\":%s}"
            .formatted(member, String.join(",", page.entries()), next, page.readUpTo().toJson());
    return Answer.of("application/json", text, page.entries().size(), page.readUpTo());
  }
}
