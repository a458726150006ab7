package io.countersign.standalone.docs;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What a reader of the tour has before them: one terminal in which Countersign runs, and one to
 * type into, both in the repository's root.
 */
final class TourShell implements AutoCloseable {
  private static final long START_SECONDS = 300;
  private static final long BLOCK_SECONDS = 120;
  private static final long STOP_SECONDS = 90;
  private static final long SEEN_WITHIN_SECONDS = 120;
  private static final String END = "::end of block::";

  private final Process server;
  private final Process bash;
  private final BufferedWriter keyboard;
  private final BlockingQueue<String> screen;
  private final String url;

  private TourShell(Process server, Process bash, BlockingQueue<String> screen, String url) {
    this.server = server;
    this.bash = bash;
    this.keyboard = bash.outputWriter(StandardCharsets.UTF_8);
    this.screen = screen;
    this.url = url;
  }

  /** Starts the server in its own terminal and waits until it says READY. */
  static TourShell start(Path folder, String command) throws IOException {
    Path log = folder.resolve("up.err");
    Process server = bash(folder, "exec " + command).redirectError(log.toFile()).start();
    try {
      BlockingQueue<String> said = lines(server);
      String line = "";
      while (!line.startsWith("READY ")) {
        line = next(said, START_SECONDS, () -> Files.readString(log));
      }
      Process bash = bash(folder, "exec bash -e -o pipefail").redirectErrorStream(true).start();
      return new TourShell(server, bash, lines(bash), line.substring("READY ".length()).strip());
    } catch (IOException | RuntimeException | Error e) {
      stop(server);
      throw e;
    }
  }

  private static ProcessBuilder bash(Path folder, String command) {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", command).directory(MarkdownPage.ROOT.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("COUNTERSIGN_"));
    builder.environment().put("COUNTERSIGN_DATA", folder.resolve("data").toString());
    builder.environment().put("COUNTERSIGN_HTTP_PORT", "0");
    builder.environment().put("COUNTERSIGN_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    builder.environment().put("HOME", folder.toString());
    return builder;
  }

  private static BlockingQueue<String> lines(Process process) {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                reader.lines().forEach(lines::add);
              } catch (IOException | UncheckedIOException e) {
                lines.add("reading stopped: " + e.getMessage());
              }
              lines.add(END + "over");
            });
    return lines;
  }

  private interface Detail {
    String read() throws IOException;
  }

  private static String next(BlockingQueue<String> lines, long seconds, Detail otherwise) {
    try {
      String line = lines.poll(seconds, TimeUnit.SECONDS);
      if (line == null || line.equals(END + "over")) {
        throw new AssertionError(
            (line == null ? "Nothing was said for " + seconds + " s: " : "The program ended: ")
                + otherwise.read());
      }
      return line;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the server is. */
  String url() {
    return url;
  }

  /**
   * Types a block and waits for its end. It must succeed and print what is expected; what is read
   * from the search index may take a moment, so the block is typed again until then, as a reader
   * would.
   */
  void type(String block, String expected) {
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(SEEN_WITHIN_SECONDS);
    String printed = type(block);
    while (!printed.contains(expected)) {
      if (System.nanoTime() > patience) {
        throw new AssertionError(
            "Expected %s from:%n%s%nbut was:%n%s".formatted(expected, block, printed));
      }
      printed = type(block);
    }
  }

  private String type(String block) {
    StringBuilder printed = new StringBuilder();
    try {
      keyboard.write(block + "\necho; echo '" + END + "'\n");
      keyboard.flush();
    } catch (IOException e) {
      throw new AssertionError("The shell has ended before:\n" + block, e);
    }
    String line = "";
    while (!line.equals(END)) {
      line = next(screen, BLOCK_SECONDS, () -> "\n" + block + "\n" + printed);
      printed.append(line).append('\n');
    }
    return printed.toString();
  }

  @Override
  public void close() {
    stop(bash);
    stop(server);
  }

  private static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("Expected the process to stop, but it runs on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
