package io.countersign.query.vertx;

import io.countersign.query.BadQuery;
import io.countersign.query.ListQuery;
import io.countersign.query.Listing;
import io.countersign.query.Search;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.http.Problem;
import io.countersign.schemas.http.ProblemException;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * One question as it came: who asks, about which tenant, with which parameters. What a caller may
 * not see is answered exactly as what does not exist.
 *
 * @param caller who asks
 * @param tenant the tenant that is asked about
 * @param parameters query parameters, each with all its values
 */
record Asked(Caller caller, String tenant, Map<String, List<String>> parameters) {
  private static final int MAX_PARAMETERS = 64;
  private static final int MAX_IDENTIFIER = 256;

  /**
   * Reads a question.
   *
   * @param roles whoever has one of these may ask
   */
  static Asked of(RoutingContext ctx, Set<Role> roles) {
    Caller caller = caller(ctx);
    Map<String, List<String>> parameters = parameters(ctx);
    if (roles.stream().noneMatch(caller::is)) {
      throw new ProblemException(
          Problem.forbidden(
              "Expected one of the roles %s, but this token has none of them."
                  .formatted(String.join(", ", roles.stream().map(Role::text).sorted().toList()))));
    }
    return new Asked(caller, tenant(caller, parameters), parameters);
  }

  /** Who asks, as whoever mounted the routes has found out. */
  static Caller caller(RoutingContext ctx) {
    Caller caller = ctx.get(Caller.class.getName());
    if (caller == null) {
      throw new IllegalStateException("Expected an authenticated caller, but there is none");
    }
    return caller;
  }

  /** Whether the caller may see anything of the tenant. */
  boolean visible() {
    return caller.mayUse(tenant);
  }

  /**
   * The tenant to look at: where nothing is visible one that no event can have, because blank names
   * are refused when events are made. Asking for it takes the same way as any other question, so an
   * answer's time says nothing about what exists.
   */
  String seenTenant(boolean visible) {
    return visible ? tenant : " ";
  }

  /** Refuses every parameter but the tenant. */
  Asked withTenantOnly() {
    for (String name : parameters.keySet()) {
      if (!name.equals("tenant")) {
        throw refused(name, "Expected no parameter but tenant, but this is another.");
      }
    }
    return this;
  }

  /** The same question without a parameter. */
  Asked without(String parameter) {
    Map<String, List<String>> rest = new LinkedHashMap<>(parameters);
    rest.remove(parameter);
    return with(rest);
  }

  /** The same question with other parameters. */
  Asked with(Map<String, List<String>> other) {
    return new Asked(caller, tenant, other);
  }

  /** Refuses every parameter but these. */
  Asked withOnly(Set<String> names) {
    for (String name : parameters.keySet()) {
      if (!names.contains(name)) {
        throw refused(
            name,
            "Expected no parameter but %s, but this is another."
                .formatted(String.join(", ", names.stream().sorted().toList())));
      }
    }
    return this;
  }

  /** The value of a parameter that may be given once; empty when it is not given. */
  Optional<String> one(String name) {
    List<String> values = parameters.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw refused(name, "Expected this parameter once, but it is there several times.");
    }
    return values.stream().findFirst();
  }

  /** Reads the parameters of a list; a tenant that the caller may not see is not found. */
  ListQuery list(Listing listing) {
    if (!visible()) {
      throw notFound();
    }
    try {
      return ListQuery.parse(listing, tenant, parameters);
    } catch (BadQuery e) {
      throw refused(e);
    }
  }

  /** Reads the parameters of a list that can be counted too. */
  Search search(Listing listing) {
    if (!visible()) {
      throw notFound();
    }
    try {
      return Search.parse(listing, tenant, parameters);
    } catch (BadQuery e) {
      throw refused(e);
    }
  }

  /** The problem of a question that cannot be answered as it was asked. */
  static ProblemException refused(BadQuery e) {
    return refused(e.parameter(), e.message());
  }

  /** The tenant that is asked for; the caller's own where there is no choice. */
  private static String tenant(Caller caller, Map<String, List<String>> parameters) {
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

  /** A part of the path; empty when there is none. */
  static String path(RoutingContext ctx, String name) {
    return Objects.requireNonNullElse(ctx.pathParam(name), "");
  }

  static boolean isIdentifier(String value) {
    return !value.isBlank()
        && value.length() <= MAX_IDENTIFIER
        && value.codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF);
  }

  static boolean isUuid(String value) {
    try {
      return UUID.fromString(value).toString().equalsIgnoreCase(value);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static ProblemException refused(String parameter, String message) {
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

  static ProblemException notFound() {
    return new ProblemException(
        Problem.notFound("Expected something of this tenant, but there is nothing of that id."));
  }
}
