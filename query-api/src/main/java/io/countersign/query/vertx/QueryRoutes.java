package io.countersign.query.vertx;

import io.countersign.query.AccessLog;
import io.countersign.query.CallView;
import io.countersign.query.opensearch.QueryReaders;
import io.countersign.query.opensearch.SearchReader;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.http.ProblemException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;

/**
 * The routes of the query API. Whoever mounts them has authenticated the caller before and put the
 * {@link Caller} into the routing context under its class name, and renders each {@link
 * ProblemException}. What a caller may not see is answered exactly as what does not exist. Every
 * route goes through {@link Readers}, which records the read before it answers.
 */
public final class QueryRoutes implements AutoCloseable {
  private static final Set<Role> READERS = Set.of(Role.AUDITOR, Role.OPERATOR, Role.ADMIN);

  private final SearchReader reader;
  private final SearchRoutes searches;
  private final UsageRoutes usage;
  private final ApprovalRoutes approvals;
  private final ControlRoutes controls;
  private final AlertRoutes alerts;
  private final StoryRoutes stories;
  private final Readers readers;

  /**
   * Makes the routes.
   *
   * @param from what reads the indexes
   * @param log where reads are recorded before they are answered
   * @param clock tells what is overdue and which windows have ended
   * @param concurrentReads most questions that are answered at a time; more get 503
   * @param limit longest time for one answer
   */
  public QueryRoutes(
      QueryReaders from, AccessLog log, InstantSource clock, int concurrentReads, Duration limit) {
    this.reader = from.search();
    this.readers = new Readers(log, concurrentReads, limit);
    this.searches = new SearchRoutes(reader, new SavedSearches(from.controls()), readers);
    this.usage = new UsageRoutes(from.usage(), readers);
    this.approvals = new ApprovalRoutes(from.approvals(), readers, clock);
    this.stories = new StoryRoutes(from.stories(), readers);
    this.controls = new ControlRoutes(from.controls(), readers, clock);
    this.alerts = new AlertRoutes(from.alerts(), readers, clock);
  }

  /** Adds the routes. */
  public void mount(Router router) {
    searches.mount(router);
    usage.mount(router);
    stories.mount(router);
    approvals.mount(router);
    controls.mount(router);
    alerts.mount(router);
  }

  /**
   * Adds {@code GET /v1/calls/{callId}}: one call as the index has it. Where ingest runs in the
   * same process its route of the same path comes first, because it knows the call earlier and can
   * wait.
   */
  public void mountCall(Router router) {
    router.get("/v1/calls/:callId").handler(this::call);
  }

  private void call(RoutingContext ctx) {
    readers.answer(
        ctx,
        "calls.read",
        READERS,
        asked -> {
          asked.withTenantOnly();
          String callId = Asked.path(ctx, "callId");
          boolean visible = asked.visible() && Asked.isUuid(callId);
          String canonical = visible ? UUID.fromString(callId).toString() : callId;
          return () ->
              reader
                  .call(asked.seenTenant(visible), canonical)
                  .map(CallView::of)
                  .map(Answer::one)
                  .orElseThrow(Asked::notFound);
        });
  }

  @Override
  public void close() {
    readers.close();
  }
}
