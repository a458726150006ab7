package io.countersign.standalone.roles;

import io.countersign.schemas.kafka.ClusterFacts;
import io.countersign.schemas.registry.SchemaRegistry;
import io.countersign.standalone.config.Configuration;
import io.countersign.standalone.http.Authentication;
import io.countersign.standalone.http.HttpShell;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Roles that run in this process, with the HTTP server they share. Started in the order in which a
 * call passes them backwards, so that nobody is asked before somebody can answer; stopped the other
 * way round.
 */
public final class RunningRoles implements AutoCloseable {
  private final RoleParts parts;
  private final HttpShell http;

  private RunningRoles(RoleParts parts, HttpShell http) {
    this.parts = parts;
    this.http = http;
  }

  /**
   * Starts roles and returns when each of them runs, though perhaps not ready: see {@link
   * #notReady}.
   *
   * @param progress told each step in a few words
   * @throws CannotStart when one of them cannot; none of them runs then
   */
  public static RunningRoles start(
      Configuration configuration,
      Installation installation,
      Set<Role> roles,
      Consumer<String> progress)
      throws CannotStart, InterruptedException {
    RoleParts parts = new RoleParts(configuration, installation);
    try {
      return new RunningRoles(parts, startAll(parts, roles, progress));
    } catch (CannotStart | InterruptedException | RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private static HttpShell startAll(RoleParts parts, Set<Role> roles, Consumer<String> progress)
      throws CannotStart, InterruptedException {
    Trust trust = Trust.of(parts.configuration());
    SchemaRegistry registry =
        parts.add("registry client", new SchemaRegistry(parts.installation().registry()));
    Groundwork.registerSchemas(registry);
    ClusterFacts facts = Groundwork.ensureTopics(parts.installation(), parts.configuration());
    progress.accept("schemas registered, topics verified");
    if (roles.contains(Role.ENGINE)) {
      EngineRole.start(parts, facts);
    }
    if (roles.contains(Role.PROJECTIONS)) {
      ProjectionsRole.start(parts);
    }
    if (roles.contains(Role.INGEST)) {
      IngestRole.start(parts, registry, trust);
    }
    if (roles.contains(Role.QUERY)) {
      QueryRole.start(parts, roles);
    }
    progress.accept(
        "%s started"
            .formatted(roles.stream().sorted().map(Role::text).collect(Collectors.joining(", "))));
    // Ingest publishes them beside those of grants.
    return startHttp(parts, trust, roles.contains(Role.INGEST) ? Optional.empty() : trust.jwks());
  }

  private static HttpShell startHttp(RoleParts parts, Trust trust, Optional<String> jwks)
      throws CannotStart, InterruptedException {
    Vertx vertx = Vertx.vertx();
    AutoCloseable loops = () -> vertx.close().toCompletionStage().toCompletableFuture().join();
    parts.add("event loops", loops);
    try {
      HttpShell http =
          parts.add(
              "HTTP server",
              HttpShell.start(
                  vertx,
                  parts.configuration().http(),
                  new HttpShell.Content(
                      new Authentication(trust.verifier(), trust.remote()),
                      parts.routes(),
                      parts::notReady,
                      parts.meters(),
                      jwks)));
      parts.doorIsOpen();
      return http;
    } catch (IOException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  /** Where clients find the HTTP server. */
  public URI url() {
    return http.url();
  }

  /** The port that the HTTP server listens on. */
  public int port() {
    return http.port();
  }

  /** Why this process cannot do its work now, from each of its roles; empty when it can. */
  public List<String> notReady() {
    return parts.notReady();
  }

  /** Stops everything in order. Safe to repeat. */
  @Override
  public void close() {
    parts.close();
  }
}
