package io.countersign.projections.siem.otlp;

import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.ocsf.OcsfEvent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * OCSF events as OpenTelemetry log records: the body is the event's JSON as the topic has it, and
 * what a receiver filters by stands in attributes too. Used by one thread.
 */
final class LogRecords {
  static final AttributeKey<String> EVENT_NAME = AttributeKey.stringKey("event.name");
  static final AttributeKey<String> EVENT_ID = AttributeKey.stringKey("countersign.event.id");
  static final AttributeKey<String> TENANT = AttributeKey.stringKey("countersign.tenant");
  static final AttributeKey<String> RUN = AttributeKey.stringKey("countersign.run.id");
  static final AttributeKey<Long> OCSF_TYPE = AttributeKey.longKey("ocsf.type_uid");

  private final List<LogRecordData> emitted = new ArrayList<>();
  private final SdkLoggerProvider provider;
  private final Logger logger;

  LogRecords() {
    this.provider =
        SdkLoggerProvider.builder()
            .setResource(Resource.builder().put("service.name", "countersign").build())
            .addLogRecordProcessor((context, record) -> emitted.add(record.toLogRecordData()))
            .build();
    this.logger = provider.get("io.countersign.siem");
  }

  /** The log record of an OCSF event. */
  LogRecordData of(JsonObject event) {
    JsonObject metadata = event.object("metadata").orElse(JsonObject.EMPTY);
    JsonObject unmapped = event.object("unmapped").orElse(JsonObject.EMPTY);
    String name = "countersign." + unmapped.string("type").orElse("Event");
    LogRecordBuilder record =
        logger
            .logRecordBuilder()
            .setContext(context(unmapped.string("traceparent")))
            .setSeverity(severity(event.integer("severity_id").orElse(0L)))
            .setSeverityText(event.string("severity").orElse("Unknown"))
            .setEventName(name)
            .setBody(new String(OcsfEvent.bytes(event), StandardCharsets.UTF_8))
            .setAttribute(EVENT_NAME, name);
    event.integer("time").ifPresent(time -> record.setTimestamp(time, TimeUnit.MILLISECONDS));
    metadata
        .integer("logged_time")
        .ifPresent(time -> record.setObservedTimestamp(time, TimeUnit.MILLISECONDS));
    metadata.string("uid").ifPresent(id -> record.setAttribute(EVENT_ID, id));
    metadata.string("tenant_uid").ifPresent(tenant -> record.setAttribute(TENANT, tenant));
    metadata.string("correlation_uid").ifPresent(run -> record.setAttribute(RUN, run));
    event.integer("type_uid").ifPresent(type -> record.setAttribute(OCSF_TYPE, type));
    record.emit();
    return emitted.removeLast();
  }

  void close() {
    provider.close();
  }

  /** OCSF's Low to Critical lie between OpenTelemetry's WARN and FATAL. */
  private static Severity severity(long id) {
    return switch ((int) id) {
      case 1 -> Severity.INFO;
      case 2 -> Severity.WARN;
      case 3 -> Severity.WARN3;
      case 4 -> Severity.ERROR;
      case 5, 6 -> Severity.FATAL;
      default -> Severity.UNDEFINED_SEVERITY_NUMBER;
    };
  }

  /** The trace that the caller named (W3C Trace Context); none where it named none. */
  private static Context context(Optional<String> traceparent) {
    String[] parts = traceparent.orElse("").split("-", -1);
    if (parts.length < 4 || parts[3].length() != 2) {
      return Context.root();
    }
    SpanContext span =
        SpanContext.createFromRemoteParent(
            parts[1], parts[2], flags(parts[3]), TraceState.getDefault());
    return span.isValid() ? Context.root().with(Span.wrap(span)) : Context.root();
  }

  private static TraceFlags flags(String hex) {
    return hex.matches("[0-9a-f]{2}") ? TraceFlags.fromHex(hex, 0) : TraceFlags.getDefault();
  }
}
