package io.countersign.query.vertx;

import io.countersign.query.BadQuery;
import io.countersign.query.Listing;
import io.countersign.query.Search;
import io.countersign.query.opensearch.SearchReader;
import io.countersign.schemas.access.Role;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The routes that search events, calls and runs, and count them. */
final class SearchRoutes {
  private static final Set<Role> READERS = Set.of(Role.AUDITOR, Role.OPERATOR, Role.ADMIN);

  private static final List<String> PAGING = List.of("cursor", "limit", "order");

  /** What can be counted, by the word for it. */
  private static final Map<String, Listing> COUNTED =
      new TreeMap<>(
          Map.of(
              "approvals", Listing.APPROVALS,
              "calls", Listing.CALLS,
              "events", Listing.EVENTS,
              "runs", Listing.RUNS));

  private final SearchReader reader;
  private final SavedSearches saved;
  private final Readers readers;

  SearchRoutes(SearchReader reader, SavedSearches saved, Readers readers) {
    this.reader = reader;
    this.saved = saved;
    this.readers = readers;
  }

  void mount(Router router) {
    router.get("/v1/events").handler(ctx -> list(ctx, Listing.EVENTS, "events"));
    router.get("/v1/calls").handler(ctx -> list(ctx, Listing.CALLS, "calls"));
    router.get("/v1/runs").handler(ctx -> list(ctx, Listing.RUNS, "runs"));
    router.get("/v1/stats").handler(this::count);
  }

  private void list(RoutingContext ctx, Listing listing, String member) {
    readers.answer(
        ctx,
        member + ".search",
        READERS,
        asked ->
            () -> {
              Search search = saved.merged(asked, List.of()).search(listing);
              try {
                return Answers.found(member, search.list(), reader.search(search));
              } catch (BadQuery e) {
                throw Asked.refused(e);
              }
            });
  }

  private void count(RoutingContext ctx) {
    readers.answer(
        ctx,
        "stats.read",
        READERS,
        asked ->
            () -> {
              Asked merged = saved.merged(asked, PAGING);
              try {
                return Answers.counted(reader.count(merged.without("of").search(counted(merged))));
              } catch (BadQuery e) {
                throw Asked.refused(e);
              }
            });
  }

  private static Listing counted(Asked asked) throws BadQuery {
    for (String paging : PAGING) {
      if (asked.parameters().containsKey(paging)) {
        throw new BadQuery(paging, "Expected no " + paging + ", because no entries are listed");
      }
    }
    List<String> of = asked.parameters().getOrDefault("of", List.of("events"));
    Listing listing = of.size() == 1 ? COUNTED.get(of.getFirst()) : null;
    if (listing == null) {
      throw new BadQuery("of", "Expected one of %s, but it is none".formatted(COUNTED.keySet()));
    }
    return listing;
  }
}
