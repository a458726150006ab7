package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.schemas.access.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a person meets it: starts, says so, survives a kill, explains refusals. */
class UpProcessIT {
  private static final String TENANT = "acme";

  @TempDir private Path folder;

  @Test
  void keepsWhatItAnsweredThroughAKillAndStopsInOrder() {
    Path data = folder.resolve("data with a space");
    String before;
    try (UpProcess up = UpProcess.start(data)) {
      before = ask(up, "run-1");
      assertThat(up.api().get("/readyz", "none").expect(200).body()).contains("true");

      UpProcess.Ended second = UpProcess.run("up", "--data", data.toString(), "--port", "0");
      assertThat(second.code()).isEqualTo(2);
      assertThat(second.err())
          .contains("Expected to be the only one to use the data folder")
          .doesNotContain("\tat ");
      up.killHard();
    }
    try (UpProcess up = UpProcess.start(data)) {
      JsonNode call = story(up, "run-1").path("calls").get(0);
      assertThat(call.path("callId").asText()).isEqualTo(before);
      ask(up, "run-2");
      assertThat(story(up, "run-2").path("calls")).hasSize(1);
      assertThat(data.resolve("run/endpoints.json")).exists();

      assertThat(up.stop()).isIn(0, 143);
      assertThat(data.resolve("run/endpoints.json")).doesNotExist();
    }
  }

  @Test
  void saysInOneSentenceWhyItCannotStart() throws IOException {
    Path data = folder.resolve("refused");
    Files.createDirectories(data);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      UpProcess.Ended ended = UpProcess.run("up", "--data", data.toString(), "--port", port);
      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.err())
          .contains("Expected to listen on 127.0.0.1:" + port)
          .doesNotContain("\tat ");
    }
    Files.writeString(data.resolve("countersign.yaml"), "http: {prot: 1}\n");
    UpProcess.Ended ended = UpProcess.run("up", "--data", data.toString());
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).startsWith("http.prot: ").contains("did you mean http.port?");
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void aTokenIsAllThatTheTokenCommandPrints() {
    Path data = folder.resolve("keys-only");
    UpProcess.Ended ended =
        UpProcess.run(
            "token",
            "--data",
            data.toString(),
            "--role",
            "auditor",
            "--tenant",
            "*",
            "--subject",
            "me");
    assertThat(ended.code()).isZero();
    assertThat(ended.out().strip()).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    UpProcess.Ended both =
        UpProcess.run(
            "token",
            "--data",
            data.toString(),
            "--role",
            "gateway,approver",
            "--tenant",
            "a",
            "--subject",
            "me");
    assertThat(both.code()).isEqualTo(2);
    assertThat(both.err()).startsWith("Expected either gateway or approver, but was both");
  }

  private static String ask(UpProcess up, String runId) {
    return up.api()
        .post(
            "/v1/calls",
            up.token(Role.GATEWAY, TENANT),
            Api.call(TENANT, runId, "get_ticket", "{}"))
        .expect(200)
        .json()
        .path("callId")
        .asText();
  }

  private static JsonNode story(UpProcess up, String runId) {
    String token = up.token(Role.AUDITOR, TENANT);
    return Eventually.get(() -> up.api().get("/v1/runs/" + runId, token).expect(200).json());
  }
}
