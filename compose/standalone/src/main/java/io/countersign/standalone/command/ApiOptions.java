package io.countersign.standalone.command;

import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.standalone.client.ApiClient;
import io.countersign.standalone.config.Configuration;
import io.countersign.standalone.roles.CannotStart;
import io.countersign.standalone.roles.Endpoints;
import io.countersign.standalone.roles.SecretKeys;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The options by which a command finds the HTTP API and says who asks. On the machine of a running
 * {@code countersign up} none is needed: its address and the key of its issuer lie in the data
 * folder.
 */
final class ApiOptions {
  private static final URI USUAL = URI.create("http://localhost:8080");
  private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(15);
  private static final Duration PATIENCE = Duration.ofSeconds(75);
  private static final int MOST_TOKEN_BYTES = 64 * 1024;

  @Mixin private Setup setup = new Setup();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "Base URL of Countersign (default: that of the `up` on the data folder; with --token-file http://localhost:8080).")
  private @Nullable URI url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "File with a bearer token (default: a short-lived one of the issuer of the `up` on the data folder).")
  private @Nullable Path tokenFile;

  @Option(
      names = "--tenant",
      paramLabel = "TENANT",
      description = "Whose controls; may be left out where the token of --token-file has only one.")
  private @Nullable String tenant;

  /** The tenant, when one was named. */
  Optional<String> tenant() {
    return Optional.ofNullable(tenant);
  }

  /** The tenant for people. */
  String tenantTold() {
    return tenant == null ? "the tenant of the token" : "tenant " + tenant;
  }

  /** A client for one tenant. */
  ApiClient forTenant(Role role) throws Exception {
    if (tenant == null && tokenFile == null) {
      throw new CannotStart(
          "Expected --tenant, or --token-file with a token of one tenant, but there is neither.");
    }
    return client(role, tenant == null ? "" : tenant);
  }

  /** A client for the whole installation. */
  ApiClient forPlatform() throws Exception {
    return client(Role.ADMIN, Caller.ALL_TENANTS);
  }

  private ApiClient client(Role role, String whose) throws Exception {
    if (tokenFile != null) {
      return new ApiClient(url == null ? USUAL : url, token(tokenFile), PATIENCE);
    }
    Configuration configuration = setup.read();
    Endpoints up =
        Endpoints.read(configuration.data())
            .orElseThrow(
                () ->
                    new CannotStart(
                        "Expected --token-file, or `countersign up` to run on the data folder %s, but there is neither."
                            .formatted(configuration.data())));
    String subject = "cli-" + System.getProperty("user.name", "unknown");
    try {
      String token =
          new SecretKeys(configuration)
              .issuer()
              .issue(subject, Set.of(role), Set.of(whose), Set.of(), TOKEN_LIFETIME, Instant.now());
      return new ApiClient(url == null ? up.http() : url, token, PATIENCE);
    } catch (IllegalArgumentException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  private static String token(Path file) throws CannotStart {
    try (InputStream in = Files.newInputStream(file)) {
      String token = new String(in.readNBytes(MOST_TOKEN_BYTES), StandardCharsets.US_ASCII).strip();
      if (!token.matches("[A-Za-z0-9._~+/=-]+")) {
        throw new CannotStart("Expected a bearer token in %s, but there is none.".formatted(file));
      }
      return token;
    } catch (IOException e) {
      throw new CannotStart("Expected a token file that can be read, but: %s".formatted(e), e);
    }
  }
}
