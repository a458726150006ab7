package io.countersign.query.vertx;

import io.countersign.query.BadQuery;
import io.countersign.query.CallView;
import io.countersign.query.ListQuery;
import io.countersign.query.Listing;
import io.countersign.query.StoryAssembler;
import io.countersign.query.opensearch.SearchReader;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.http.Problem;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.json.JsonString;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * The routes of the query API. Whoever mounts them has authenticated the caller before and put the
 * {@link Caller} into the routing context under its class name, and renders each {@link
 * ProblemException}. What a caller may not see is answered exactly as what does not exist.
 */
public final class QueryRoutes implements AutoCloseable {
  private static final Set<Role> READERS = Set.of(Role.AUDITOR, Role.OPERATOR, Role.ADMIN);
  private static final int MAX_PARAMETERS = 64;
  private static final int MAX_IDENTIFIER = 256;

  private final SearchReader reader;
  private final Readers readers;

  /**
   * Makes the routes.
   *
   * @param reader reads the indexes
   * @param concurrentReads most questions that are answered at a time; more get 503
   * @param limit longest time for one answer
   */
  public QueryRoutes(SearchReader reader, int concurrentReads, Duration limit) {
    this.reader = reader;
    this.readers = new Readers(concurrentReads, limit);
  }

  /** Adds the routes. */
  public void mount(Router router) {
    router.get("/v1/runs/:runId").handler(this::run);
    router.get("/v1/events").handler(ctx -> list(ctx, Listing.EVENTS, "events"));
    router.get("/v1/calls").handler(ctx -> list(ctx, Listing.CALLS, "calls"));
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
    Map<String, List<String>> parameters = parameters(ctx);
    String tenant = tenant(ctx, parameters);
    onlyTenant(parameters);
    String runId = Objects.requireNonNullElse(ctx.pathParam("runId"), "");
    boolean visible = caller(ctx).mayUse(tenant) && isIdentifier(runId);
    readers.answer(
        ctx,
        () ->
            reader
                .run(visible ? tenant : nobody(), runId)
                .map(StoryAssembler::tell)
                .orElseThrow(QueryRoutes::notFound)
                .toJson());
  }

  private void call(RoutingContext ctx) {
    Map<String, List<String>> parameters = parameters(ctx);
    String tenant = tenant(ctx, parameters);
    onlyTenant(parameters);
    String callId = Objects.requireNonNullElse(ctx.pathParam("callId"), "");
    boolean visible = caller(ctx).mayUse(tenant) && isUuid(callId);
    String canonical = visible ? UUID.fromString(callId).toString() : callId;
    readers.answer(
        ctx,
        () ->
            reader
                .call(visible ? tenant : nobody(), canonical)
                .map(CallView::of)
                .orElseThrow(QueryRoutes::notFound)
                .toJson());
  }

  private void list(RoutingContext ctx, Listing listing, String member) {
    Map<String, List<String>> parameters = parameters(ctx);
    String tenant = tenant(ctx, parameters);
    if (!caller(ctx).mayUse(tenant)) {
      throw notFound();
    }
    ListQuery query;
    try {
      query = ListQuery.parse(listing, tenant, parameters);
    } catch (BadQuery e) {
      throw refused(e.parameter(), e.message());
    }
    readers.answer(ctx, () -> page(member, query, reader.page(query)));
  }

  private static String page(String member, ListQuery query, SearchReader.Page page) {
    String next =
        page.next()
            .map(cursor -> new JsonString(cursor.text(query.fingerprint())).toJson())
            .orElse("null");
    // The entries are canonical JSON already, written by the projections; parsing them again would
    // change nothing.
    return "{\"%s\":[%s],\"next\":%s,\"readUpTo\":%s}"
        .formatted(member, String.join(",", page.entries()), next, page.readUpTo().toJson());
  }

  private static Caller caller(RoutingContext ctx) {
    Caller caller = ctx.get(Caller.class.getName());
    if (caller == null) {
      throw new IllegalStateException("Expected an authenticated caller, but there is none");
    }
    return caller;
  }

  /** The tenant that is asked for; the caller's own where there is no choice. */
  private static String tenant(RoutingContext ctx, Map<String, List<String>> parameters) {
    Caller caller = caller(ctx);
    if (READERS.stream().noneMatch(caller::is)) {
      throw new ProblemException(
          Problem.forbidden(
              "Expected one of the roles auditor, operator and admin, but this token has none of them."));
    }
    List<String> named = parameters.getOrDefault("tenant", List.of());
    if (named.isEmpty() && caller.tenants().size() == 1 && !caller.mayUseAllTenants()) {
      return caller.tenants().iterator().next();
    }
    if (named.size() != 1 || !isIdentifier(named.getFirst())) {
      throw refused(
          "tenant", "Expected one tenant, because this token has not exactly one of its own.");
    }
    return named.getFirst();
  }

  /**
   * A tenant that no event can have: blank names are refused when events are made. Asking for it
   * takes the same way as any other question, so an answer's time says nothing about what exists.
   */
  private static String nobody() {
    return " ";
  }

  private static Map<String, List<String>> parameters(RoutingContext ctx) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    int count = 0;
    for (Map.Entry<String, String> parameter : ctx.queryParams()) {
      if (++count > MAX_PARAMETERS) {
        throw refused(
            "", "Expected at most " + MAX_PARAMETERS + " parameters, but there are more.");
      }
      parameters
          .computeIfAbsent(parameter.getKey(), name -> new ArrayList<>())
          .add(parameter.getValue());
    }
    return parameters;
  }

  private static void onlyTenant(Map<String, List<String>> parameters) {
    for (String name : parameters.keySet()) {
      if (!name.equals("tenant")) {
        throw refused(name, "Expected no parameter but tenant, but this is another.");
      }
    }
  }

  private static boolean isIdentifier(String value) {
    return !value.isBlank()
        && value.length() <= MAX_IDENTIFIER
        && value.codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF);
  }

  private static boolean isUuid(String value) {
    try {
      return UUID.fromString(value).toString().equalsIgnoreCase(value);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static ProblemException refused(String parameter, String message) {
    return new ProblemException(
        Problem.invalidRequest(
            parameter.isEmpty()
                ? message
                : "Query parameter \"%s\": %s".formatted(shown(parameter), message),
            List.of(new Problem.Violation("/query/" + shown(parameter), message))));
  }

  /** A name that a client made up is shown shortened and without control characters. */
  private static String shown(String parameter) {
    String plain = parameter.replaceAll("[^A-Za-z0-9_.-]", "?");
    return plain.length() > 64 ? plain.substring(0, 64) + "…" : plain;
  }

  private static ProblemException notFound() {
    return new ProblemException(
        Problem.notFound("Expected something of this tenant, but there is nothing of that id."));
  }

  @Override
  public void close() {
    readers.close();
  }
}
