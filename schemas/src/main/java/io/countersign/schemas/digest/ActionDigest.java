package io.countersign.schemas.digest;

import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The digest of one exact action: what an approval is bound to and a claim repeats. {@code
 * SHA-256("countersign/action/v1\n" || canonical JSON of {tenant, environment, server, tool,
 * schemaDigest, arguments})}. All six members are always there; what is absent is JSON {@code
 * null}. Hashing the arguments alone would let an approval for one tool be spent on another.
 * Vectors for other languages: {@code vectors/action-digest.json}.
 */
public final class ActionDigest {

  private static final byte[] DOMAIN =
      "countersign/action/v1\n".getBytes(StandardCharsets.US_ASCII);

  private ActionDigest() {}

  /**
   * The digest of calling {@code tool} of {@code server} with {@code arguments}.
   *
   * @param environment for example {@code prod}, or null when the caller named none
   * @param schemaDigest digest of the tool's definition the caller saw, or null
   * @param arguments {@link JsonNull} when the call has none; not the same as an empty object
   */
  public static Digest of(
      String tenant,
      @Nullable String environment,
      String server,
      String tool,
      @Nullable Digest schemaDigest,
      JsonValue arguments) {
    JsonObject action =
        JsonObject.builder()
            .put("tenant", tenant)
            .put("environment", orNull(environment))
            .put("server", server)
            .put("tool", tool)
            .put("schemaDigest", orNull(schemaDigest == null ? null : schemaDigest.text()))
            .put("arguments", arguments)
            .build();
    return Digest.sha256(DOMAIN, CanonicalJson.bytes(action));
  }

  private static JsonValue orNull(@Nullable String text) {
    return text == null ? JsonNull.NULL : new JsonString(text);
  }
}
