package io.countersign.standalone.roles;

import io.countersign.schemas.jose.GrantIssuer;
import io.countersign.schemas.jose.TokenIssuer;
import io.countersign.standalone.config.Configuration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;

/** The installation's own secrets, in files that only their owner can read. */
public final class SecretKeys {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final int KEY_BYTES = 32;
  private static final int MOST_BYTES = 4096;
  private static final int LEAST_BYTES = 16;

  private final Path folder;
  private final Configuration configuration;

  public SecretKeys(Configuration configuration) {
    this.configuration = configuration;
    this.folder = configuration.auth().keys().orElseGet(() -> configuration.data().resolve("keys"));
  }

  /** The built-in token issuer; its key is made when there is none. */
  public TokenIssuer issuer() throws CannotStart {
    try {
      return TokenIssuer.open(folder.resolve("issuer.jwk"), UUID::randomUUID);
    } catch (IOException e) {
      throw new CannotStart(
          "Expected the key of the built-in issuer in %s, but: %s".formatted(folder, reason(e)), e);
    }
  }

  /** Signs grants; its keys are made when there are none. */
  GrantIssuer grants() throws CannotStart {
    Path keys = grantKeys();
    try {
      return GrantIssuer.open(keys, InstantSource.system());
    } catch (IOException e) {
      throw new CannotStart(
          "Expected the keys of grants in %s, but: %s".formatted(keys, reason(e)), e);
    }
  }

  /** Makes the next key of grants the one that signs. */
  public void rotateGrants(Instant now) throws CannotStart {
    Path keys = grantKeys();
    try {
      GrantIssuer.rotate(keys, now);
    } catch (IOException e) {
      throw new CannotStart(
          "Expected to rotate the keys of grants in %s, but: %s".formatted(keys, reason(e)), e);
    }
  }

  private Path grantKeys() {
    return configuration.ingest().grantKeys().orElseGet(() -> folder.resolve("grant-keys"));
  }

  /** The key of the fingerprints of what was redacted; made when there is none. */
  byte[] redaction() throws CannotStart {
    Path file =
        configuration.ingest().redactionKey().orElseGet(() -> folder.resolve("redaction.key"));
    try {
      if (Files.notExists(file)) {
        create(file);
      }
      return read(file);
    } catch (IOException e) {
      throw new CannotStart(
          "Expected the redaction key in %s, but: %s".formatted(file, reason(e)), e);
    }
  }

  private static void create(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException("it is no file");
    }
    Files.createDirectories(parent);
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Path draft =
        Files.createTempFile(
            parent, "key.", ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try {
      Files.write(draft, key);
      // A link appears whole and never replaces a key that another process made meanwhile.
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      // That key is as good.
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static byte[] read(Path file) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (!OWNER_ONLY.containsAll(permissions)) {
      throw new IOException(
          "others than its owner have access (%s); chmod 600 it"
              .formatted(PosixFilePermissions.toString(permissions)));
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] key = in.readNBytes(MOST_BYTES + 1);
      if (key.length < LEAST_BYTES || key.length > MOST_BYTES) {
        throw new IOException(
            "it has not %d to %d bytes; restore it from a backup"
                .formatted(LEAST_BYTES, MOST_BYTES));
      }
      return key;
    }
  }

  static String reason(IOException e) {
    String kind = e.getClass().getSimpleName();
    return e.getClass() == IOException.class
        ? String.valueOf(e.getMessage())
        : kind + ": " + e.getMessage();
  }
}
