package io.countersign.projections.siem.otlp;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Where log records go.
 *
 * @param endpoint full URL of the receiver, such as {@code https://collector:4318/v1/logs}
 * @param timeout longest time for one request
 * @param headers headers of each request, such as {@code Authorization}; their values are secrets
 */
public record OtlpSettings(URI endpoint, Duration timeout, Map<String, String> headers) {
  public OtlpSettings {
    headers = Map.copyOf(headers);
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("Expected a timeout above zero, but was " + timeout);
    }
  }

  /** Names no secret. */
  @Override
  public String toString() {
    return "OtlpSettings[endpoint=%s, timeout=%s]".formatted(endpoint, timeout);
  }
}
