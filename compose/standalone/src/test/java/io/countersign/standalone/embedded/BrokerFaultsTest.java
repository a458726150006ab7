package io.countersign.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerFaultsTest {
  private static final int STATUS = 7;

  @TempDir Path logs;

  @AfterEach
  void giveKafkaItsOwnProceduresBack() {
    Exit.resetHaltProcedure();
    Exit.resetExitProcedure();
  }

  @Test
  void saysWhyTheProcessEnds() throws Exception {
    assertThat(outputOfADyingProcess("text"))
        .contains("ERROR BrokerFaults")
        .contains(
            "met a fault it cannot survive (the disk is gone), so this process ends now with status 7");
  }

  @Test
  void saysItInJsonWhereJsonIsAskedFor() throws Exception {
    JsonNode line = new ObjectMapper().readTree(outputOfADyingProcess("json"));
    assertThat(line.get("log.level").asText()).isEqualTo("ERROR");
    assertThat(line.get("message").asText()).contains("the disk is gone");
  }

  @Test
  void survivesAFaultWhileTheBrokerStarts() {
    List<Integer> halts = new ArrayList<>();
    BrokerFaults.install(halts::add);
    String started =
        BrokerFaults.tolerating(
            () -> {
              Exit.halt(1, "while starting");
              return "started";
            });
    assertThat(started).isEqualTo("started");
    assertThat(halts).isEmpty();
    Exit.exit(STATUS);
    assertThat(halts).containsExactly(STATUS);
  }

  private String outputOfADyingProcess(String format) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dcountersign.log.dir=" + logs,
            "-cp",
            System.getProperty("java.class.path"),
            DyingBroker.class.getName());
    builder.environment().put("COUNTERSIGN_LOG_FORMAT", format);
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isEqualTo(STATUS);
    return output;
  }

  /** What a broker does when its disk fails. */
  static final class DyingBroker {
    private DyingBroker() {}

    public static void main(String[] args) {
      BrokerFaults.install();
      Exit.halt(STATUS, "the disk is gone");
    }
  }
}
