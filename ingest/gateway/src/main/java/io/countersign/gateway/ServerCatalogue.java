package io.countersign.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonRefused;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.json.StrictJson;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What the server said about itself and its tools, as sent along with each call. Claims:
 * Countersign compares them with its catalogue and permits nothing because of them.
 */
public final class ServerCatalogue {

  /** More tools than this are not remembered; their calls are asked for without a schema digest. */
  private static final int MAX_TOOLS = 10_000;

  private final ConcurrentMap<String, String> schemaDigests = new ConcurrentHashMap<>();
  private volatile @Nullable String name;
  private volatile @Nullable String version;

  /** Takes {@code serverInfo} of an initialize (or discover) result. */
  void serverInfo(JsonNode info) {
    if (info.path("name").isTextual()) {
      name = info.path("name").textValue();
      version = info.path("version").textValue();
    }
  }

  /** Takes the tools of one page of a {@code tools/list} result. */
  void tools(JsonNode tools) {
    for (JsonNode tool : tools) {
      String toolName = tool.path("name").asText("");
      if (toolName.isEmpty()) {
        continue;
      }
      Optional<String> digest = schemaDigest(tool.path("inputSchema"));
      if (digest.isEmpty()) {
        schemaDigests.remove(toolName);
      } else if (schemaDigests.size() < MAX_TOOLS || schemaDigests.containsKey(toolName)) {
        schemaDigests.put(toolName, digest.get());
      }
    }
  }

  @Nullable String name() {
    return name;
  }

  @Nullable String version() {
    return version;
  }

  @Nullable String digestOf(String toolName) {
    return schemaDigests.get(toolName);
  }

  /**
   * The digest of the schema's canonical JSON (RFC 8785); empty when strict reading refuses it, as
   * ingest would refuse to register it.
   */
  private static Optional<String> schemaDigest(JsonNode inputSchema) {
    if (!inputSchema.isObject()) {
      return Optional.empty();
    }
    try {
      JsonValue schema = StrictJson.parse(JsonRpc.bytes(inputSchema));
      return Optional.of(Digest.sha256(CanonicalJson.bytes(schema)).text());
    } catch (JsonRefused refused) {
      return Optional.empty();
    }
  }
}
