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
    router.get("/v1/tools").handler(ctx -> list(ctx, "tools", Listing.TOOLS));
    router
        .get("/v1/tools/:server/:name")
        .handler(
            ctx ->
                one(
                    ctx,
                    "tools.read",
                    ControlName.tool(Asked.path(ctx, "server"), Asked.path(ctx, "name"))));
    router.get("/v1/servers").handler(this::servers);
    router.get("/v1/servers/:server").handler(this::server);
    router
        .get("/v1/policies")
        .handler(
            ctx ->
                list(
                    ctx,
                    "policies.list",
                    Listing.POLICIES,
                    "policies",
                    ControlViews::withoutDocument));
    router.get("/v1/policies/:name").handler(this::policy);
    router.get("/v1/budgets").handler(this::budgets);
    router.get("/v1/limits").handler(ctx -> list(ctx, "limits", Listing.LIMITS));
    router.get("/v1/approvers").handler(ctx -> list(ctx, "approvers", Listing.APPROVERS));
    router.get("/v1/delegations").handler(ctx -> list(ctx, "delegations", Listing.DELEGATIONS));
    router
        .get("/v1/standing-grants")
        .handler(
            ctx ->
                list(
                    ctx,
                    "standing-grants.list",
                    Listing.STANDING_GRANTS,
                    "standingGrants",
                    UnaryOperator.identity()));
    router.get("/v1/brakes").handler(this::brakes);
    router.get("/v1/settings").handler(this::settings);
    router.get("/v1/retention").handler(ctx -> one(ctx, "retention.read", ControlName.RETENTION));
    router.get("/v1/holds").handler(ctx -> list(ctx, "holds", Listing.HOLDS));
    router
        .get("/v1/holds/:holdId")
        .handler(ctx -> one(ctx, "holds.read", ControlName.hold(Asked.path(ctx, "holdId"))));
    router.get("/v1/searches").handler(ctx -> list(ctx, "searches", Listing.SEARCHES));
    router
        .get("/v1/searches/:name")
        .handler(ctx -> one(ctx, "searches.read", ControlName.search(Asked.path(ctx, "name"))));
  }

  /** A list whose member and operation are named alike. */
  private void list(RoutingContext ctx, String member, Listing listing) {
    list(ctx, member + ".list", listing, member, UnaryOperator.identity());
  }

  private void list(
      RoutingContext ctx,
      String operation,
      Listing listing,
      String member,
      UnaryOperator<JsonObject> view) {
    readers.answer(
        ctx,
        operation,
        READERS,
        asked -> {
          ListQuery query = asked.list(listing);
          return () -> Answers.page(member, query, reader.page(query).shownAs(view));
        });
  }

  private void one(RoutingContext ctx, String operation, ControlName name) {
    readers.answer(
        ctx,
        operation,
        READERS,
        asked -> {
          asked.withTenantOnly();
          return () -> Answer.one(ControlViews.withChanges(find(asked, name)));
        });
  }

  private void servers(RoutingContext ctx) {
    Instant now = clock.instant();
    list(
        ctx,
        "servers.list",
        Listing.SERVERS,
        "servers",
        server -> ControlViews.server(server, now));
  }

  private void server(RoutingContext ctx) {
    Instant now = clock.instant();
    readers.answer(
        ctx,
        "servers.read",
        READERS,
        asked -> {
          asked.withTenantOnly();
          String name = Asked.path(ctx, "server");
          String tenant = asked.seenTenant(asked.visible() && Asked.isIdentifier(name));
          return () -> Answer.one(ControlViews.withChanges(server(tenant, name, now)));
        });
  }

  private JsonObject server(String tenant, String name, Instant now) throws SearchUnavailable {
    JsonObject server = reader.control(tenant, ControlName.server(name)).orElse(JsonObject.EMPTY);
    if (!server.members().isEmpty()) {
      return ControlViews.server(server, now);
    }
    if (!reader.hasToolsOf(tenant, name)) {
      throw Asked.notFound();
    }
    return ControlViews.unreviewed(tenant, name, reader.settings(tenant), now);
  }

  private void policy(RoutingContext ctx) {
    ControlName name = ControlName.policy(Asked.path(ctx, "name"));
    if (!wantsYaml(ctx)) {
      one(ctx, "policies.read", name);
      return;
    }
    readers.answer(
        ctx,
        "policies.read",
        READERS,
        asked -> {
          asked.withTenantOnly();
          return () ->
              Answer.of(
                  YAML,
                  find(asked, name).string("document").orElseThrow(Asked::notFound),
                  1,
                  JsonObject.EMPTY);
        });
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

  private void budgets(RoutingContext ctx) {
    Instant now = clock.instant();
    readers.answer(
        ctx,
        "budgets.list",
        EVERYBODY,
        asked -> {
          ListQuery query = asked.list(Listing.BUDGETS);
          ListQuery seen = ownBudgets(asked, query);
          return () -> Answers.page("budgets", query, reader.budgets(seen, now));
        });
  }

  /** Whoever reads no more than budgets sees those of its own subject. */
  private static ListQuery ownBudgets(Asked asked, ListQuery query) {
    boolean all = READERS.stream().anyMatch(asked.caller()::is);
    String subject = asked.caller().subject();
    Set<String> named = query.terms().wanted("principal");
    if (!all && !named.isEmpty() && !named.equals(Set.of(subject))) {
      throw new ProblemException(
          Problem.forbidden(
              "Expected no principal or this token's own subject, because this token may see its"
                  + " own budgets only."));
    }
    return all ? query : query.with("principal", subject);
  }

  private void brakes(RoutingContext ctx) {
    readers.answer(
        ctx,
        "brakes.list",
        READERS,
        asked -> {
          ListQuery query = asked.list(Listing.BRAKES);
          return () -> Answers.page("brakes", query, reader.brakes(query));
        });
  }

  private void settings(RoutingContext ctx) {
    readers.answer(
        ctx,
        "settings.read",
        READERS,
        asked -> {
          asked.withTenantOnly();
          if (!asked.visible()) {
            throw Asked.notFound();
          }
          return () -> Answer.one(reader.settings(asked.tenant()));
        });
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
