package io.countersign.standalone.roles;

import io.countersign.projections.siem.kafka.BatchFollower;
import io.countersign.projections.siem.kafka.SiemSettings;
import io.countersign.projections.siem.kafka.SiemTopic;
import io.countersign.projections.siem.kafka.SinkForwarder;
import io.countersign.projections.siem.otlp.OtlpSettings;
import io.countersign.projections.siem.otlp.OtlpSink;
import io.countersign.schemas.Topics;
import io.countersign.standalone.config.Configuration;
import io.countersign.standalone.config.Siem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of the projections role that SIEMs read from. */
final class SiemPart {
  private SiemPart() {}

  static void start(RoleParts parts, Map<String, String> client) throws CannotStart {
    Configuration configuration = parts.configuration();
    Siem settings = configuration.siem();
    if (!settings.enabled()) {
      return;
    }
    String instance = configuration.projections().instanceId();
    BatchFollower topic =
        parts.add(
            "the SIEM topic",
            SiemTopic.start(
                new SiemSettings(
                    client,
                    parts.installation().registry(),
                    SiemSettings.TopicNames.DEFAULT,
                    settings.group(),
                    instance,
                    configuration.ocsf().ocsfVersion(),
                    settings.batchRecords()),
                parts.meters()));
    parts.readyWhen(topic::readiness);
    if (settings.otlp().endpoint().isPresent()) {
      BatchFollower otlp =
          parts.add(
              "the OTLP exporter",
              SinkForwarder.start(
                  "otlp",
                  client,
                  Topics.SIEM_OCSF.name(),
                  settings.otlp().group(),
                  instance,
                  settings.otlp().batchRecords(),
                  new OtlpSink(
                      new OtlpSettings(
                          settings.otlp().endpoint().get(),
                          settings.otlp().timeout(),
                          headers(settings.otlp().headersFile()))),
                  parts.meters()));
      // a receiver that is away is no fault of ours; its lag says so
      parts.readyWhen(otlp::faults);
    }
  }

  private static Map<String, String> headers(Optional<Path> file) throws CannotStart {
    if (file.isEmpty()) {
      return Map.of();
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line : lines(file.get())) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new CannotStart(
            "Expected lines of \"Name: value\" in siem.otlp.headersFile, but one is none");
      }
      headers.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private static List<String> lines(Path file) throws CannotStart {
    try {
      return Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new CannotStart("Expected to read siem.otlp.headersFile, but: " + e.getMessage(), e);
    }
  }
}
