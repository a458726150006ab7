package io.countersign.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Java process of a test. What it prints goes to a file, and is shown when it disappoints. It
 * ends when the test closes it, and by itself when its standard input ends.
 */
public final class ChildJvm implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int SHOWN = 6_000;

  private final String name;
  private final Process process;
  private final Path output;

  private ChildJvm(String name, Process process, Path output) {
    this.name = name;
    this.process = process;
    this.output = output;
  }

  /** What to run. */
  public static final class Command {
    private final List<String> jvm =
        new ArrayList<>(List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    private final Map<String, String> environment = new TreeMap<>();
    private String classPath = System.getProperty("java.class.path");

    /** Adds options of the JVM. */
    public Command jvm(String... options) {
      jvm.addAll(List.of(options));
      return this;
    }

    /** Starts the launcher, as {@code ./countersign} does, with these arguments. */
    public ChildJvm launcher(String name, Path folder, String... arguments) throws IOException {
      jvm("-Dopensearch.set.netty.runtime.available.processors=false");
      String[] main = new String[arguments.length + 1];
      main[0] = Countersign.class.getName();
      System.arraycopy(arguments, 0, main, 1, arguments.length);
      return start(name, folder, main);
    }

    /** Replaces the test's own class path. */
    public Command classPath(Path jar) {
      classPath = jar.toString();
      return this;
    }

    /** Adds a variable to the environment. */
    public Command environment(String variable, String value) {
      environment.put(variable, value);
      return this;
    }

    /**
     * Starts it.
     *
     * @param name names the process in messages
     * @param folder takes the file of what it prints
     * @param main class or source file, and its arguments
     */
    public ChildJvm start(String name, Path folder, String... main) throws IOException {
      Path output = Files.createTempFile(folder, name + "-", ".out");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(jvm);
      command.add("-Dcountersign.log.dir=" + folder.resolve("logs-" + name));
      command.add("-cp");
      command.add(classPath);
      command.addAll(List.of(main));
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().keySet().removeIf(variable -> variable.startsWith("COUNTERSIGN_"));
      builder.environment().putAll(environment);
      return new ChildJvm(name, builder.start(), output);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Everything it has printed so far. */
  public String said() {
    try {
      return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError("Cannot read " + output, e);
    }
  }

  /** Waits until it has printed a match; returns it. */
  public Matcher awaitSaid(Pattern pattern) throws InterruptedException {
    Matcher[] found = new Matcher[1];
    until(
        "it to say " + pattern,
        () -> {
          found[0] = pattern.matcher(said());
          return found[0].find();
        });
    return found[0];
  }

  /** Waits for a condition that only this process can fulfil. */
  public void until(String what, BooleanSupplier condition) throws InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (!process.isAlive() && !condition.getAsBoolean()) {
        throw failure(what, "it ended with status " + process.exitValue());
      }
      if (Instant.now().isAfter(deadline)) {
        throw failure(what, "that did not happen within " + PATIENCE);
      }
      var unused = process.waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  private AssertionError failure(String what, String found) {
    String said = said();
    return new AssertionError(
        "Expected of %s %s, but %s. It said last:%n%s"
            .formatted(name, what, found, said.substring(Math.max(0, said.length() - SHOWN))));
  }

  /** Writes a line to its standard input. */
  public void tell(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /**
   * Stops it in its tracks: connections stay open, nothing answers. Returns when every thread of it
   * has stopped, which on a busy machine is later than the signal, where the system says so.
   */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
    until("all its threads to stop", this::isStopped);
  }

  private boolean isStopped() {
    Path threads = Path.of("/proc", Long.toString(pid()), "task");
    if (!Files.isDirectory(threads)) {
      return true;
    }
    try (Stream<Path> each = Files.list(threads)) {
      return each.allMatch(ChildJvm::isStopped);
    } catch (IOException | UncheckedIOException e) {
      // a thread ended while we looked
      return false;
    }
  }

  /** The state stands behind the name, which stands in brackets (proc(5)). */
  private static boolean isStopped(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"), StandardCharsets.ISO_8859_1);
      return stat.startsWith("T", stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets a paused process go on as if no time had passed. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start();
    if (kill.waitFor() != 0) {
      throw failure("to take signal " + signal, "it could not be sent");
    }
  }

  /** Kills it at once (SIGKILL) and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      throw failure("to die", "it lives");
    }
  }

  /** Waits until it ends by itself; returns its exit status. */
  public int awaitEnd() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw failure("to end", "it did not within " + PATIENCE);
    }
    return process.exitValue();
  }

  /** Asks it to stop (SIGTERM). */
  public void terminate() {
    process.destroy();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
