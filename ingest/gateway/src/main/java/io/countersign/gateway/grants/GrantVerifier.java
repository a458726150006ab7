package io.countersign.gateway.grants;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Checks a grant: a compact JWS (RFC 7515, section 3.1) signed with Ed25519 (RFC 8037), by the
 * advice of RFC 8725: one algorithm, one type, nothing critical, issuer, audience, times, and every
 * claim that binds it to this one call.
 */
final class GrantVerifier {

  static final String TYPE = "countersign-grant+jwt";

  private static final String ISSUER = "countersign";
  private static final int MAX_CHARS = 16 * 1024;

  /** How far the clocks of Countersign and gateway may differ. */
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  /** The same for its end, where a slow clock of the gateway would prolong it. */
  private static final Duration END_LEEWAY = Duration.ofSeconds(5);

  /** The year 9999, after which times no longer have four digits. */
  private static final long LAST_SECOND = 253_402_300_800L;

  private final JsonMapper json =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final GrantKeys keys;
  private final String gatewayId;
  private final InstantSource clock;

  GrantVerifier(GrantKeys keys, String gatewayId, InstantSource clock) {
    this.keys = keys;
    this.gatewayId = gatewayId;
    this.clock = clock;
  }

  /**
   * Checks that {@code grant} is for this call.
   *
   * @return when it ends
   * @throws GrantRefused when anything about it is not as it must be
   */
  Instant verify(String grant, OfflineGrants.Expected expected) throws GrantRefused {
    String[] parts = grant.split("\\.", -1);
    if (parts.length != 3 || grant.length() > MAX_CHARS) {
      throw new GrantRefused("Expected the grant to be a compact JWS, but it is none.");
    }
    JsonNode header = part(parts[0]);
    require("alg", "EdDSA", header);
    require("typ", TYPE, header);
    if (header.has("crit") || header.has("b64")) {
      throw new GrantRefused("Expected a grant without critical headers, but it has one.");
    }
    @Nullable PublicKey key = keys.find(header.path("kid").asText(""));
    if (key == null) {
      throw new GrantRefused("Expected the grant's key to be published, but it is not.");
    }
    if (!isSigned(parts, key)) {
      throw new GrantRefused("Expected the grant's signature to be valid, but it is not.");
    }
    JsonNode claims = part(parts[1]);
    require("iss", ISSUER, claims);
    requireAudience(claims.path("aud"));
    require("sub", expected.callId(), claims);
    require("jti", expected.claimId(), claims);
    requireAction(claims.path("cs"), expected);
    return end(claims);
  }

  private static void requireAction(JsonNode action, OfflineGrants.Expected expected)
      throws GrantRefused {
    require("tenant", expected.tenant(), action);
    require("call_id", expected.callId(), action);
    require("claim_mode", "offline", action);
    require("uses", "1", action);
    require("c14n", "jcs-strict-1", action);
    // Digests inside a grant are plain hex.
    require("action_sha256", expected.actionDigest().replaceFirst("^sha256:", ""), action);
  }

  private static void require(String name, String expected, JsonNode in) throws GrantRefused {
    if (!in.path(name).asText("").equals(expected)) {
      throw new GrantRefused(
          "Expected the grant's %s to be that of this call, but it is another.".formatted(name));
    }
  }

  private void requireAudience(JsonNode audience) throws GrantRefused {
    // One gateway only: what two may use could be used twice.
    boolean own =
        audience.isArray()
            ? audience.size() == 1 && audience.get(0).asText("").equals(gatewayId)
            : audience.asText("").equals(gatewayId);
    if (!own) {
      throw new GrantRefused("Expected the grant to be for this gateway alone, but it is not.");
    }
  }

  private Instant end(JsonNode claims) throws GrantRefused {
    Instant end = time(claims, "exp");
    Instant start = time(claims, "nbf");
    Instant issued = time(claims, "iat");
    Instant now = clock.instant();
    if (!now.isBefore(end.plus(END_LEEWAY))) {
      throw new GrantRefused("Expected the grant to be still valid, but it has expired.");
    }
    if (now.plus(LEEWAY).isBefore(start) || now.plus(LEEWAY).isBefore(issued)) {
      throw new GrantRefused("Expected the grant to be valid already, but it is not yet.");
    }
    return end;
  }

  private static Instant time(JsonNode claims, String name) throws GrantRefused {
    JsonNode seconds = claims.path(name);
    boolean fine =
        seconds.isIntegralNumber()
            && seconds.canConvertToLong()
            && seconds.longValue() >= 0
            && seconds.longValue() < LAST_SECOND;
    if (!fine) {
      throw new GrantRefused(
          "Expected the grant's %s to be a time in seconds, but it is not.".formatted(name));
    }
    return Instant.ofEpochSecond(seconds.longValue());
  }

  private JsonNode part(String encoded) throws GrantRefused {
    try {
      return json.readTree(Base64.getUrlDecoder().decode(encoded));
    } catch (IOException | IllegalArgumentException malformed) {
      throw new GrantRefused("Expected the grant to hold JSON in base64url, but it does not.");
    }
  }

  private static boolean isSigned(String[] parts, PublicKey key) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(key);
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    } catch (GeneralSecurityException | IllegalArgumentException invalid) {
      return false;
    }
  }
}
