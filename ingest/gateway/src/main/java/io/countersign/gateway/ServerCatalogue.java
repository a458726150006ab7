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
 *
 * <p>A session has one of its own, because servers may show each client other tools. A session that
 * was shown nothing, such as each request of a server without sessions, takes what the server
 * showed anybody last.
 */
public final class ServerCatalogue {

  /** More tools than this are not remembered; their calls are asked for without a schema digest. */
  private static final int MAX_TOOLS = 10_000;

  private final @Nullable ServerCatalogue everybody;
  private final ConcurrentMap<String, String> schemaDigests = new ConcurrentHashMap<>();
  private volatile @Nullable JsonNode serverInfo;
  private volatile boolean listed;

  /** What the server says to all of its clients. */
  public ServerCatalogue() {
    this.everybody = null;
  }

  private ServerCatalogue(ServerCatalogue everybody) {
    this.everybody = everybody;
  }

  /** What the server says to one session; what it says there is also taken up here. */
  ServerCatalogue ofSession() {
    return new ServerCatalogue(this);
  }

  /** Takes {@code serverInfo} of an initialize (or discover) result. */
  void serverInfo(JsonNode info) {
    if (info.path("name").isTextual()) {
      serverInfo = info;
      if (everybody != null) {
        everybody.serverInfo(info);
      }
    }
  }

  /** Takes the tools of one page of a {@code tools/list} result. */
  void tools(JsonNode tools) {
    listed = true;
    for (JsonNode tool : tools) {
      String toolName = tool.path("name").asText("");
      if (!toolName.isEmpty()) {
        tool(toolName, schemaDigest(tool.path("inputSchema")));
      }
    }
  }

  private void tool(String toolName, Optional<String> digest) {
    if (digest.isEmpty()) {
      schemaDigests.remove(toolName);
    } else if (schemaDigests.size() < MAX_TOOLS || schemaDigests.containsKey(toolName)) {
      schemaDigests.put(toolName, digest.get());
    }
    if (everybody != null) {
      everybody.tool(toolName, digest);
    }
  }

  @Nullable String name() {
    return said("name");
  }

  @Nullable String version() {
    return said("version");
  }

  private @Nullable String said(String key) {
    @Nullable JsonNode info = serverInfo;
    if (info != null) {
      return info.path(key).textValue();
    }
    return everybody == null ? null : everybody.said(key);
  }

  /** The digest of the tool's schema as last shown here, absent when the tool was not shown. */
  @Nullable String digestOf(String toolName) {
    return listed || everybody == null ? schemaDigests.get(toolName) : everybody.digestOf(toolName);
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
