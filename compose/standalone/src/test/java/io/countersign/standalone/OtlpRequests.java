package io.countersign.standalone;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import java.io.IOException;
import java.util.List;

/** Reads OTLP requests with OpenTelemetry's own protocol classes. */
final class OtlpRequests {
  private OtlpRequests() {}

  /** Ids of the events that a request brings, in their order. */
  static List<String> eventIds(byte[] request) throws IOException {
    return ExportLogsServiceRequest.parseFrom(request).getResourceLogsList().stream()
        .flatMap(resource -> resource.getScopeLogsList().stream())
        .flatMap(scope -> scope.getLogRecordsList().stream())
        .flatMap(record -> record.getAttributesList().stream())
        .filter(attribute -> attribute.getKey().equals("countersign.event.id"))
        .map(attribute -> attribute.getValue().getStringValue())
        .toList();
  }
}
