package io.countersign.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/** Signs grants as Countersign does, and publishes the key. */
public final class PlayedGrants {

  public static final String GATEWAY = "gateway-1";

  private static final JsonMapper JSON = new JsonMapper();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final int KEY_BYTES = 32;

  private final KeyPair keys;
  private final String keyId;

  public PlayedGrants(String keyId) {
    this.keyId = keyId;
    try {
      this.keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException error) {
      throw new AssertionError("every JDK has Ed25519", error);
    }
  }

  /** The key set that Countersign publishes. */
  public JsonNode keySet() {
    byte[] encoded = keys.getPublic().getEncoded();
    byte[] key = Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
    ObjectNode set = JSON.createObjectNode();
    set.putArray("keys")
        .addObject()
        .put("kty", "OKP")
        .put("crv", "Ed25519")
        .put("use", "sig")
        .put("alg", "EdDSA")
        .put("kid", keyId)
        .put("x", BASE64.encodeToString(key));
    return set;
  }

  public ObjectNode header() {
    return JSON.createObjectNode()
        .put("alg", "EdDSA")
        .put("typ", "countersign-grant+jwt")
        .put("kid", keyId);
  }

  /** The claims of a good grant. */
  public static ObjectNode claims(
      String callId, String claimId, String actionDigest, Instant now, long seconds) {
    ObjectNode claims = JSON.createObjectNode().put("iss", "countersign").put("aud", GATEWAY);
    claims.put("sub", callId).put("jti", claimId);
    claims.put("iat", now.getEpochSecond()).put("nbf", now.getEpochSecond());
    claims.put("exp", now.getEpochSecond() + seconds);
    claims
        .putObject("cs")
        .put("tenant", "acme")
        .put("approval_id", callId)
        .put("call_id", callId)
        .put("claim_mode", "offline")
        .put("uses", 1)
        .put("action_sha256", actionDigest.replaceFirst("^sha256:", ""))
        .put("c14n", "jcs-strict-1");
    return claims;
  }

  public String sign(JsonNode header, JsonNode claims) {
    String signed = part(header) + "." + part(claims);
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(keys.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException error) {
      throw new AssertionError("the key was just made", error);
    }
  }

  private static String part(JsonNode json) {
    return BASE64.encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
  }
}
