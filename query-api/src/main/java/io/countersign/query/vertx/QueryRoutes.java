package io.countersign.query.vertx;

import io.countersign.query.AccessLog;
import io.countersign.query.CallView;
import io.countersign.query.ListQuery;
import io.countersign.query.Listing;
import io.countersign.query.StoryAssembler;
import io.countersign.query.opensearch.ApprovalReader;
import io.countersign.query.opensearch.ControlReader;
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
  private final ApprovalRoutes approvals;
  private final ControlRoutes controls;
  private final Readers readers;

  /**
   * Makes the routes.
   *
   * @param reader reads events, calls and runs
   * @param approvalReader reads approvals
   * @param controlReader reads controls and budgets
   * @param log where reads are recorded before they are answered
   * @param clock tells what is overdue and which windows have ended
   * @param concurrentReads most questions that are answered at a time; more get 503
   * @param limit longest time for one answer
   */
  public QueryRoutes(
      SearchReader reader,
      ApprovalReader approvalReader,
      ControlReader controlReader,
      AccessLog log,
      InstantSource clock,
      int concurrentReads,
      Duration limit) {
    this.reader = reader;
    this.readers = new Readers(log, concurrentReads, limit);
    this.approvals = new ApprovalRoutes(approvalReader, readers, clock);
    this.controls = new ControlRoutes(controlReader, readers, clock);
  }

  /** Adds the routes. */
  public void mount(Router router) {
    router.get("/v1/runs/:runId").handler(this::run);
    router.get("/v1/events").handler(ctx -> list(ctx, "events.search", Listing.EVENTS, "events"));
    router.get("/v1/calls").handler(ctx -> list(ctx, "calls.search", Listing.CALLS, "calls"));
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

  private void run(RoutingContext ctx) {
    readers.answer(
        ctx,
        "runs.story",
        READERS,
        asked -> {
          asked.withTenantOnly();
          String runId = Asked.path(ctx, "runId");
          boolean visible = asked.visible() && Asked.isIdentifier(runId);
          return () ->
              reader
                  .run(asked.seenTenant(visible), runId)
                  .map(StoryAssembler::tell)
                  .map(Answer::one)
                  .orElseThrow(Asked::notFound);
        });
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

  private void list(RoutingContext ctx, String operation, Listing listing, String member) {
    readers.answer(
        ctx,
        operation,
        READERS,
        asked -> {
          ListQuery query = asked.list(listing);
          return () -> Answers.page(member, query, reader.page(query));
        });
  }

  @Override
  public void close() {
    readers.close();
  }
}
