package io.countersign.standalone.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.standalone.ChildJvm;
import io.countersign.standalone.embedded.EmbeddedStack;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Runs {@code ConfluentClient} from its source, with nothing but Confluent's jar. */
final class ConfluentPrograms {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NOBODY = "-";

  private final EmbeddedStack stack;
  private final Path folder;

  ConfluentPrograms(EmbeddedStack stack, Path folder) {
    this.stack = stack;
    this.folder = folder;
  }

  /** A record as Confluent's deserializer gave it. */
  record Seen(int partition, String schema, JsonNode value) {}

  /** A report to publish. */
  record Published(
      String authorization,
      String reportId,
      String tenant,
      String kind,
      String callId,
      String body) {
    static Published by(
        String token, String reportId, String tenant, String kind, String callId, String body) {
      return new Published("Bearer " + token, reportId, tenant, kind, callId, body);
    }

    /** The same without a word of who publishes it. */
    Published byNobody() {
      return new Published(NOBODY, reportId, tenant, kind, callId, body);
    }

    private String line() {
      return String.join(
          "\t", authorization, reportId, tenant, kind, callId, body.replace('\n', ' '));
    }
  }

  /** Every committed record of a topic. */
  List<Seen> read(String topic) throws IOException, InterruptedException {
    List<Seen> seen = new ArrayList<>();
    try (ChildJvm program = start("read", topic)) {
      assertThat(program.awaitEnd()).as(program.said()).isZero();
      for (String line : program.said().lines().toList()) {
        if (line.startsWith("RECORD\t")) {
          String[] parts = line.split("\t", 5);
          seen.add(new Seen(Integer.parseInt(parts[1]), parts[3], JSON.readTree(parts[4])));
        }
      }
      assertThat(program.said()).contains("END");
    } catch (JsonProcessingException e) {
      throw new AssertionError("Expected records of JSON", e);
    }
    return seen;
  }

  /** Publishes reports, in order, and returns when Kafka has them. */
  void publish(String topic, List<Published> reports) throws IOException, InterruptedException {
    try (ChildJvm program = start("publish", topic)) {
      for (Published report : reports) {
        program.tell(report.line());
      }
      program.tell("END");
      assertThat(program.awaitEnd()).as(program.said()).isZero();
      assertThat(program.said().lines().filter(line -> line.startsWith("PUBLISHED")))
          .hasSameSizeAs(reports);
    }
  }

  private ChildJvm start(String what, String topic) throws IOException {
    return new ChildJvm.Command()
        .classPath(Path.of(System.getProperty("countersign.interop.jar")))
        .start(
            "confluent-" + what,
            folder,
            source().toString(),
            what,
            stack.bootstrapServers(),
            stack.registryUrl().toString(),
            topic);
  }

  private static Path source() {
    try {
      return Path.of(
          Objects.requireNonNull(
                  ConfluentPrograms.class.getResource("/interop/ConfluentClient.java"))
              .toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
