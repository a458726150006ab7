package io.countersign.standalone.embedded;

import io.countersign.standalone.embedded.StartFailure.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka node, broker and controller in one, on the loopback address. Its folder holds the log
 * and the cluster id; the ports may differ from one start to the next.
 *
 * <p>Like every Kafka broker it does not flush each write to the disk: what it acknowledged
 * survives the death of the process, not the loss of power. Production runs three brokers for that.
 */
public final class EmbeddedKafka implements AutoCloseable {
  /** The setting that chooses the port, as error messages name it. */
  static final String PORT_SETTING = "kafkaPort";

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
  private static final String NODE_ID = "0";

  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedKafka(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts the node and returns when it serves requests.
   *
   * @param folder where the log and the cluster id are kept
   * @param port the port for clients, or 0 for a free one
   */
  static EmbeddedKafka start(Path folder, int port) throws StartFailure {
    BrokerFaults.install();
    return BrokerFaults.tolerating(() -> startOnFreePorts(folder, port));
  }

  /** Returns the address for clients, {@code 127.0.0.1:port}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Stops the node and waits until it has stopped. */
  @Override
  public void close() {
    BrokerFaults.tolerating(
        () -> {
          shutDown(server);
          return null;
        });
  }

  private static EmbeddedKafka startOnFreePorts(Path folder, int port) throws StartFailure {
    format(folder);
    for (int attempt = 1; ; attempt++) {
      List<Integer> free = Ports.free(2);
      int clients = port == 0 ? free.get(0) : port;
      try {
        return new EmbeddedKafka(startServer(folder, clients, free.get(1)), clients);
      } catch (Exception e) { // Scala throws checked exceptions that it does not declare
        if (!Ports.isBindFailure(e) || attempt == Ports.ATTEMPTS) {
          throw explain(folder, e);
        }
        Ports.requireFree(port, "Kafka", PORT_SETTING);
        LOG.info("A port picked for Kafka was taken in between; picking another one");
      }
    }
  }

  private static void shutDown(KafkaRaftServer server) {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void format(Path folder) throws StartFailure {
    Formatter formatter =
        new Formatter()
            .setPrintStream(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
            .setNodeId(Integer.parseInt(NODE_ID))
            .setClusterId(clusterId(folder.resolve("cluster.id")))
            .setControllerListenerName("CONTROLLER")
            .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
            .setReleaseVersion(MetadataVersion.latestProduction())
            .setIgnoreFormatted(true)
            .addDirectory(folder.resolve("log").toString())
            .setMetadataLogDirectory(folder.resolve("log").toString());
    try {
      formatter.run();
    } catch (Exception e) {
      throw explain(folder, e);
    }
  }

  private static String clusterId(Path file) throws StartFailure {
    try {
      if (!Files.exists(file)) {
        Files.writeString(file, Uuid.randomUuid().toString(), StandardOpenOption.CREATE_NEW);
      }
      String id = Files.readString(file).strip();
      Uuid.fromString(id);
      return id;
    } catch (IOException e) {
      throw DataFolder.unreadable(file, e);
    } catch (IllegalArgumentException e) {
      throw explain(file, e);
    }
  }

  private static KafkaRaftServer startServer(Path folder, int clients, int controller) {
    KafkaRaftServer server =
        new KafkaRaftServer(
            KafkaConfig.fromProps(properties(folder.resolve("log"), clients, controller), false),
            Time.SYSTEM);
    try {
      server.startup();
      return server;
    } catch (Throwable e) { // Scala throws checked exceptions that it does not declare
      shutDown(server);
      throw e;
    }
  }

  private static Properties properties(Path log, int clients, int controller) {
    Properties all = new Properties();
    all.put("process.roles", "broker,controller");
    all.put("node.id", NODE_ID);
    all.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controller);
    all.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + clients + ",CONTROLLER://127.0.0.1:" + controller);
    all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    all.put("controller.listener.names", "CONTROLLER");
    all.put("inter.broker.listener.name", "PLAINTEXT");
    all.put("log.dirs", log.toString());
    // a topic is a contract: nothing creates one by a typing mistake
    all.put("auto.create.topics.enable", "false");
    // the engine's place in the commands must outlive any stop
    all.put("offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE));
    all.put("offsets.topic.replication.factor", "1");
    all.put("transaction.state.log.replication.factor", "1");
    all.put("transaction.state.log.min.isr", "1");
    all.put("share.coordinator.state.topic.replication.factor", "1");
    all.put("share.coordinator.state.topic.min.isr", "1");
    // fifty partitions each, Kafka's default, make every restart and the first use slow
    all.put("offsets.topic.num.partitions", "4");
    all.put("transaction.state.log.num.partitions", "4");
    all.put("share.coordinator.state.topic.num.partitions", "1");
    all.put("group.initial.rebalance.delay.ms", "0");
    // after a kill the old session must expire before the node may register again: 1.5 s in place
    // of 9 s
    all.put("broker.session.timeout.ms", "1500");
    all.put("broker.heartbeat.interval.ms", "300");
    // back-to-back transactions of one producer otherwise wait 20 ms each
    all.put("add.partitions.to.txn.retry.backoff.ms", "1");
    all.put("log.cleaner.dedupe.buffer.size", Integer.toString(10 * 1024 * 1024));
    all.put("num.network.threads", "2");
    all.put("num.io.threads", "4");
    all.put("server.max.startup.time.ms", "180000");
    return all;
  }

  private static StartFailure explain(Path folder, Exception cause) {
    return new StartFailure(
        Reason.DATA_UNREADABLE,
        "Expected Kafka to start on %s, but it refused: %s. These files are the record: do not delete them. Restore the folder from a backup, or choose another data folder; servers.log in the log folder says more."
            .formatted(folder, StartFailure.rootMessage(cause)),
        cause);
  }
}
