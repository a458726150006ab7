package io.countersign.standalone;

import io.countersign.schemas.access.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code countersign up} as a process of its own, from the jar that the build made, on a data
 * folder and a free port. What it writes to standard error goes to {@code up.err} beside the data
 * folder.
 */
public final class UpProcess implements AutoCloseable {
  private static final long READY_SECONDS = 240;
  private static final long STOP_SECONDS = 180;

  private final Path data;
  private final Process process;
  private final URI url;

  private UpProcess(Path data, Process process, URI url) {
    this.data = data;
    this.process = process;
    this.url = url;
  }

  /** What a command that has ended left behind. */
  public record Ended(int code, String out, String err) {}

  /** Starts and waits for READY. */
  public static UpProcess start(Path data, String... options) {
    try {
      List<String> command = new ArrayList<>(List.of("up", "--data", data.toString()));
      if (!Arrays.asList(options).contains("--port")) {
        command.addAll(List.of("--port", "0"));
      }
      command.addAll(Arrays.asList(options));
      Process process =
          launcher(command)
              .redirectError(ProcessBuilder.Redirect.appendTo(errors(data).toFile()))
              .start();
      return new UpProcess(data, process, awaitReady(process, errors(data)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command to its end. */
  public static Ended run(String... command) {
    try {
      Path out = Files.createTempFile("countersign-", ".out");
      Path err = Files.createTempFile("countersign-", ".err");
      Process process =
          launcher(Arrays.asList(command))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!process.waitFor(READY_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("Expected the command to end: " + Files.readString(err));
      }
      return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }

  private static ProcessBuilder launcher(List<String> command) {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dopensearch.set.netty.runtime.available.processors=false",
                "-jar",
                Path.of(System.getProperty("countersign.jar")).toAbsolutePath().toString()));
    line.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().keySet().removeIf(name -> name.startsWith("COUNTERSIGN_"));
    return builder;
  }

  private static Path errors(Path data) {
    return data.resolveSibling(data.getFileName() + ".err");
  }

  private static URI awaitReady(Process process, Path errors) throws IOException {
    CompletableFuture<URI> ready = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> follow(process, ready));
    try {
      return ready.get(READY_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
      process.destroyForcibly();
      throw new AssertionError("Expected READY, but: " + Files.readString(errors), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }

  /** Reads to the end, also after READY, so that the process never waits for a full pipe. */
  private static void follow(Process process, CompletableFuture<URI> ready) {
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("READY ")) {
          ready.complete(URI.create(line.substring("READY ".length()).strip()));
        }
      }
      ready.completeExceptionally(new IOException("standard output ended"));
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
  }

  public URI url() {
    return url;
  }

  public Api api() {
    return new Api(url);
  }

  public Path data() {
    return data;
  }

  public Process process() {
    return process;
  }

  /** A token by the command of the same name. */
  public String token(Role role, String tenant) {
    Ended ended =
        run(
            "token",
            "--data",
            data.toString(),
            "--role",
            role.text(),
            "--tenant",
            tenant,
            "--subject",
            "test");
    if (ended.code() != 0) {
      throw new AssertionError(ended.err());
    }
    return ended.out().strip();
  }

  /** SIGTERM; returns the exit code. */
  public int stop() {
    process.destroy();
    return awaitEnd();
  }

  /** SIGKILL: nothing of it runs any more when this returns. */
  public void killHard() {
    process.destroyForcibly();
    awaitEnd();
  }

  private int awaitEnd() {
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("Expected the process to stop, but it runs on");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }

  /** Starts again on the same data, with another port. */
  public UpProcess restart() {
    return start(data);
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      killHard();
    }
  }
}
