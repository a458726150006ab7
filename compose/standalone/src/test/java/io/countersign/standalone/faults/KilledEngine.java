package io.countersign.standalone.faults;

import io.countersign.standalone.ChildJvm;
import io.countersign.standalone.engine.EngineCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An engine in a process of its own on a cluster, with deadlines of seconds, which a test kills and
 * starts again.
 */
final class KilledEngine implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("READY http");

  private final EngineCluster cluster;
  private final Path folder;
  private int runs;
  private @Nullable ChildJvm process;

  KilledEngine(EngineCluster cluster, Path folder) {
    this.cluster = cluster;
    this.folder = folder;
  }

  /** Starts the engine and waits until it is ready. */
  void start() throws IOException, InterruptedException {
    int run = runs++;
    Path config = folder.resolve("engine-" + run + ".yaml");
    Files.writeString(
        config,
        """
        data: '%s'
        http: {port: 0}
        kafka: {bootstrapServers: '%s', replicationFactor: 1, minInSync: 1}
        registry: {urls: ['%s']}
        engine: {partitions: %d, standbys: 0, instanceId: one, allowValid: PT2S, outcomeDue: PT4S}
        """
            .formatted(
                folder.resolve("data"),
                cluster.bootstrapServers(),
                cluster.registryUrl(),
                EngineCluster.LEDGERS));
    process =
        new ChildJvm.Command()
            .launcher("engine-" + run, folder, "engine", "--config", config.toString());
    process.awaitSaid(READY);
  }

  /** Kills it with no chance to do anything more. */
  void kill() throws InterruptedException {
    if (process != null) {
      process.kill();
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
