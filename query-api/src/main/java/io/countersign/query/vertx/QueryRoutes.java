package io.countersign.query.vertx;

import io.countersign.query.CallView;
import io.countersign.query.ListQuery;
import io.countersign.query.Listing;
import io.countersign.query.opensearch.ApprovalReader;
import io.countersign.query.opensearch.ControlReader;
import io.countersign.query.opensearch.SearchReader;
import io.countersign.query.opensearch.StoryReader;
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
 * ProblemException}. What a caller may not see is answered exactly as what does not exist.
 */
public final class QueryRoutes implements AutoCloseable {
  private static final Set<Role> READERS = Set.of(Role.AUDITOR, Role.OPERATOR, Role.ADMIN);

  private final SearchReader reader;
  private final ApprovalRoutes approvals;
  private final ControlRoutes controls;
  private final StoryRoutes stories;
  private final Readers readers;

  /**
   * Makes the routes.
   *
   * @param reader reads events and calls
   * @param storyReader reads runs
   * @param approvalReader reads approvals
   * @param controlReader reads controls and budgets
   * @param clock tells what is overdue and which windows have ended
   * @param concurrentReads most questions that are answered at a time; more get 503
   * @param limit longest time for one answer
   */
  public QueryRoutes(
      SearchReader reader,
      StoryReader storyReader,
      ApprovalReader approvalReader,
      ControlReader controlReader,
      InstantSource clock,
      int concurrentReads,
      Duration limit) {
    this.reader = reader;
    this.readers = new Readers(concurrentReads, limit);
    this.approvals = new ApprovalRoutes(approvalReader, readers, clock);
    this.stories = new StoryRoutes(storyReader, readers);
    this.controls = new ControlRoutes(controlReader, readers, clock);
  }

  /** Adds the routes. */
  public void mount(Router router) {
    stories.mount(router);
    router.get("/v1/events").handler(ctx -> list(ctx, Listing.EVENTS, "events"));
    router.get("/v1/calls").handler(ctx -> list(ctx, Listing.CALLS, "calls"));
    approvals.mount(router);
    controls.mount(router);
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
    Asked asked = Asked.of(ctx, READERS).withTenantOnly();
    String callId = Asked.path(ctx, "callId");
    boolean visible = asked.visible() && Asked.isUuid(callId);
    String canonical = visible ? UUID.fromString(callId).toString() : callId;
    readers.answer(
        ctx,
        () ->
            reader
                .call(asked.seenTenant(visible), canonical)
                .map(CallView::of)
                .orElseThrow(Asked::notFound)
                .toJson());
  }

  private void list(RoutingContext ctx, Listing listing, String member) {
    ListQuery query = Asked.of(ctx, READERS).list(listing);
    readers.answer(ctx, () -> Answers.page(member, query, reader.page(query)));
  }

  @Override
  public void close() {
    readers.close();
  }
}
