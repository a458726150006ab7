package io.countersign.standalone.embedded;

import io.countersign.standalone.embedded.StartFailure.Reason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.opensearch.Version;
import org.opensearch.analysis.common.CommonAnalysisModulePlugin;
import org.opensearch.cluster.health.ClusterHealthStatus;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.unit.TimeValue;
import org.opensearch.env.Environment;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.index.mapper.MapperExtrasModulePlugin;
import org.opensearch.index.reindex.ReindexModulePlugin;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.node.NodeValidationException;
import org.opensearch.painless.PainlessModulePlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.plugins.PluginInfo;
import org.opensearch.transport.Netty4ModulePlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One OpenSearch node on the loopback address, without users or passwords. Everything in it is a
 * projection: losing its folder costs a rebuild, never a fact.
 */
public final class EmbeddedOpenSearch implements AutoCloseable {
  /** The setting that chooses the port, as error messages name it. */
  static final String PORT_SETTING = "openSearchPort";

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedOpenSearch.class);
  private static final String NAME = "countersign";
  private static final TimeValue RECOVERY = TimeValue.timeValueSeconds(60);
  private static final long STOP_SECONDS = 10;
  private static final List<Class<? extends Plugin>> MODULES =
      List.of(
          Netty4ModulePlugin.class,
          CommonAnalysisModulePlugin.class,
          PainlessModulePlugin.class,
          ReindexModulePlugin.class,
          MapperExtrasModulePlugin.class);

  private final Node node;
  private final int port;

  private EmbeddedOpenSearch(Node node, int port) {
    this.node = node;
    this.port = port;
  }

  /**
   * Lets OpenSearch and Vert.x share Netty: each would otherwise set its count of processors, and
   * the second one fails. Must have run before either is loaded.
   */
  static void shareNetty() {
    System.setProperty("opensearch.set.netty.runtime.available.processors", "false");
  }

  /**
   * Starts the node and returns when it answers requests and every index it knows can be searched.
   *
   * @param folder where the indexes are kept
   * @param port the port for HTTP, or 0 for a free one
   */
  static EmbeddedOpenSearch start(Path folder, int port) throws StartFailure {
    shareNetty();
    @SuppressWarnings(
        "NullAway") // OpenSearch takes null for "config beside path.home", but does not say so by a
    // type
    Environment environment =
        InternalSettingsPreparer.prepareEnvironment(
            settings(folder, port), Map.of(), null, () -> NAME);
    try {
      Node node = new ClassPathNode(environment);
      try {
        node.start();
        requireRecovered(node, folder);
        InetSocketAddress bound =
            node.injector()
                .getInstance(HttpServerTransport.class)
                .boundAddress()
                .publishAddress()
                .address();
        return new EmbeddedOpenSearch(node, bound.getPort());
      } catch (RuntimeException | NodeValidationException | StartFailure e) {
        stop(node);
        throw e;
      }
    } catch (RuntimeException | NodeValidationException e) {
      if (port != 0 && Ports.isBindFailure(e)) {
        throw Ports.taken(port, "OpenSearch", PORT_SETTING, e);
      }
      throw explain(folder, StartFailure.rootMessage(e), e);
    }
  }

  /** Returns the address for clients, {@code http://127.0.0.1:port}. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Stops the node and waits, at most ten seconds, until its files are closed. */
  @Override
  public void close() {
    stop(node);
  }

  private static void stop(Node node) {
    try {
      node.close();
      if (!node.awaitClose(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn(
            "OpenSearch still had work under way after {} s; stopping without it", STOP_SECONDS);
      }
    } catch (IOException e) {
      LOG.warn("OpenSearch did not stop cleanly: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void requireRecovered(Node node, Path folder) throws StartFailure {
    ClusterHealthStatus status =
        node.client()
            .admin()
            .cluster()
            .prepareHealth()
            .setWaitForYellowStatus()
            .setTimeout(RECOVERY)
            .get()
            .getStatus();
    if (status == ClusterHealthStatus.RED) {
      throw explain(folder, "an index could not be recovered within " + RECOVERY, null);
    }
  }

  private static Settings settings(Path folder, int port) {
    return Settings.builder()
        .put("path.home", folder.toString())
        .put("path.data", folder.resolve("data").toString())
        .put("path.logs", folder.resolve("logs").toString())
        .put("cluster.name", NAME)
        .put("node.name", NAME)
        .put("node.processors", Math.min(2, Runtime.getRuntime().availableProcessors()))
        .put("discovery.type", "single-node")
        .put("network.host", "127.0.0.1")
        .put("http.port", port)
        .put("http.type", "netty4")
        .put("transport.port", 0)
        .put("transport.type", "netty4")
        // the start refuses a full disk; a nearly full one must not silently make the indexes
        // read-only
        .put("cluster.routing.allocation.disk.threshold_enabled", false)
        // the heap belongs to Kafka and the roles too: how full it is says nothing about searches,
        // so the breaker counts what OpenSearch itself has reserved
        .put("indices.breaker.total.use_real_memory", false)
        .build();
  }

  private static StartFailure explain(Path folder, String found, @Nullable Throwable cause) {
    return new StartFailure(
        Reason.DATA_UNREADABLE,
        "Expected OpenSearch to start on %s, but it refused: %s. Everything in that folder can be built again from the events: move it away, start again and build the projections again (docs/operations.md); servers.log in the log folder says more."
            .formatted(folder, found),
        cause);
  }

  /** A node whose modules come from the class path in place of a folder of plugins. */
  private static final class ClassPathNode extends Node {
    ClassPathNode(Environment environment) {
      super(environment, MODULES.stream().map(ClassPathNode::describe).toList(), true);
    }

    private static PluginInfo describe(Class<? extends Plugin> module) {
      return new PluginInfo(
          module.getName(),
          "from the class path",
          "NA",
          Version.CURRENT,
          Integer.toString(Runtime.version().feature()),
          module.getName(),
          null,
          List.of(),
          false);
    }
  }
}
