package io.countersign.standalone.embedded;

import io.countersign.standalone.embedded.StartFailure.Reason;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka, OpenSearch and the schema registry, started together on one data folder and stopped
 * together. Everything listens on the loopback address only. What they hold survives a stop, a kill
 * and a change of ports.
 *
 * <p>One process runs one stack at a time on a folder; a lock file sees to that.
 */
public final class EmbeddedStack implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStack.class);
  private static final int OLDEST_JAVA = 21;

  private final DataFolder folder;
  private final EmbeddedKafka kafka;
  private final EmbeddedOpenSearch openSearch;
  private final EmbeddedRegistry registry;
  private boolean closed;

  private EmbeddedStack(
      DataFolder folder,
      EmbeddedKafka kafka,
      EmbeddedOpenSearch openSearch,
      EmbeddedRegistry registry) {
    this.folder = folder;
    this.kafka = kafka;
    this.openSearch = openSearch;
    this.registry = registry;
  }

  /**
   * Where the servers keep their data and where they listen.
   *
   * @param data the data folder, created when missing
   * @param registryHome the unpacked registry, with {@code quarkus-run.jar} in it
   * @param kafkaPort Kafka's port, or 0 for a free one
   * @param openSearchPort OpenSearch's HTTP port, or 0 for a free one
   * @param registryPort the registry's HTTP port, or 0 for a free one
   */
  public record Settings(
      Path data, Path registryHome, int kafkaPort, int openSearchPort, int registryPort) {
    /** Settings with free ports. */
    public static Settings onFreePorts(Path data, Path registryHome) {
      return new Settings(data, registryHome, 0, 0, 0);
    }
  }

  /**
   * Starts the three servers and returns when each of them serves.
   *
   * @throws StartFailure when one of them cannot; the others have then been stopped and the folder
   *     is free again
   */
  public static EmbeddedStack start(Settings settings) throws StartFailure {
    requireJava(Runtime.version().feature());
    EmbeddedOpenSearch.shareNetty();
    DataFolder folder = DataFolder.open(settings.data());
    try {
      Ports.requireFree(settings.kafkaPort(), "Kafka", EmbeddedKafka.PORT_SETTING);
      Ports.requireFree(settings.openSearchPort(), "OpenSearch", EmbeddedOpenSearch.PORT_SETTING);
      Ports.requireFree(
          settings.registryPort(), "the schema registry", EmbeddedRegistry.PORT_SETTING);
      return startAll(settings, folder);
    } catch (StartFailure | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /** Returns Kafka's address for clients, {@code 127.0.0.1:port}. */
  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** Returns OpenSearch's address, {@code http://127.0.0.1:port}. */
  public URI openSearchUrl() {
    return openSearch.url();
  }

  /** Returns the base address of the registry's Confluent-compatible API. */
  public URI registryUrl() {
    return registry.url();
  }

  /** Returns the registry, which can be away for some seconds while it is started again. */
  public EmbeddedRegistry registry() {
    return registry;
  }

  /**
   * Stops OpenSearch, the registry and Kafka, in this order, and frees the folder. Safe to repeat.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    stop("OpenSearch", openSearch);
    stop("the schema registry", registry);
    stop("Kafka", kafka);
    folder.close();
  }

  static void requireJava(int feature) throws StartFailure {
    if (feature < OLDEST_JAVA) {
      throw new StartFailure(
          Reason.JAVA_TOO_OLD,
          "Expected Java %d or newer, but this is Java %d. Install a newer one and set JAVA_HOME to it."
              .formatted(OLDEST_JAVA, feature));
    }
  }

  private static EmbeddedStack startAll(Settings settings, DataFolder folder) throws StartFailure {
    List<AutoCloseable> running = new ArrayList<>();
    try (ExecutorService starters =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("start-", 0).factory())) {
      Future<EmbeddedOpenSearch> openSearch =
          starters.submit(
              timed(
                  "OpenSearch",
                  () -> EmbeddedOpenSearch.start(folder.openSearch(), settings.openSearchPort())));
      Future<EmbeddedRegistry> registry =
          starters.submit(
              timed(
                  "the schema registry",
                  () ->
                      EmbeddedRegistry.start(
                          settings.registryHome(),
                          folder.registry(),
                          folder.logs().resolve("registry.log"),
                          settings.registryPort())));
      Future<EmbeddedKafka> kafka =
          starters.submit(
              timed("Kafka", () -> EmbeddedKafka.start(folder.kafka(), settings.kafkaPort())));
      @Nullable StartFailure failure = null;
      for (Future<? extends AutoCloseable> start : List.of(openSearch, registry, kafka)) {
        failure = collect(start, running, failure);
      }
      if (failure != null) {
        running.forEach(server -> stop(server.getClass().getSimpleName(), server));
        throw failure;
      }
      return new EmbeddedStack(
          folder, kafka.resultNow(), openSearch.resultNow(), registry.resultNow());
    }
  }

  /**
   * Waits for one start. Each of them ends within a limit of its own, so none is cut short
   * half-way.
   */
  private static @Nullable StartFailure collect(
      Future<? extends AutoCloseable> start,
      List<AutoCloseable> running,
      @Nullable StartFailure earlier) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          running.add(start.get());
          return earlier;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      StartFailure failure =
          e.getCause() instanceof StartFailure known
              ? known
              : new StartFailure(
                  Reason.SERVER_FAILED,
                  "Expected the embedded servers to start, but one failed in a way it should not: %s. Please report this together with servers.log."
                      .formatted(StartFailure.rootMessage(e)),
                  e);
      if (earlier == null) {
        return failure;
      }
      earlier.addSuppressed(failure);
      return earlier;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static <T> Callable<T> timed(String server, Callable<T> start) {
    return () -> {
      long begun = System.nanoTime();
      T started = start.call();
      LOG.info(
          "{} is ready after {} ms",
          server,
          Duration.ofNanos(System.nanoTime() - begun).toMillis());
      return started;
    };
  }

  private static void stop(String name, AutoCloseable server) {
    try {
      server.close();
    } catch (Exception e) {
      LOG.error("{} did not stop cleanly: {}", name, StartFailure.rootMessage(e), e);
    }
  }
}
