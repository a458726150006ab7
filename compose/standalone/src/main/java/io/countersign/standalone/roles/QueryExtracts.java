package io.countersign.standalone.roles;

import io.countersign.query.AccessLog;
import io.countersign.query.export.ExportFolder;
import io.countersign.query.export.ExportLimits;
import io.countersign.query.export.ExportSource;
import io.countersign.query.export.Exports;
import io.countersign.query.kafka.EventLog;
import io.countersign.query.kafka.EventStreams;
import io.countersign.query.opensearch.ExportReader;
import io.countersign.query.opensearch.SearchReader;
import io.countersign.query.vertx.ExportRoutes;
import io.countersign.query.vertx.SmallExportRoutes;
import io.countersign.query.vertx.StreamRoutes;
import io.countersign.schemas.Topics;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.ocsf.OcsfEvent;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchUnavailable;
import io.countersign.standalone.config.Configuration;
import io.countersign.standalone.config.ExportSettings;
import io.countersign.standalone.config.StreamSettings;
import java.io.IOException;
import java.time.InstantSource;
import java.util.UUID;

/** Starts what gives more than a page: exports and the live stream. */
final class QueryExtracts {
  private QueryExtracts() {}

  static void start(RoleParts parts, SearchCluster cluster, AccessLog reads) throws CannotStart {
    ExportSource source = new ExportReader(cluster, parts.indexes(), InstantSource.system());
    startExports(parts, source, reads);
    startStreams(parts, new SearchReader(cluster, parts.indexes()), reads);
  }

  private static void startExports(RoleParts parts, ExportSource source, AccessLog reads)
      throws CannotStart {
    Configuration configuration = parts.configuration();
    ExportSettings settings = configuration.exports();
    try {
      ExportFolder folder =
          parts.add(
              "folder of exports",
              ExportFolder.open(
                  settings.folder().orElseGet(() -> configuration.data().resolve("exports"))));
      Exports exports =
          parts.add(
              "exports",
              new Exports(
                  folder,
                  source,
                  event -> ocsf(event, configuration),
                  new ExportLimits(
                      settings.running(),
                      settings.openPerTenant(),
                      settings.keptPerTenant(),
                      settings.bytesPerTenant(),
                      settings.partEntries(),
                      settings.partBytes(),
                      settings.expiry(),
                      settings.patience()),
                  InstantSource.system(),
                  UUID::randomUUID));
      ExportRoutes routes =
          parts.add(
              "export routes",
              new ExportRoutes(
                  exports,
                  reads,
                  configuration.query().concurrentReads(),
                  configuration.query().timeout()));
      parts.serve(routes::mount);
      SmallExportRoutes small =
          parts.add(
              "small exports",
              new SmallExportRoutes(
                  source,
                  event -> ocsf(event, configuration),
                  reads,
                  settings.smallAnswers(),
                  settings.smallEntries(),
                  configuration.http().idleTimeout()));
      parts.serve(small::mount);
    } catch (IOException e) {
      throw new CannotStart("exports: " + e.getMessage(), e);
    }
  }

  /** As the topic for SIEMs has it. */
  private static JsonObject ocsf(JsonObject event, Configuration configuration) {
    return OcsfEvent.of(event, configuration.ocsf().ocsfVersion());
  }

  private static void startStreams(RoleParts parts, SearchReader calls, AccessLog reads)
      throws CannotStart {
    Configuration configuration = parts.configuration();
    StreamSettings settings = configuration.streams();
    if (settings.heartbeat().compareTo(configuration.http().idleTimeout()) >= 0) {
      throw new CannotStart(
          "Expected streams.heartbeat to be shorter than http.idleTimeout (%s), but was %s"
              .formatted(configuration.http().idleTimeout(), settings.heartbeat()));
    }
    Installation installation = parts.installation();
    EventStreams streams =
        new EventStreams(
            new EventLog(
                installation.kafka(),
                Topics.EVENTS.name(),
                installation.ledgers(),
                installation.formats()::eventDeserializer),
            (tenant, callId) -> {
              try {
                return calls.call(tenant, callId);
              } catch (SearchUnavailable e) {
                throw new IOException(e);
              }
            },
            settings.catchUps(),
            settings.most(),
            parts.meters());
    StreamRoutes routes =
        parts.addBeforeDoor(
            "streams",
            new StreamRoutes(
                streams,
                reads,
                new StreamRoutes.Limits(
                    settings.most(),
                    settings.perCaller(),
                    settings.waitingEvents(),
                    settings.waitingCharacters(),
                    settings.heartbeat(),
                    settings.retry()),
                InstantSource.system(),
                parts.meters()));
    parts.serve(routes::mount);
  }
}
