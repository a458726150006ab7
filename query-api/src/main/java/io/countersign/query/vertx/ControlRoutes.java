package io.countersign.query.vertx;

import io.countersign.query.ControlViews;
import io.countersign.query.ListQuery;
import io.countersign.query.Listing;
import io.countersign.query.opensearch.ControlReader;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.document.ControlName;
import io.countersign.schemas.http.Problem;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.opensearch.SearchUnavailable;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The routes that show catalogue, gates, policies, budgets, limits, brakes and settings. Whoever
 * reads the record may read them, and approvers, who decide with them before their eyes. Budgets
 * are shown to everybody else too, but only the nodes of their own subject.
 */
final class ControlRoutes {
  private static final Set<Role> READERS =
      Set.of(Role.AUDITOR, Role.OPERATOR, Role.ADMIN, Role.APPROVER);
  private static final Set<Role> EVERYBODY = EnumSet.allOf(Role.class);
  private static final String YAML = "application/yaml";

  private final ControlReader reader;
  private final Readers readers;
  private final InstantSource clock;

  ControlRoutes(ControlReader reader, Readers readers, InstantSource clock) {
    this.reader = reader;
    this.readers = readers;
    this.clock = clock;
  }

  void mount(Router router) {
    router
        .get("/v1/tools")
        .handler(ctx -> list(ctx, Listing.TOOLS, "tools", UnaryOperator.identity()));
    router
        .get("/v1/tools/:server/:name")
        .handler(
            ctx -> one(ctx, ControlName.tool(Asked.path(ctx, "server"), Asked.path(ctx, "name"))));
    router.get("/v1/servers").handler(this::servers);
    router.get("/v1/servers/:server").handler(this::server);
    router
        .get("/v1/policies")
        .handler(ctx -> list(ctx, Listing.POLICIES, "policies", ControlViews::withoutDocument));
    router.get("/v1/policies/:name").handler(this::policy);
    router.get("/v1/budgets").handler(this::budgets);
    router
        .get("/v1/limits")
        .handler(ctx -> list(ctx, Listing.LIMITS, "limits", UnaryOperator.identity()));
    router
        .get("/v1/approvers")
        .handler(ctx -> list(ctx, Listing.APPROVERS, "approvers", UnaryOperator.identity()));
    router
        .get("/v1/delegations")
        .handler(ctx -> list(ctx, Listing.DELEGATIONS, "delegations", UnaryOperator.identity()));
    router
        .get("/v1/standing-grants")
        .handler(
            ctx -> list(ctx, Listing.STANDING_GRANTS, "standingGrants", UnaryOperator.identity()));
    router.get("/v1/brakes").handler(this::brakes);
    router.get("/v1/settings").handler(this::settings);
  }

  private void list(
      RoutingContext ctx, Listing listing, String member, UnaryOperator<JsonObject> view) {
    ListQuery query = Asked.of(ctx, READERS).list(listing);
    readers.answer(ctx, () -> Answers.page(member, query, reader.page(query).shownAs(view)));
  }

  private void one(RoutingContext ctx, ControlName name) {
    Asked asked = Asked.of(ctx, READERS).withTenantOnly();
    readers.answer(ctx, () -> ControlViews.withChanges(find(asked, name)).toJson());
  }

  private void servers(RoutingContext ctx) {
    ListQuery query = Asked.of(ctx, READERS).list(Listing.SERVERS);
    Instant now = clock.instant();
    readers.answer(
        ctx,
        () ->
            Answers.page(
                "servers",
                query,
                reader.page(query).shownAs(server -> ControlViews.server(server, now))));
  }

  private void server(RoutingContext ctx) {
    Asked asked = Asked.of(ctx, READERS).withTenantOnly();
    String name = Asked.path(ctx, "server");
    String tenant = asked.seenTenant(asked.visible() && Asked.isIdentifier(name));
    Instant now = clock.instant();
    readers.answer(
        ctx,
        () -> {
          JsonObject server =
              reader.control(tenant, ControlName.server(name)).orElse(JsonObject.EMPTY);
          if (!server.members().isEmpty()) {
            return ControlViews.withChanges(ControlViews.server(server, now)).toJson();
          }
          if (!reader.hasToolsOf(tenant, name)) {
            throw Asked.notFound();
          }
          return ControlViews.withChanges(
                  ControlViews.unreviewed(tenant, name, reader.settings(tenant), now))
              .toJson();
        });
  }

  private void policy(RoutingContext ctx) {
    Asked asked = Asked.of(ctx, READERS).withTenantOnly();
    ControlName name = ControlName.policy(Asked.path(ctx, "name"));
    if (!wantsYaml(ctx)) {
      readers.answer(ctx, () -> ControlViews.withChanges(find(asked, name)).toJson());
      return;
    }
    readers.answer(
        ctx, YAML, () -> find(asked, name).string("document").orElseThrow(Asked::notFound));
  }

  /** The first type that the client wants most, of the two that there are. */
  private static boolean wantsYaml(RoutingContext ctx) {
    for (MIMEHeader accepted : ctx.parsedHeaders().accept()) {
      String type = accepted.component() + "/" + accepted.subComponent();
      if (type.equals(YAML)) {
        return true;
      }
      if (type.equals("application/json") || type.equals("*/*") || type.equals("application/*")) {
        return false;
      }
    }
    return false;
  }

  /** Whoever reads no more than budgets sees those of its own subject. */
  private void budgets(RoutingContext ctx) {
    Asked asked = Asked.of(ctx, EVERYBODY);
    ListQuery query = asked.list(Listing.BUDGETS);
    boolean all = READERS.stream().anyMatch(asked.caller()::is);
    String subject = asked.caller().subject();
    Set<String> named = query.terms().wanted("principal");
    if (!all && !named.isEmpty() && !named.equals(Set.of(subject))) {
      throw new ProblemException(
          Problem.forbidden(
              "Expected no principal or this token's own subject, because this token may see its"
                  + " own budgets only."));
    }
    ListQuery seen = all ? query : query.with("principal", subject);
    Instant now = clock.instant();
    readers.answer(ctx, () -> Answers.page("budgets", query, reader.budgets(seen, now)));
  }

  private void brakes(RoutingContext ctx) {
    ListQuery query = Asked.of(ctx, READERS).list(Listing.BRAKES);
    readers.answer(ctx, () -> Answers.page("brakes", query, reader.brakes(query)));
  }

  private void settings(RoutingContext ctx) {
    Asked asked = Asked.of(ctx, READERS).withTenantOnly();
    if (!asked.visible()) {
      throw Asked.notFound();
    }
    readers.answer(ctx, () -> reader.settings(asked.tenant()).toJson());
  }

  private JsonObject find(Asked asked, ControlName name) throws SearchUnavailable {
    String server = name.server();
    boolean named =
        Asked.isIdentifier(name.name()) && (server == null || Asked.isIdentifier(server));
    return reader
        .control(asked.seenTenant(asked.visible() && named), name)
        .orElseThrow(Asked::notFound);
  }
}
