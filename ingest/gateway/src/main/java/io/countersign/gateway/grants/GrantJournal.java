package io.countersign.gateway.grants;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The grants that were used, on disk before they are used: one line each, {@code <jti> <when it
 * ends> <CRC-32C of both>}. Nothing is ever taken out. After a crash a grant that is written counts
 * as used, whether its call was sent or not.
 *
 * <p>A last line without its end was being written when the process died: its grant counts as used
 * too, as far as it can be read. Any other damage keeps the journal from being opened, for it can
 * no longer say what was used. One process has it at a time. Lines may be removed, while no gateway
 * runs, once all of their grants have ended.
 */
final class GrantJournal implements AutoCloseable {

  /** About half a million grants. */
  private static final long MAX_BYTES = 32L * 1024 * 1024;

  /** Ends the beginning of an id: whatever begins so counts as used. */
  private static final String ANY = "*";

  /** At least the time in a UUIDv7, so that a beginning stands for one millisecond at most. */
  private static final Pattern JTI = Pattern.compile("[A-Za-z0-9-]{14,64}\\*?");

  /** A line up to any of its bytes. */
  private static final Pattern BEGUN =
      Pattern.compile("[A-Za-z0-9-]{1,64}\\*?( [0-9TZ:.-]*( [0-9a-f]{0,8})?)?");

  private final FileChannel file;
  private final FileLock lock;
  private final Set<String> used = new HashSet<>();
  private final Set<String> begun = new HashSet<>();
  private boolean broken;

  private GrantJournal(FileChannel file, FileLock lock) {
    this.file = file;
    this.lock = lock;
  }

  /**
   * Opens a journal, or begins one.
   *
   * @throws IOException when it cannot be read or written, is damaged, or another process has it
   */
  static GrantJournal open(Path path) throws IOException {
    boolean created = Files.notExists(path);
    FileChannel file =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      GrantJournal journal = new GrantJournal(file, lock(file, path));
      if (created) {
        syncDirectory(path);
      }
      journal.read(path);
      return journal;
    } catch (IOException | RuntimeException error) {
      file.close();
      throw error;
    }
  }

  private static FileLock lock(FileChannel file, Path path) throws IOException {
    @Nullable FileLock lock;
    try {
      lock = file.tryLock();
    } catch (OverlappingFileLockException ownProcess) {
      lock = null;
    }
    if (lock == null) {
      throw new IOException(
          "Expected to be the only gateway with the journal %s, but another has it. Give each its own."
              .formatted(path));
    }
    return lock;
  }

  private static void syncDirectory(Path path) throws IOException {
    @Nullable Path directory = path.toAbsolutePath().getParent();
    if (directory != null) {
      try (FileChannel opened = FileChannel.open(directory, StandardOpenOption.READ)) {
        opened.force(true);
      }
    }
  }

  private void read(Path path) throws IOException {
    if (file.size() > MAX_BYTES) {
      throw new IOException(
          "Expected the journal %s to have at most %d bytes, but it has more. Move it away once the last grant in it has ended."
              .formatted(path, MAX_BYTES));
    }
    ByteBuffer content = ByteBuffer.allocate((int) file.size());
    while (content.hasRemaining() && file.read(content) >= 0) {
      // A read may give less than there is.
    }
    String text = new String(content.array(), 0, content.position(), StandardCharsets.US_ASCII);
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length - 1; i++) {
      use(jti(lines[i], i + 1, path));
    }
    String last = lines[lines.length - 1];
    if (!last.isEmpty()) {
      if (!BEGUN.matcher(last).matches()) {
        throw damaged(path, lines.length);
      }
      endTornLine(last);
    }
    file.position(file.size());
  }

  private static String jti(String line, int number, Path path) throws IOException {
    String[] parts = line.split(" ", -1);
    boolean whole = parts.length == 3 && JTI.matcher(parts[0]).matches();
    if (!whole || !parts[2].equals(checksum(parts[0] + " " + parts[1]))) {
      throw damaged(path, number);
    }
    return parts[0];
  }

  private static IOException damaged(Path path, int line) {
    return new IOException(
        "Expected the journal %s to be whole, but line %d is damaged: it can no longer say which grants were used. Move it away once the last grant that this gateway took has ended."
            .formatted(path, line));
  }

  /**
   * Keeps what can be read of the grant as used, in a whole line in its place. Of less than the
   * time in its id nothing is kept: its line was not written, so its call was not sent.
   */
  private void endTornLine(String line) throws IOException {
    int space = line.indexOf(' ');
    String begun = space < 0 ? line + ANY : line.substring(0, space);
    file.position(file.size() - line.length());
    if (JTI.matcher(begun).matches()) {
      use(begun);
      append(begun, Instant.EPOCH);
    }
    file.truncate(file.position());
    file.force(true);
  }

  private void use(String jti) {
    if (jti.endsWith(ANY)) {
      begun.add(jti.substring(0, jti.length() - 1));
    } else {
      used.add(jti);
    }
  }

  /**
   * Notes a grant as used. When this returns it is on disk, and the call may be sent.
   *
   * @throws GrantRefused when it was used before
   * @throws IOException when it cannot be written; then the call must not be sent, and no grant can
   *     be used any more until the journal is opened anew
   */
  synchronized void spend(String jti, Instant end) throws GrantRefused, IOException {
    if (!JTI.matcher(jti).matches() || jti.endsWith(ANY)) {
      throw new GrantRefused("Expected the grant's jti to be an id, but it is not.");
    }
    if (used.contains(jti) || begun.stream().anyMatch(jti::startsWith)) {
      throw new GrantRefused("Expected a grant that was not used yet, but it was.");
    }
    if (broken) {
      throw new IOException("the journal failed before, and is closed to further grants");
    }
    if (file.size() > MAX_BYTES) {
      throw new IOException("Expected the journal to have room, but it is full.");
    }
    // In memory first: what may be half on disk counts as used.
    used.add(jti);
    try {
      append(jti, end);
    } catch (IOException error) {
      broken = true;
      throw error;
    }
  }

  private void append(String jti, Instant end) throws IOException {
    String said = jti + " " + end;
    String line = said + " " + checksum(said) + "\n";
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
    file.force(true);
  }

  private static String checksum(String text) {
    CRC32C checksum = new CRC32C();
    checksum.update(text.getBytes(StandardCharsets.US_ASCII));
    return String.format(Locale.ROOT, "%08x", checksum.getValue());
  }

  @Override
  public synchronized void close() throws IOException {
    broken = true;
    lock.release();
    file.close();
  }
}
