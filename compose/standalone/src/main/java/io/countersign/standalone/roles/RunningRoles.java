package io.countersign.standalone.roles;

import io.countersign.approvals.Engine;
import io.countersign.approvals.kafka.LedgerRefused;
import io.countersign.approvals.kafka.PolicyTrials;
import io.countersign.approvals.streams.EngineInstance;
import io.countersign.approvals.streams.EngineSettings;
import io.countersign.approvals.vertx.PolicyRoutes;
import io.countersign.ingest.IngestSettings;
import io.countersign.ingest.service.Ingest;
import io.countersign.projections.Projections;
import io.countersign.projections.kafka.FollowerSettings;
import io.countersign.query.opensearch.ApprovalReader;
import io.countersign.query.opensearch.ControlReader;
import io.countersign.query.opensearch.SearchReader;
import io.countersign.query.vertx.QueryRoutes;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.call.LedgerSettings;
import io.countersign.schemas.jose.TokenIssuer;
import io.countersign.schemas.jose.TokenVerifier;
import io.countersign.schemas.jose.TrustedIssuer;
import io.countersign.schemas.kafka.ClusterFacts;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.registry.SchemaRegistry;
import io.countersign.standalone.config.Configuration;
import io.countersign.standalone.http.Authentication;
import io.countersign.standalone.http.HttpShell;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Roles that run in this process, with the HTTP server they share. Started in the order in which a
 * call passes them backwards, so that nobody is asked before somebody can answer; stopped the other
 * way round.
 */
