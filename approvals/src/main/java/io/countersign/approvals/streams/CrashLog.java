package io.countersign.approvals.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts how often a command has killed its instance, in a file that outlives the process. A
 * command that does so three times is set aside, so that one bad command can not stop a ledger for
 * ever.
 */
final class CrashLog {
  /** How many crashes set a command aside. */
  static final int MOST_CRASHES = 3;

  private static final Logger LOG = LoggerFactory.getLogger(CrashLog.class);

  private final Path file;
  private List<String> crashes;

  /**
   * @param directory where the file stands; made when missing
   */
  CrashLog(Path directory) {
    this.file = directory.resolve("crashes");
    try {
      Files.createDirectories(directory);
      this.crashes = Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read " + file + ": check that its folder is writable", e);
    }
  }

  /** Whether the command in this place has crashed too often. */
  synchronized boolean quarantined(int ledger, long offset) {
    if (crashes.isEmpty()) {
      return false;
    }
    String line = line(ledger, offset);
    return crashes.stream().filter(line::equals).count() >= MOST_CRASHES;
  }

  /** Notes a crash, on disk before this returns. */
  synchronized void note(int ledger, long offset, Throwable cause) {
    LOG.error(
        "A command killed the engine ledger={} offset={} error={}",
        ledger,
        offset,
        cause.getClass().getName());
    String line = line(ledger, offset);
    try {
      Files.writeString(
          file,
          line + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND,
          StandardOpenOption.SYNC);
      crashes = Files.readAllLines(file);
    } catch (IOException e) {
      LOG.error("Cannot write {}: the crash will not be counted", file, e);
    }
  }

  private static String line(int ledger, long offset) {
    return ledger + ":" + offset;
  }
}
