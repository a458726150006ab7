package io.countersign.projections.siem.otlp;

import io.countersign.projections.siem.Away;
import io.countersign.projections.siem.EventSink;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.ocsf.OcsfEvent;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends OCSF events as log records over OTLP/HTTP (opentelemetry-proto 1.x, {@code POST /v1/logs},
 * gzip). Takes a request for done only when the receiver has answered it with success, so each
 * event arrives at least once; {@code metadata.uid} tells copies.
 */
public final class OtlpSink implements EventSink {
  /** Below the 20 MiB that a collector takes by default, whatever one event weighs. */
  private static final long MOST_BYTES = 4L * 1024 * 1024;

  private final OtlpHttpLogRecordExporter exporter;
  private final LogRecords records = new LogRecords();
  private final Duration patience;

  public OtlpSink(OtlpSettings settings) {
    OtlpHttpLogRecordExporterBuilder builder =
        OtlpHttpLogRecordExporter.builder()
            .setEndpoint(settings.endpoint().toString())
            .setTimeout(settings.timeout())
            .setCompression("gzip")
            // whoever follows the topic repeats, for as long as it takes
            .setRetryPolicy(null);
    settings.headers().forEach(builder::addHeader);
    this.exporter = builder.build();
    this.patience = settings.timeout().plusSeconds(5);
  }

  @Override
  public void send(List<JsonObject> events) throws Away {
    List<LogRecordData> request = new ArrayList<>();
    long bytes = 0;
    for (JsonObject event : events) {
      int size = OcsfEvent.bytes(event).length;
      if (!request.isEmpty() && bytes + size > MOST_BYTES) {
        export(request);
        request = new ArrayList<>();
        bytes = 0;
      }
      request.add(records.of(event));
      bytes += size;
    }
    if (!request.isEmpty()) {
      export(request);
    }
  }

  private void export(List<LogRecordData> request) throws Away {
    CompletableResultCode result = exporter.export(request);
    result.join(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (!result.isSuccess()) {
      // why is told in the log of the exporter; the cause may name headers, which are secrets
      throw new Away(
          "the OTLP receiver to take %s log records with success".formatted(request.size()));
    }
  }

  @Override
  public void close() {
    exporter.shutdown().join(patience.toMillis(), TimeUnit.MILLISECONDS);
    records.close();
  }
}
