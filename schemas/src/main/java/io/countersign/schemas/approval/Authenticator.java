package io.countersign.schemas.approval;

import io.countersign.schemas.call.Limits;

/**
 * A WebAuthn credential of an approver.
 *
 * @param credentialId id of the credential, base64url without padding
 * @param publicKey its public key as a COSE key (RFC 9052), base64url without padding
 * @param relyingParty relying party id that it was made for, such as countersign.acme.example
 * @param origin origin of the pages that it was made on, such as https://countersign.acme.example
 * @param name what its owner calls it
 */
public record Authenticator(
    String credentialId, String publicKey, String relyingParty, String origin, String name) {
  public Authenticator {
    publicKey = Limits.text("publicKey", publicKey);
    credentialId = Limits.identifier("credentialId", credentialId);
    relyingParty = Limits.identifier("relyingParty", relyingParty);
    origin = Limits.identifier("origin", origin);
    name = Limits.identifier("name", name);
  }
}
