package io.countersign.standalone.roles;

import io.countersign.schemas.Indexes;
import io.countersign.standalone.config.Configuration;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.ext.web.Router;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the roles of one process are made of: each part is kept here when it has started, and all
 * are closed in the opposite order.
 */
final class RoleParts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RoleParts.class);

  private final Configuration configuration;
  private final Installation installation;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Deque<Part> parts = new ArrayDeque<>();
  private final List<Supplier<List<String>>> readiness = new CopyOnWriteArrayList<>();
  private final List<Consumer<Router>> routes = new ArrayList<>();
  private final List<Part> stoppedFirst = new ArrayList<>();

  private record Part(String name, AutoCloseable closeable) {}

  RoleParts(Configuration configuration, Installation installation) {
    this.configuration = configuration;
    this.installation = installation;
  }

  Configuration configuration() {
    return configuration;
  }

  Installation installation() {
    return installation;
  }

  PrometheusMeterRegistry meters() {
    return meters;
  }

  /** Routes that the HTTP server gets, in this order. */
  List<Consumer<Router>> routes() {
    return routes;
  }

  /** Keeps a part, which is closed before all that were kept earlier. */
  <T extends AutoCloseable> T add(String name, T part) {
    parts.push(new Part(name, part));
    return part;
  }

  /**
   * Keeps a part that is closed before the HTTP server, because the server would wait for its
   * answers.
   */
  <T extends AutoCloseable> T addBeforeDoor(String name, T part) {
    stoppedFirst.add(new Part(name, part));
    return part;
  }

  /** Says that the HTTP server runs. */
  void doorIsOpen() {
    stoppedFirst.forEach(parts::push);
    stoppedFirst.clear();
  }

  /** Asks a part, each time, why it cannot do its work; empty when it can. */
  void readyWhen(Supplier<List<String>> notReady) {
    readiness.add(notReady);
  }

  /** Adds routes to the HTTP server. */
  void serve(Consumer<Router> mount) {
    routes.add(mount);
  }

  /** Why this process cannot do its work now, from each of its roles; empty when it can. */
  List<String> notReady() {
    return readiness.stream().flatMap(role -> role.get().stream()).toList();
  }

  Indexes indexes() throws CannotStart {
    try {
      return new Indexes(configuration.openSearch().prefix());
    } catch (IllegalArgumentException e) {
      throw new CannotStart("openSearch.prefix: " + e.getMessage(), e);
    }
  }

  void requireOpenSearch() throws CannotStart {
    if (installation.openSearch().isEmpty()) {
      throw new CannotStart(
          "Expected openSearch.urls to say where OpenSearch is, but it is not set. Set it in the"
              + " configuration, or run `countersign up`, which brings its own.");
    }
  }

  /** Stops everything in order. Safe to repeat. */
  @Override
  public synchronized void close() {
    doorIsOpen();
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
