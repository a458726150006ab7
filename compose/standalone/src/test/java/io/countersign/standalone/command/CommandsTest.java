package io.countersign.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.standalone.roles.CannotStart;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What commands say to wrong options, and what needs no server. */
class CommandsTest {
  private static final String POLICY =
      """
      policy: desk
      rules:
        - id: no-dev
          match: {server: tickets, environment: dev}
          effect: deny
      tests:
        - name: dev is denied
          given: {server: tickets, tool: get, risk: READ, environment: dev}
          expect: {verdict: deny, rule: no-dev}
      """;

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Commands.run(arguments, new PrintWriter(out), new PrintWriter(err));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kill --tenant a                                | Missing required option: '--reason=TEXT'
          kill --reason x                                | Expected --tenant for one tenant or --platform for all of them, but was neither.
          kill --reason x --tenant a --platform          | Expected --tenant for one tenant or --platform for all of them, but was both.
          kill --reason x --tenant a --tool t            | Expected --server beside --tool
          shadow --reason ' ' --tenant a                 | Expected --reason with a reason
          read-only --reason x --tenant a                | Expected --token-file, or `countersign up` to run
          release --reason x --tenant a b7               | Expected the id of a brake, but was b7
          release --reason x --tenant a                  | Missing required parameter: 'ID'
          brakes                                         | Expected --tenant, or --token-file
          apply --yes                                    | Missing required option: '--file=FILE|DIR'
          apply -f absent.yaml --tenant a                | absent.yaml:1: Expected a file that can be read
          apply -f absent.yaml --tenant a --max-removals -1 | Expected --max-removals of at least 0
          export                                         | Expected --tenant, or --token-file
          policy                                         | Usage: countersign policy
          policy test                                    | Missing required parameter: 'FILE'
          policy replay absent.yaml                      | Missing required option: '--since=TIME'
          policy replay absent.yaml --since 1h           | Expected a policy that can be read
          policy publish absent.yaml --tenant a          | Expected a policy that can be read
          """)
  void saysWhatIsWrongWithTheOptions(String line, String expected) {
    String data = folder.resolve("none").toString();
    String[] words = line.strip().split(" (?=(?:[^']*'[^']*')*[^']*$)");
    String[] arguments = new String[words.length];
    for (int i = 0; i < words.length; i++) {
      arguments[i] = words[i].replace("'", "");
    }
    boolean api = line.contains("--tenant a") && !line.startsWith("policy replay");
    String[] all = api ? append(arguments, "--data", data) : arguments;

    assertThat(run(all)).isEqualTo(Commands.CANNOT_START);
    assertThat(err.toString()).contains(expected).doesNotContain("\tat ");
  }

  private static String[] append(String[] words, String... more) {
    String[] all = java.util.Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return all;
  }

  @Test
  void testsAPolicyWithoutAnyServer() throws IOException {
    Path good = Files.writeString(folder.resolve("good.yaml"), POLICY);
    Path bad =
        Files.writeString(
            folder.resolve("bad.yaml"), POLICY.replace("verdict: deny", "verdict: allow"));

    assertThat(run("policy", "test", good.toString())).isEqualTo(Commands.DONE);
    assertThat(out.toString())
        .contains("dev is denied")
        .contains("desk: 1 tests, 1 passed, 0 failed")
        .contains("can be published as desk@sha256:");

    assertThat(run("policy", "test", "--explain", good.toString(), bad.toString()))
        .isEqualTo(Commands.FAILED);
    assertThat(out.toString())
        .contains("bad.yaml: can not be published")
        .contains("no-dev (deny): matched");
  }

  @Test
  void countsBackFromNowOrTakesATime() throws CannotStart {
    Instant now = Instant.parse("2026-11-21T12:00:00Z");
    assertThat(PolicyCommands.ReplayCommand.since("24h", now)).isEqualTo("2026-11-20T12:00:00Z");
    assertThat(PolicyCommands.ReplayCommand.since("2026-11-01T00:00:00Z", now))
        .isEqualTo("2026-11-01T00:00:00Z");
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> PolicyCommands.ReplayCommand.since("yesterday", now))
        .hasMessageContaining("Expected --since like 24h");
  }

  @Test
  void everyCommandExplainsItself() {
    for (String command :
        new String[] {"apply", "export", "kill", "read-only", "shadow", "release", "brakes"}) {
      assertThat(run(command, "--help")).isEqualTo(Commands.DONE);
    }
    assertThat(out.toString()).contains("kind: ServerReview").contains("--platform");
  }
}