public final class RunningRoles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningRoles.class);
  private static final int CURRENT_BEHAVIOUR = 1;

  private final Configuration configuration;
  private final Installation installation;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Deque<Part> parts = new ArrayDeque<>();
  private final List<Supplier<List<String>>> readiness = new CopyOnWriteArrayList<>();
  private final List<Consumer<Router>> routes = new ArrayList<>();
  private HttpShell http;

  private record Part(String name, AutoCloseable closeable) {}

  @SuppressWarnings(
      "NullAway.Init") // http is the last thing to be started, before anybody sees this
  private RunningRoles(Configuration configuration, Installation installation) {
    this.configuration = configuration;
    this.installation = installation;
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
    RunningRoles running = new RunningRoles(configuration, installation);
    try {
      running.startAll(roles, progress);
      return running;
    } catch (CannotStart | InterruptedException | RuntimeException e) {
      running.close();
      throw e;
    }
  }

  private void startAll(Set<Role> roles, Consumer<String> progress)
      throws CannotStart, InterruptedException {
    Trust trust = trust();
    SchemaRegistry registry = add("registry client", new SchemaRegistry(installation.registry()));
    Groundwork.registerSchemas(registry);
    ClusterFacts facts = Groundwork.ensureTopics(installation, configuration);
    progress.accept("schemas registered, topics verified");
    if (roles.contains(Role.ENGINE)) {
      startEngine(facts);
    }
    if (roles.contains(Role.PROJECTIONS)) {
      startProjections();
    }
    if (roles.contains(Role.INGEST)) {
      startIngest(registry, trust);
    }
    if (roles.contains(Role.QUERY)) {
      startQuery(roles);
    }
    progress.accept(
        "%s started"
            .formatted(roles.stream().sorted().map(Role::text).collect(Collectors.joining(", "))));
    // Ingest publishes them beside those of grants.
    startHttp(trust, roles.contains(Role.INGEST) ? Optional.empty() : trust.jwks());
  }

  private void startEngine(ClusterFacts facts) throws CannotStart {
    Configuration.Engine engine = configuration.engine();
    try {
      EngineSettings settings =
          new EngineSettings(
              installation.client(),
              engine.instanceId(),
              engine.stateDirectory().orElseGet(() -> configuration.data().resolve("engine")),
              engine.generation(),
              new LedgerSettings(
                  CURRENT_BEHAVIOUR,
                  engine.allowValid().toMillis(),
                  engine.outcomeDue().toMillis(),
                  engine.rememberMillis(),
                  engine.rememberMost()),
              installation.replication().factor(),
              installation.standbys(),
              engine.threads());
      EngineInstance instance =
          add(
              "engine",
              EngineInstance.start(settings, new Engine(), installation.formats(), facts));
      readiness.add(instance::notReady);
      startPolicyTrials();
      startNotices();
    } catch (LedgerRefused | IllegalArgumentException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  private void startNotices() throws CannotStart {
    if (!configuration.notifications().channels().isEmpty()) {
      Notifying notifying = add("notifications", Notifying.start(configuration, installation));
      readiness.add(notifying::notReady);
    }
  }

  private void startPolicyTrials() throws CannotStart {
    Duration longest = configuration.engine().policyReplayTimeout();
    Duration idle = configuration.http().idleTimeout();
    if (longest.compareTo(idle) >= 0) {
      throw new CannotStart(
          "Expected engine.policyReplayTimeout to be shorter than http.idleTimeout (%s), but was %s"
              .formatted(idle, longest));
    }
    PolicyRoutes policies =
        add(
            "policy trials",
            new PolicyRoutes(
                new PolicyTrials(
                    installation.client(),
                    installation.formats(),
                    installation.ledgers(),
                    longest)));
    routes.add(policies::mount);
  }

  private void startProjections() throws CannotStart {
    requireOpenSearch();
    Configuration.Projections settings = configuration.projections();
    Map<String, String> client =
        installation.client().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().toString()));
    Projections projections =
        add(
            "projections",
            Projections.start(
                new FollowerSettings(
                    client,
                    installation.registryUrls(),
                    installation.openSearch(),
                    configuration.openSearch().timeout(),
                    indexes(),
                    FollowerSettings.TopicNames.DEFAULT,
                    settings.group(),
                    settings.instanceId(),
                    settings.batchEvents(),
                    settings.cachedDocuments()),
                meters));
    readiness.add(projections::readiness);
  }

  private void startIngest(SchemaRegistry registry, Trust trust) throws CannotStart {
    Configuration.Ingest settings = configuration.ingest();
    IngestSettings checked;
    try {
      checked =
          new IngestSettings(
              settings.answerTimeout(),
              settings.maxWaiting(),
              settings.maxWait(),
              settings.maxPolls(),
              settings.recentCalls(),
              settings.maxBodyBytes(),
              settings.maxObservationBytes(),
              settings.maxObservationLines(),
              settings.observationsInFlight(),
              settings.appendQueue(),
              settings.appendBufferBytes(),
              settings.maxAbandons(),
              settings.platformTimeout(),
              configuration.projections().group(),
              settings.intake(),
              HttpShell.publicUrl(configuration.http(), configuration.http().port()));
    } catch (IllegalArgumentException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
    Ingest ingest =
        add(
            "ingest",
            new Ingest(
                checked,
                installation.kafka(),
                registry,
                installation.ledgers(),
                new SecretKeys(configuration).redaction(),
                new SecretKeys(configuration).grants(),
                trust.jwks().stream().toList(),
                trust.verifier(),
                meters));
    readiness.add(ingest::notReady);
    routes.add(ingest.routes()::mount);
  }

  private void startQuery(Set<Role> roles) throws CannotStart {
    requireOpenSearch();
    SearchCluster cluster =
        add(
            "search client",
            new SearchCluster(installation.openSearch(), configuration.openSearch().timeout()));
    QueryRoutes query =
        add(
            "query",
            new QueryRoutes(
                new SearchReader(cluster, indexes()),
                new ApprovalReader(cluster, indexes()),
                new ControlReader(cluster, indexes()),
                InstantSource.system(),
                configuration.query().concurrentReads(),
                configuration.query().timeout()));
    routes.add(query::mount);
    // After ingest's own route of the same path, which knows a call earlier.
    routes.add(query::mountCall);
    if (!roles.contains(Role.PROJECTIONS)) {
      readiness.add(new SearchProbe(cluster, indexes())::notReady);
    }
  }

  private void startHttp(Trust trust, Optional<String> jwks)
      throws CannotStart, InterruptedException {
    Vertx vertx = Vertx.vertx();
    parts.push(
        new Part(
            "event loops", () -> vertx.close().toCompletionStage().toCompletableFuture().join()));
    try {
      http =
          add(
              "HTTP server",
              HttpShell.start(
                  vertx,
                  configuration.http(),
                  new HttpShell.Content(
                      new Authentication(trust.verifier(), trust.remote()),
                      routes,
                      this::notReady,
                      meters,
                      jwks)));
    } catch (IOException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  /** Whose tokens count here. */
  private record Trust(TokenVerifier verifier, Optional<String> jwks, boolean remote) {}

  private Trust trust() throws CannotStart {
    List<TrustedIssuer> issuers = new ArrayList<>();
    Optional<String> jwks = Optional.empty();
    if (configuration.auth().builtIn()) {
      TokenIssuer issuer = new SecretKeys(configuration).issuer();
      jwks = Optional.of(issuer.publicJwks());
      issuers.add(new TrustedIssuer.BuiltIn(issuer.publicJwks()));
    }
    try {
      for (Configuration.Oidc oidc : configuration.auth().oidc()) {
        issuers.add(
            new TrustedIssuer.Oidc(
                oidc.issuer(),
                oidc.audience(),
                oidc.jwksUrl(),
                new TrustedIssuer.ClaimNames(
                    oidc.rolesClaim(), oidc.tenantsClaim(), oidc.groupsClaim())));
      }
      return new Trust(
          new TokenVerifier(issuers, InstantSource.system()),
          jwks,
          !configuration.auth().oidc().isEmpty());
    } catch (IllegalArgumentException e) {
      throw new CannotStart("auth.oidc: " + e.getMessage(), e);
    }
  }

  private Indexes indexes() throws CannotStart {
    try {
      return new Indexes(configuration.openSearch().prefix());
    } catch (IllegalArgumentException e) {
      throw new CannotStart("openSearch.prefix: " + e.getMessage(), e);
    }
  }

  private void requireOpenSearch() throws CannotStart {
    if (installation.openSearch().isEmpty()) {
      throw new CannotStart(
          "Expected openSearch.urls to say where OpenSearch is, but it is not set. Set it in the configuration, or run `countersign up`, which brings its own.");
    }
  }

  private <T extends AutoCloseable> T add(String name, T part) {
    parts.push(new Part(name, part));
    return part;
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
    return readiness.stream().flatMap(role -> role.get().stream()).toList();
  }

  /** Stops everything in order. Safe to repeat. */
  @Override
  public synchronized void close() {
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      try {
        part.closeable().close();
      } catch (Exception e) {
        LOG.warn("Expected {} to stop in order, but it did not", part.name(), e);
      }
    }
  }
}
