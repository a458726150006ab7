package io.countersign.standalone.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What SIEMs get. The projections role writes it. */
public record Siem(
    @Setting(value = "Whether `countersign.siem.ocsf` is written.", standard = "true")
        boolean enabled,
    @Setting(
            value = "Consumer group that writes it. Instances of one group share the work.",
            standard = "countersign-siem")
        String group,
    @Setting(value = "Most records of one batch.", standard = "500", min = 1, max = 100_000)
        int batchRecords,
    Otlp otlp) {

  /** A copy of that topic as OpenTelemetry log records. */
  public record Otlp(
      @Setting(
              "Full URL of an OTLP/HTTP receiver of logs, such as `https://collector:4318/v1/logs`: https, or http on this machine. Nothing is sent when it is not set.")
          Optional<URI> endpoint,
      @Setting(
              "A file with headers of each request, one `Name: value` a line, such as an `Authorization`.")
          Optional<Path> headersFile,
      @Setting(value = "Longest time for one request.", standard = "10s") Duration timeout,
      @Setting(
              value =
                  "Consumer group that reads the topic. Where it stands is what the receiver has taken.",
              standard = "countersign-otlp")
          String group,
      @Setting(value = "Most log records of one batch.", standard = "200", min = 1, max = 10_000)
          int batchRecords) {
    public Otlp {
      if (timeout.isNegative() || timeout.isZero()) {
        throw new IllegalArgumentException("timeout: expected more than zero, but was " + timeout);
      }
      if (endpoint.isPresent() && !Notifications.Channel.isProtected(endpoint.get())) {
        throw new IllegalArgumentException(
            "endpoint: expected https, or http on this machine, but was http to another");
      }
    }
  }
}
