package io.countersign.standalone.embedded;

import io.countersign.standalone.embedded.StartFailure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that holds everything the embedded servers keep, held by one running instance at a
 * time. The lock is the operating system's, so it ends with the process however the process ends.
 */
final class DataFolder implements AutoCloseable {
  /**
   * Below this much usable space the servers are not started: a full disk damages more than a
   * refused start.
   */
  static final long LEAST_USABLE_BYTES = 512L * 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);
  private static final int LONGEST_OWNER = 20;

  private final Path root;
  private final FileChannel lockFile;

  private DataFolder(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /** Creates the folder where it is missing, checks it and takes its lock. */
  static DataFolder open(Path folder) throws StartFailure {
    Path root = folder.toAbsolutePath().normalize();
    @Nullable FileChannel channel = null;
    try {
      Files.createDirectories(root);
      requireSpace(root, Files.getFileStore(root).getUsableSpace());
      channel =
          FileChannel.open(
              root.resolve("lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      lock(root, channel);
      for (String part : new String[] {"kafka", "opensearch", "registry", "logs"}) {
        Files.createDirectories(root.resolve(part));
      }
      return new DataFolder(root, channel);
    } catch (IOException e) {
      close(channel);
      throw unreadable(root, e);
    } catch (StartFailure e) {
      close(channel);
      throw e;
    }
  }

  static void requireSpace(Path root, long usableBytes) throws StartFailure {
    if (usableBytes < LEAST_USABLE_BYTES) {
      throw new StartFailure(
          Reason.DISK_FULL,
          "Expected at least %d MiB of free space for the data folder %s, but %d MiB are left. Free some space, or choose a data folder on another disk."
              .formatted(LEAST_USABLE_BYTES >> 20, root, usableBytes >> 20));
    }
  }

  static StartFailure unreadable(Path path, Exception cause) {
    return new StartFailure(
        Reason.DATA_UNREADABLE,
        "Expected to read and write the data folder %s, but that failed: %s (%s). Check that it is a folder, that this user may write to it, or choose another one."
            .formatted(path, cause.getMessage(), cause.getClass().getSimpleName()),
        cause);
  }

  Path kafka() {
    return root.resolve("kafka");
  }

  Path openSearch() {
    return root.resolve("opensearch");
  }

  Path registry() {
    return root.resolve("registry");
  }

  Path logs() {
    return root.resolve("logs");
  }

  @Override
  public void close() {
    close(lockFile);
  }

  private static void lock(Path root, FileChannel channel) throws IOException, StartFailure {
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new StartFailure(
          Reason.DATA_LOCKED,
          "Expected to be the only one to use the data folder %s, but process %s runs on it. Stop that instance, or choose another data folder."
              .formatted(root, owner(channel)));
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)),
        0);
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(LONGEST_OWNER);
    channel.read(text, 0);
    return StandardCharsets.US_ASCII.decode(text.flip()).toString();
  }

  private static void close(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.warn("The lock of the data folder was not released: {}", e.getMessage());
      }
    }
  }
}
