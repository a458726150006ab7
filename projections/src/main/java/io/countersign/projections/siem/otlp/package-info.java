/**
 * OCSF events as OpenTelemetry log records over OTLP/HTTP. Imports OpenTelemetry's SDK, which
 * appears in no other package.
 */
@NullMarked
package io.countersign.projections.siem.otlp;

import org.jspecify.annotations.NullMarked;
