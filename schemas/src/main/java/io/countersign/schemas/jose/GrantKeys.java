package io.countersign.schemas.jose;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys of a folder: {@code current.jwk} signs, {@code next.jwk} is published before it signs,
 * {@code retired-<milliseconds>.jwk} has signed until then and is published while a grant of it may
 * be in use.
 *
 * @param current signs
 * @param published the public keys of all
 */
record GrantKeys(OctetKeyPair current, List<JWK> published) {
  /** Readers keep published keys for at most half as long. */
  static final Duration PUBLISHED_BEFORE = Duration.ofMinutes(10);

  /** Longer than a grant lives and clocks differ. */
  private static final Duration RETIRED_KEPT = Duration.ofHours(1);

  private static final String CURRENT = "current.jwk";
  private static final String NEXT = "next.jwk";
  private static final String RETIRED = "retired-";
  private static final String JWK_FILE = ".jwk";

  GrantKeys {
    published = List.copyOf(published);
  }

  /** The keys of the folder; current and next are made when there are none. */
  static GrantKeys read(Path folder, Instant now) throws IOException {
    OctetKeyPair current = KeyFile.open(folder.resolve(CURRENT));
    OctetKeyPair next = KeyFile.open(folder.resolve(NEXT));
    Map<String, JWK> published = new LinkedHashMap<>();
    published.put(current.getKeyID(), current.toPublicJWK());
    published.putIfAbsent(next.getKeyID(), next.toPublicJWK());
    for (Path file : retired(folder)) {
      if (!isOver(file, now)) {
        OctetKeyPair key = KeyFile.readPublic(file);
        published.putIfAbsent(key.getKeyID(), key);
      }
    }
    return new GrantKeys(current, List.copyOf(published.values()));
  }

  /**
   * The next key begins to sign, a new one becomes the next. When it is interrupted, doing it again
   * is safe: the retired key is published before another one signs.
   */
  static void rotate(Path folder, Instant now) throws IOException {
    OctetKeyPair current = KeyFile.open(folder.resolve(CURRENT));
    Path next = folder.resolve(NEXT);
    var unused = KeyFile.open(next);
    Instant since = Files.getLastModifiedTime(next).toInstant();
    if (now.isBefore(since.plus(PUBLISHED_BEFORE))) {
      throw new IOException(
          "Expected the next key to be published since %s before it signs, but it is only since %s: try again after %s"
              .formatted(PUBLISHED_BEFORE, since, since.plus(PUBLISHED_BEFORE)));
    }
    KeyFile.write(folder.resolve(RETIRED + now.toEpochMilli() + JWK_FILE), current.toPublicJWK());
    Files.move(
        next,
        folder.resolve(CURRENT),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    unused = KeyFile.open(next);
    for (Path file : retired(folder)) {
      if (isOver(file, now)) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static List<Path> retired(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, RETIRED + "*" + JWK_FILE)) {
      found.forEach(files::add);
    }
    return files;
  }

  private static boolean isOver(Path file, Instant now) throws IOException {
    String name = String.valueOf(file.getFileName());
    try {
      long millis =
          Long.parseLong(name.substring(RETIRED.length(), name.length() - JWK_FILE.length()));
      return now.isAfter(Instant.ofEpochMilli(millis).plus(RETIRED_KEPT));
    } catch (NumberFormatException e) {
      throw new NoSuchFileException(
          file.toString(), null, "expected retired-<milliseconds>.jwk, but its name is another");
    }
  }

  String jwks() {
    return new JWKSet(published).toString();
  }
}
