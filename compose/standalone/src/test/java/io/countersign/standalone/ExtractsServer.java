package io.countersign.standalone;

import io.countersign.query.export.ExportFolder;
import io.countersign.query.export.ExportLimits;
import io.countersign.query.export.ExportSource;
import io.countersign.query.export.Exports;
import io.countersign.query.kafka.EventLog;
import io.countersign.query.kafka.EventStreams;
import io.countersign.query.kafka.KafkaAccessLog;
import io.countersign.query.opensearch.ExportReader;
import io.countersign.query.opensearch.SearchReader;
import io.countersign.query.vertx.ExportRoutes;
import io.countersign.query.vertx.SmallExportRoutes;
import io.countersign.query.vertx.StreamRoutes;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.avro.kafka.RegistryConfig;
import io.countersign.schemas.http.Problem;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.kafka.KafkaSettings;
import io.countersign.schemas.ocsf.OcsfEvent;
import io.countersign.schemas.ocsf.OcsfVersion;
import io.countersign.schemas.opensearch.SearchUnavailable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Exports and the live stream on the indexes and topics of a rig; a header names the caller. */
final class ExtractsServer implements AutoCloseable {
  /** Small, so that a client that does not read is noticed soon. */
  private static final int SEND_BUFFER = 16 * 1024;

  static final int SMALL_ENTRIES = 1_500;
  static final int PART_ENTRIES = 400;
  static final ExportLimits EXPORTS =
      new ExportLimits(
          2, 20, 100, 1L << 30, PART_ENTRIES, 1L << 30, Duration.ofDays(7), Duration.ofMinutes(1));
  static final StreamRoutes.Limits STREAMS =
      new StreamRoutes.Limits(20, 8, 400, 1L << 22, Duration.ofSeconds(1), Duration.ofSeconds(1));

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final ExportSource source;

  private final Vertx vertx = Vertx.vertx();
  private final KafkaAccessLog log;
  private final ExportFolder folder;
  private final Exports exports;
  private final ExportRoutes exportRoutes;
  private final SmallExportRoutes smallRoutes;
  private final StreamRoutes streamRoutes;
  private final HttpServer server;

  ExtractsServer(ViewsRig rig, Map<String, Caller> callers, Path data) throws Exception {
    source = new ExportReader(rig.cluster, rig.indexes, InstantSource.system());
    folder = ExportFolder.open(data);
    exports =
        new Exports(
            folder,
            source,
            ExtractsServer::ocsf,
            EXPORTS,
            InstantSource.system(),
            UUID::randomUUID);
    log = rig.accessLog(Duration.ofSeconds(20));
    exportRoutes = new ExportRoutes(exports, log, 16, Duration.ofSeconds(30));
    smallRoutes =
        new SmallExportRoutes(
            source, ExtractsServer::ocsf, log, 4, SMALL_ENTRIES, Duration.ofSeconds(30));
    streamRoutes =
        new StreamRoutes(streams(rig, meters), log, STREAMS, InstantSource.system(), meters);
    Router router = Router.router(vertx);
    router
        .route()
        .handler(
            ctx -> {
              ctx.put(Caller.class.getName(), callers.get(ctx.request().getHeader("caller")));
              ctx.next();
            })
        .failureHandler(
            ctx -> {
              Problem problem =
                  ctx.failure() instanceof ProblemException e ? e.problem() : Problem.internal();
              ctx.response().setStatusCode(problem.status()).end(problem.json());
            });
    exportRoutes.mount(router);
    smallRoutes.mount(router);
    streamRoutes.mount(router);
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setSendBufferSize(SEND_BUFFER))
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
  }

  private static EventStreams streams(ViewsRig rig, SimpleMeterRegistry meters) {
    SearchReader calls = new SearchReader(rig.cluster, rig.indexes);
    LogFormats formats =
        new LogFormats(Map.of(RegistryConfig.URL, rig.stack.registryUrl().toString()));
    return new EventStreams(
        new EventLog(
            KafkaSettings.of(rig.stack.bootstrapServers()),
            rig.topics.events(),
            ViewsRig.LEDGERS,
            formats::eventDeserializer),
        (tenant, callId) -> {
          try {
            return calls.call(tenant, callId);
          } catch (SearchUnavailable e) {
            throw new IOException(e);
          }
        },
        4,
        20,
        meters);
  }

  static JsonObject ocsf(JsonObject event) {
    return OcsfEvent.of(event, OcsfVersion.V1_8_0);
  }

  int port() {
    return server.actualPort();
  }

  /** A request of a caller. */
  HttpRequest.Builder request(String caller, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofMinutes(2))
        .header("caller", caller);
  }

  /** The value of a gauge. */
  double gauge(String name) {
    return meters.get(name).gauge().value();
  }

  @Override
  public void close() throws Exception {
    streamRoutes.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    smallRoutes.close();
    exportRoutes.close();
    exports.close();
    folder.close();
    log.close();
  }
}
