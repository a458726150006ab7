package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs of others that a test runs, where this machine has them. */
final class OutsideProgram {
  private static final int MOST_SECONDS = 60;

  private OutsideProgram() {}

  /**
   * Skips the test, saying so, when this program is missing. {@code .ci/run} installs it where it
   * can.
   *
   * @param probe a command that succeeds when the program is there
   */
  static void assumeInstalled(String debianPackage, String... probe) {
    boolean there;
    try {
      there = run(List.of(probe), new byte[0], Map.of()).code == 0;
    } catch (IOException | InterruptedException e) {
      there = false;
    }
    assumeTrue(
        there,
        "%s is not installed (Debian package %s): not tested with it here"
            .formatted(probe[0], debianPackage));
  }

  /** What a program printed, which must have succeeded. */
  static byte[] output(byte[] input, String... command) {
    return output(Map.of(), input, command);
  }

  /** The same with these variables in its environment. */
  static byte[] output(Map<String, String> environment, byte[] input, String... command) {
    try {
      Ran ran = run(List.of(command), input, environment);
      assertThat(ran.code).as("%s says %s", command[0], ran.errors).isZero();
      return ran.output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** How a program ended, and what it printed. */
  private static final class Ran {
    private final int code;
    private final byte[] output;
    private final String errors;

    Ran(int code, byte[] output, String errors) {
      this.code = code;
      this.output = output;
      this.errors = errors;
    }
  }

  private static Ran run(List<String> command, byte[] input, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path in = Files.createTempFile("countersign-in-", "");
    Path out = Files.createTempFile("countersign-out-", "");
    Path err = Files.createTempFile("countersign-err-", "");
    try {
      Files.write(in, input);
      ProcessBuilder program =
          new ProcessBuilder(command)
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      program.environment().putAll(environment);
      Process process = program.start();
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command.getFirst() + " did not end within a minute");
      }
      return new Ran(
          process.exitValue(),
          Files.readAllBytes(out),
          Files.readString(err, StandardCharsets.UTF_8));
    } finally {
      Files.deleteIfExists(in);
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }
}
