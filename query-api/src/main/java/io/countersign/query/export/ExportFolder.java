package io.countersign.query.export;

import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Exports on disk: one folder each, named by its id, with {@code state.json}, the files and {@code
 * manifest.json}. Only this user may read them. One process uses a folder at a time.
 */
public final class ExportFolder implements AutoCloseable {
  private static final String STATE = "state.json";
  private static final String MANIFEST = "manifest.json";
  private static final int BUFFER = 64 * 1024;

  private final Path root;
  private final FileChannel lockFile;
  private final FileLock lock;

  private ExportFolder(Path root, FileChannel lockFile, FileLock lock) {
    this.root = root;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Opens the folder, making it when there is none.
   *
   * @throws IOException when it cannot be used; the message says what to do
   */
  public static ExportFolder open(Path root) throws IOException {
    make(root);
    FileChannel file =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = file.tryLock();
    } catch (OverlappingFileLockException heldHere) {
      // told below
    } finally {
      if (lock == null) {
        file.close();
      }
    }
    if (lock == null) {
      throw new IOException(
          "Expected to be the only one who uses the folder of exports %s, but another process does: set exports.folder to one of its own"
              .formatted(root));
    }
    return new ExportFolder(root, file, lock);
  }

  private static void make(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectory(folder);
    }
  }

  /** Every export that is remembered, the oldest first. */
  List<Export> all() throws IOException {
    List<Export> found = new ArrayList<>();
    try (Stream<Path> folders = Files.list(root)) {
      for (Path folder : folders.filter(Files::isDirectory).toList()) {
        Path state = folder.resolve(STATE);
        if (Files.exists(state)) {
          found.add(read(state));
        } else {
          // made and then interrupted before anything was written: nobody has been told its id
          delete(folder);
        }
      }
    }
    found.sort(Comparator.comparing(Export::createdAt).thenComparing(Export::id));
    return found;
  }

  private static Export read(Path state) throws IOException {
    if (StrictJson.reread(Files.readString(state)) instanceof JsonObject json) {
      return Export.of(json);
    }
    throw new IOException(
        "Expected the state of an export in %s, but it is none: remove its folder"
            .formatted(state));
  }

  /** Remembers where an export stands, whole or not at all. */
  void save(Export export) throws IOException {
    make(folder(export.id()));
    write(folder(export.id()).resolve(STATE), CanonicalJson.bytes(export.json()));
  }

  /** Writes the manifest, whole or not at all. */
  void saveManifest(UUID id, JsonObject manifest) throws IOException {
    write(folder(id).resolve(MANIFEST), CanonicalJson.bytes(manifest));
  }

  /** The manifest of an export that is done. */
  String manifest(UUID id) throws IOException {
    return Files.readString(folder(id).resolve(MANIFEST), StandardCharsets.UTF_8);
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel out =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      writeAll(out, bytes);
      out.force(true);
    }
    Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void writeAll(FileChannel out, byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      out.write(left);
    }
  }

  /** Where a file of an export is. */
  Path file(Export export, Part part) {
    return folder(export.id()).resolve(part.name(export.request()));
  }

  /**
   * Appends to a file after what is known to be in it; whatever an interruption left behind that is
   * cut off.
   *
   * @param before the file as it is known
   */
  void append(Export export, Part before, byte[] bytes) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            file(export, before), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (out.size() < before.bytes()) {
        throw new IOException(
            "Expected a file of an export to have what was written to it, but it is shorter: start"
                + " the export again");
      }
      out.truncate(before.bytes());
      out.position(before.bytes());
      writeAll(out, bytes);
      out.force(true);
    }
  }

  /** Digest of a file as it lies on the disk, {@code sha256:<hex>}. */
  String digest(Export export, Part part) throws IOException {
    MessageDigest sha256 = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file(export, part)), sha256)) {
      byte[] buffer = new byte[BUFFER];
      while (in.read(buffer) >= 0) {
        // the stream feeds the digest
      }
    }
    return new Digest(sha256.digest()).text();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** Removes the files of an export, and remembers that it was there. */
  void removeFiles(Export export) throws IOException {
    Path folder = folder(export.id());
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (!file.getFileName().toString().equals(STATE)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Removes an export altogether. */
  void remove(UUID id) throws IOException {
    delete(folder(id));
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      tree.sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.deleteIfExists(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Path folder(UUID id) {
    return root.resolve(id.toString());
  }

  @Override
  public void close() throws IOException {
    lock.release();
    lockFile.close();
  }
}
