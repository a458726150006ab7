package io.countersign.schemas.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * How to introduce ourselves to the registry. Secrets stay in files, read for each request, so a
 * rotated one takes effect.
 */
public sealed interface RegistryCredentials {

  /** The largest credentials file that is read, in bytes. */
  int MAX_BYTES = 16 * 1024;

  /** No credentials. */
  RegistryCredentials NONE = new None();

  /** The value of the {@code Authorization} header. */
  Optional<String> authorization();

  /** No credentials. */
  record None() implements RegistryCredentials {
    @Override
    public Optional<String> authorization() {
      return Optional.empty();
    }
  }

  /**
   * HTTP basic authentication (RFC 7617).
   *
   * @param file holds {@code user:password}; white space around it is ignored
   */
  record Basic(Path file) implements RegistryCredentials {
    @Override
    public Optional<String> authorization() {
      byte[] userAndPassword = read(file).getBytes(StandardCharsets.UTF_8);
      return Optional.of("Basic " + Base64.getEncoder().encodeToString(userAndPassword));
    }
  }

  /**
   * A bearer token (RFC 6750).
   *
   * @param file holds the token; white space around it is ignored
   */
  record Bearer(Path file) implements RegistryCredentials {
    @Override
    public Optional<String> authorization() {
      return Optional.of("Bearer " + read(file));
    }
  }

  private static String read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      String text = new String(bytes, StandardCharsets.UTF_8).strip();
      if (bytes.length > MAX_BYTES
          || text.isEmpty()
          || text.chars().anyMatch(Character::isISOControl)) {
        throw new RegistryRefused(
            RegistryRefused.Code.UNAUTHORIZED,
            "Expected one line of credentials in "
                + file
                + ", but it is empty, too large or has several lines: write user:password or the token there");
      }
      return text;
    } catch (IOException e) {
      throw new RegistryRefused(
          RegistryRefused.Code.UNAUTHORIZED,
          "Expected the registry's credentials in "
              + file
              + ", but it cannot be read ("
              + e.getClass().getSimpleName()
              + "): create it, readable for this user only");
    }
  }
}
