package io.countersign.query.vertx;

import io.countersign.query.BadQuery;
import io.countersign.query.ListQuery;
import io.countersign.query.Listing;
import io.countersign.query.opensearch.AlertReader;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.alert.AlertState;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** The routes that show alerts. What is said of them goes in by the other door. */
final class AlertRoutes {
  private static final String STATE = "state";
  private static final Set<Role> READERS = Set.of(Role.AUDITOR, Role.OPERATOR, Role.ADMIN);

  private final AlertReader reader;
  private final Readers readers;
  private final InstantSource clock;

  AlertRoutes(AlertReader reader, Readers readers, InstantSource clock) {
    this.reader = reader;
    this.readers = readers;
    this.clock = clock;
  }

  void mount(Router router) {
    router.get("/v1/alerts").handler(this::list);
    router.get("/v1/alerts/:alertId").handler(this::one);
  }

  private void list(RoutingContext ctx) {
    readers.answer(
        ctx,
        "alerts.search",
        READERS,
        asked -> {
          ListQuery query = asked.without(STATE).list(Listing.ALERTS);
          Optional<AlertState> state = state(asked);
          Instant now = clock.instant();
          return () -> Answers.page("alerts", query, reader.page(query, state, now));
        });
  }

  private void one(RoutingContext ctx) {
    readers.answer(
        ctx,
        "alerts.read",
        READERS,
        asked -> {
          asked.withTenantOnly();
          String alertId = Asked.path(ctx, "alertId");
          boolean visible = asked.visible() && Asked.isUuid(alertId);
          String canonical = visible ? UUID.fromString(alertId).toString() : alertId;
          Instant now = clock.instant();
          return () ->
              reader
                  .read(asked.seenTenant(visible), canonical, now)
                  .map(Answer::one)
                  .orElseThrow(Asked::notFound);
        });
  }

  /** The state an alert must have now, which the index alone does not know. */
  private static Optional<AlertState> state(Asked asked) {
    List<String> given = asked.parameters().getOrDefault(STATE, List.of());
    if (given.isEmpty()) {
      return Optional.empty();
    }
    Optional<AlertState> state =
        Stream.of(AlertState.values())
            .filter(each -> given.equals(List.of(each.name())))
            .findFirst();
    if (state.isEmpty()) {
      throw Asked.refused(
          new BadQuery(
              STATE, "Expected one of %s, but it is none".formatted(List.of(AlertState.values()))));
    }
    return state;
  }
}
