package io.countersign.standalone.roles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Where a running {@code countersign up} can be found, left for the tools beside it in {@code
 * run/endpoints.json} of the data folder, mode 0600.
 *
 * @param pid process that wrote it
 * @param http base URL of the API
 * @param kafka bootstrap servers
 * @param registry base URL of the schema registry
 * @param openSearch base URL of OpenSearch
 */
public record Endpoints(long pid, URI http, String kafka, URI registry, URI openSearch) {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Path file(Path data) {
    return data.resolve("run").resolve("endpoints.json");
  }

  /** Leaves the addresses, replacing those of an earlier run at once and whole. */
  public void write(Path data) throws IOException {
    Path file = file(data);
    Files.createDirectories(data.resolve("run"));
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("pid", pid)
            .put("http", http.toString())
            .put("kafka", kafka)
            .put("registry", registry.toString())
            .put("openSearch", openSearch.toString());
    Path draft =
        Files.createTempFile(
            data.resolve("run"),
            "endpoints.",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(draft, json.toPrettyString() + "\n", StandardCharsets.UTF_8);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The addresses of the instance that runs on this folder; empty when none does. */
  public static Optional<Endpoints> read(Path data) {
    try {
      JsonNode json = JSON.readTree(Files.readString(file(data)));
      Endpoints endpoints =
          new Endpoints(
              json.path("pid").asLong(),
              URI.create(json.path("http").asText()),
              json.path("kafka").asText(),
              URI.create(json.path("registry").asText()),
              URI.create(json.path("openSearch").asText()));
      return ProcessHandle.of(endpoints.pid()).map(ProcessHandle::isAlive).orElse(false)
          ? Optional.of(endpoints)
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Takes the addresses away when the instance stops. */
  public static void remove(Path data) throws IOException {
    Files.deleteIfExists(file(data));
  }
}
