package io.countersign.schemas.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.countersign.schemas.digest.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Signs grants: JWTs (RFC 7519) of type {@code countersign-grant+jwt} with Ed25519 keys (RFC 8037),
 * which anybody can verify by the published keys. Safe for several threads.
 *
 * <p>The keys are in a folder, each in a file that only its owner can read: the current one signs,
 * the next one is published already, and a retired one is published while its grants may be in use.
 * {@link #rotate} takes the next step; running processes notice within {@link #READ_AGAIN}.
 */
public final class GrantIssuer {
  /** The {@code iss} of each grant. */
  public static final String ISSUER = "countersign";

  /** The {@code typ} of each grant. */
  public static final String TYPE = "countersign-grant+jwt";

  /** How the action was written before its digest was taken. */
  static final String CANONICAL_FORM = "jcs-strict-1";

  /** How long a process goes on with the keys that it has read. */
  public static final Duration READ_AGAIN = Duration.ofSeconds(30);

  private final Path folder;
  private final InstantSource clock;
  private volatile Read read;

  private record Read(GrantKeys keys, Instant at) {}

  private GrantIssuer(Path folder, InstantSource clock, Read read) {
    this.folder = folder;
    this.clock = clock;
    this.read = read;
  }

  /**
   * The issuer whose keys are in this folder; what is missing is made, with mode 0600.
   *
   * @throws IOException when a file can not be read or made, holds no such key, or others than its
   *     owner have access to it
   */
  public static GrantIssuer open(Path folder, InstantSource clock) throws IOException {
    Instant now = clock.instant();
    return new GrantIssuer(folder, clock, new Read(GrantKeys.read(folder, now), now));
  }

  /**
   * Makes the next key of the folder the current one, and a new key the next one.
   *
   * @throws IOException when a file can not be read or written, or when the next key has not been
   *     published for long enough that every verifier has read it
   */
  public static void rotate(Path folder, Instant now) throws IOException {
    GrantKeys.rotate(folder, now);
  }

  /** A signed grant, in the compact serialization. */
  public String issue(Grant grant) {
    var key = keys().current();
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.EdDSA)
            .type(new JOSEObjectType(TYPE))
            .keyID(key.getKeyID())
            .build();
    SignedJWT token = new SignedJWT(header, claims(grant));
    try {
      token.sign(new Ed25519Signer(key));
    } catch (JOSEException e) {
      throw new AssertionError("An Ed25519 key signs", e);
    }
    return token.serialize();
  }

  /** The public keys as a JWK set (RFC 7517), to publish. */
  public String publicJwks() {
    return keys().jwks();
  }

  private GrantKeys keys() {
    Read last = read;
    Instant now = clock.instant();
    if (now.isBefore(last.at().plus(READ_AGAIN))) {
      return last.keys();
    }
    GrantKeys keys = last.keys();
    try {
      keys = GrantKeys.read(folder, now);
    } catch (IOException e) {
      // What was read before still holds: a rotation waits until the folder can be read again.
    }
    read = new Read(keys, now);
    return keys;
  }

  private static JWTClaimsSet claims(Grant grant) {
    Map<String, Object> ledger = new LinkedHashMap<>();
    ledger.put("ledger", grant.ledger());
    ledger.put("position", grant.position());
    Map<String, Object> cs = new LinkedHashMap<>();
    cs.put("tenant", grant.tenant());
    cs.put("approval_id", grant.approvalId().toString());
    cs.put("call_id", grant.callId().toString());
    cs.put("claim_mode", grant.mode().name().toLowerCase(Locale.ROOT));
    cs.put("uses", 1);
    cs.put("server", grant.server());
    cs.put("tool", grant.tool());
    if (grant.schemaDigest() != null) {
      cs.put("schema_sha256", hex(grant.schemaDigest()));
    }
    cs.put("action_sha256", hex(grant.actionDigest()));
    cs.put("c14n", CANONICAL_FORM);
    if (grant.environment() != null) {
      cs.put("env", grant.environment());
    }
    cs.put("ledger", ledger);
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience(grant.gateway())
        .subject(grant.callId().toString())
        .jwtID(grant.id().toString())
        .issueTime(Date.from(grant.issuedAt()))
        .notBeforeTime(Date.from(grant.issuedAt()))
        .expirationTime(Date.from(grant.expiresAt()))
        .claim("cs", cs)
        .build();
  }

  private static String hex(Digest digest) {
    return HexFormat.of().formatHex(digest.bytes());
  }
}
