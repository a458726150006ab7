package io.countersign.standalone.embedded;

import io.countersign.standalone.embedded.StartFailure.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schema registry (Apicurio, which speaks Confluent's REST API), run as a child process on the
 * loopback address. A child that dies is started again on the same port, after a pause that doubles
 * from 0.2 s to at most 10 s; a child whose parent dies ends by itself.
 */
public final class EmbeddedRegistry implements AutoCloseable {
  /** The setting that chooses the port, as error messages name it. */
  static final String PORT_SETTING = "registryPort";

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRegistry.class);
  private static final Duration READY_WITHIN = Duration.ofMinutes(3);
  private static final Duration STEADY = Duration.ofMinutes(1);
  private static final long PROBE_MILLIS = 50;
  private static final long STOP_SECONDS = 12;
  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;
  private static final int DOUBLINGS = 6;

  private final RegistryProcess launcher;
  private final int port;
  private final int managementPort;
  private final RegistryProbe probe;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread keeper =
      Thread.ofPlatform().name("registry-keeper").daemon().unstarted(this::keep);

  private Process child; // guarded by this

  private EmbeddedRegistry(
      RegistryProcess launcher, int port, int managementPort, RegistryProbe probe, Process child) {
    this.launcher = launcher;
    this.port = port;
    this.managementPort = managementPort;
    this.probe = probe;
    this.child = child;
  }

  /**
   * Starts the registry and returns when it is ready.
   *
   * @param home the unpacked registry, with {@code quarkus-run.jar} in it
   * @param folder where its database is kept
   * @param log the file that takes all it prints
   * @param port the port for HTTP, or 0 for a free one
   */
  static EmbeddedRegistry start(Path home, Path folder, Path log, int port) throws StartFailure {
    RegistryProcess launcher = new RegistryProcess(home, folder, log);
    if (!launcher.isInstalled()) {
      throw new StartFailure(
          Reason.REGISTRY_MISSING,
          "Expected the unpacked schema registry in %s, but there is no quarkus-run.jar. Build it with ./mvnw package, or point the setting registryHome to it."
              .formatted(launcher.home()));
    }
    RegistryProbe probe = new RegistryProbe();
    try {
      for (int attempt = 1; ; attempt++) {
        List<Integer> free = Ports.free(2);
        int http = port == 0 ? free.get(0) : port;
        Process child = launcher.launch(http, free.get(1));
        if (becomesReady(child, free.get(1), probe)) {
          return adopt(new EmbeddedRegistry(launcher, http, free.get(1), probe, child));
        }
        String found =
            child.isAlive()
                ? "it was not ready within " + READY_WITHIN.toSeconds() + " s"
                : "it ended with status " + child.exitValue();
        child.destroyForcibly();
        // a child does not tell why it ended; a port taken in between is the one reason another try
        // cures
        Ports.requireFree(port, "the schema registry", PORT_SETTING);
        if (attempt == 2) {
          throw explain(launcher, found, null);
        }
      }
    } catch (IOException e) {
      probe.close();
      throw explain(launcher, StartFailure.rootMessage(e), e);
    } catch (InterruptedException e) {
      probe.close();
      Thread.currentThread().interrupt();
      throw explain(launcher, "the start was interrupted", e);
    } catch (StartFailure e) {
      probe.close();
      throw e;
    }
  }

  /**
   * Returns the base address of Confluent's REST API, {@code
   * http://127.0.0.1:port/apis/ccompat/v7}.
   */
  public URI url() {
    return URI.create("http://127.0.0.1:" + port + "/apis/ccompat/v7");
  }

  /** Returns whether the registry is ready at this moment. */
  public boolean isReady() {
    try {
      return probe.isReady(managementPort);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Returns the child that runs at this moment. */
  synchronized ProcessHandle process() {
    return child.toHandle();
  }

  /** Asks the child to stop and waits for it; after twelve seconds it is killed. */
  @Override
  public void close() {
    synchronized (this) {
      if (closing.getCount() == 0) {
        return;
      }
      closing.countDown();
    }
    keeper.interrupt();
    stop(current());
    probe.close();
  }

  private static EmbeddedRegistry adopt(EmbeddedRegistry registry)
      throws IOException, InterruptedException {
    try {
      // Apicurio's own default lets any change pass
      registry.probe.requireCompatibility(registry.url(), "FULL_TRANSITIVE");
    } catch (IOException | InterruptedException e) {
      registry.close();
      throw e;
    }
    registry.keeper.start();
    return registry;
  }

  private static boolean becomesReady(Process child, int managementPort, RegistryProbe probe)
      throws InterruptedException {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (System.nanoTime() < deadline) {
      if (probe.isReady(managementPort)) {
        return true;
      }
      if (hasEnded(child)) {
        return false;
      }
    }
    return false;
  }

  private static boolean hasEnded(Process child) throws InterruptedException {
    return child.waitFor(PROBE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Waits for the child to end and starts it again, until this registry is closed. */
  private void keep() {
    try {
      for (int deaths = 1; ; deaths++) {
        long started = System.nanoTime();
        int status = current().waitFor();
        if (System.nanoTime() - started > STEADY.toNanos()) {
          deaths = 1;
        }
        long pause =
            Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(deaths - 1, DOUBLINGS));
        if (closing.await(pause, TimeUnit.MILLISECONDS)) {
          return;
        }
        LOG.warn(
            "The schema registry ended unexpectedly with status {}; starting it again after {} ms. What it printed is in {}",
            status,
            pause,
            launcher.log());
        restart();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // close() wants no further child
    }
  }

  private void restart() throws InterruptedException {
    try {
      Process next = replace();
      if (becomesReady(next, managementPort, probe)) {
        LOG.info("The schema registry is back on {}", url());
      } else {
        next.destroyForcibly();
      }
    } catch (IOException e) {
      LOG.error("The schema registry could not be launched: {}", e.getMessage());
    }
  }

  private synchronized Process current() {
    return child;
  }

  private synchronized Process replace() throws IOException {
    if (closing.getCount() > 0) {
      child = launcher.launch(port, managementPort);
    }
    return child;
  }

  private static void stop(Process child) {
    try {
      child.getOutputStream().close();
      child.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (IOException | ExecutionException | TimeoutException e) {
      LOG.warn("The schema registry did not stop within {} s; killing it", STOP_SECONDS);
      child.destroyForcibly();
    } catch (InterruptedException e) {
      child.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static StartFailure explain(
      RegistryProcess launcher, String found, @Nullable Throwable cause) {
    return new StartFailure(
        Reason.SERVER_FAILED,
        "Expected the schema registry to start on %s, but %s. The reason is at the end of %s; if its database is damaged, restore the folder from a backup."
            .formatted(launcher.folder(), found, launcher.log()),
        cause);
  }
}
