package io.countersign.query.vertx;

import io.countersign.query.ApprovalPage;
import io.countersign.query.ListQuery;
import io.countersign.query.Listing;
import io.countersign.query.opensearch.ApprovalReader;
import io.countersign.schemas.access.Role;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;

/**
 * The routes that show approvals: the queue, and the page on which a person decides. They only
 * show; nothing is decided by reading.
 */
final class ApprovalRoutes {
  private static final Set<Role> READERS =
      Set.of(Role.AUDITOR, Role.OPERATOR, Role.ADMIN, Role.APPROVER);

  private final ApprovalReader reader;
  private final Readers readers;
  private final InstantSource clock;

  ApprovalRoutes(ApprovalReader reader, Readers readers, InstantSource clock) {
    this.reader = reader;
    this.readers = readers;
    this.clock = clock;
  }

  void mount(Router router) {
    router.get("/v1/approvals").handler(this::list);
    router.get("/v1/approvals/:approvalId").handler(this::page);
  }

  private void list(RoutingContext ctx) {
    readers.answer(
        ctx,
        "approvals.search",
        READERS,
        asked -> {
          ListQuery query = asked.list(Listing.APPROVALS);
          return () -> Answers.page("approvals", query, reader.page(query));
        });
  }

  private void page(RoutingContext ctx) {
    readers.answer(
        ctx,
        "approvals.read",
        READERS,
        asked -> {
          asked.withTenantOnly();
          String approvalId = Asked.path(ctx, "approvalId");
          boolean visible = asked.visible() && Asked.isUuid(approvalId);
          String canonical = visible ? UUID.fromString(approvalId).toString() : approvalId;
          Instant now = clock.instant();
          return () ->
              reader
                  .read(asked.seenTenant(visible), canonical, now)
                  .map(ApprovalPage::of)
                  .map(Answer::one)
                  .orElseThrow(Asked::notFound);
        });
  }
}
