package io.countersign.schemas.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.util.EnumSet;
import java.util.Set;

/** A signing key in a file that only its owner can read. */
final class KeyFile {

  private static final int MAX_BYTES = 16 * 1024;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private KeyFile() {}

  /**
   * The key in the file, made when there is no file. Of several that start at once, all get the
   * same key.
   */
  static OctetKeyPair open(Path file) throws IOException {
    if (Files.notExists(file)) {
      create(file);
    }
    return read(file);
  }

  private static void create(Path file) throws IOException {
    write(file, generate());
  }

  /** Writes a key where no file is yet; another process's file stays. */
  static void write(Path file, OctetKeyPair key) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("Expected a file for the signing key, but was " + file);
    }
    Files.createDirectories(folder);
    Path draft =
        Files.createTempFile(
            folder,
            file.getFileName() + ".",
            ".new",
            PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try {
      byte[] text = key.toJSONString().getBytes(StandardCharsets.UTF_8);
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      // A link appears whole and never replaces a key that another process has made meanwhile.
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      // The other process's key is as good.
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static OctetKeyPair generate() {
    try {
      return new OctetKeyPairGenerator(Curve.Ed25519)
          .keyUse(KeyUse.SIGNATURE)
          .keyIDFromThumbprint(true)
          .generate();
    } catch (JOSEException e) {
      throw new AssertionError("Ed25519 is always available", e);
    }
  }

  /** The public key in a file, which may be read by others. */
  static OctetKeyPair readPublic(Path file) throws IOException {
    try {
      OctetKeyPair key = parse(file);
      return key.toPublicJWK();
    } catch (ParseException e) {
      throw new IOException(
          "Expected an Ed25519 key as a JWK in "
              + file
              + ", but was not: delete it when no grant that it signed can be in use any more");
    }
  }

  private static OctetKeyPair parse(Path file) throws IOException, ParseException {
    try (InputStream in = Files.newInputStream(file)) {
      OctetKeyPair key =
          OctetKeyPair.parse(new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8));
      if (!Curve.Ed25519.equals(key.getCurve()) || key.getKeyID() == null) {
        throw new ParseException("not an Ed25519 key with a kid", 0);
      }
      return key;
    }
  }

  private static OctetKeyPair read(Path file) throws IOException {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    permissions.addAll(Files.getPosixFilePermissions(file));
    permissions.removeAll(OWNER_ONLY);
    if (!permissions.isEmpty()) {
      throw new IOException(
          "Expected only the owner to have access to the signing key "
              + file
              + ", but others have too ("
              + PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
              + "): whoever has read it can sign tokens; delete it, or chmod 600 it if nobody can have");
    }
    try {
      OctetKeyPair key = parse(file);
      if (!key.isPrivate()) {
        throw new ParseException("not a private key", 0);
      }
      return key;
    } catch (ParseException e) {
      // Without the cause, which may repeat the key.
      throw new IOException(
          "Expected a private Ed25519 key as a JWK in "
              + file
              + ", but was not: restore it from a backup, or delete it to get a new one (tokens signed so far become invalid)");
    }
  }
}
