package io.countersign.schemas.approval;

import io.countersign.schemas.call.Limits;

/**
 * What an authenticator signed for a vote (WebAuthn Level 2, section 7.2). Binary parts are
 * base64url without padding.
 *
 * @param credentialId the credential that signed
 * @param authenticatorData authenticator data
 * @param clientData the JSON text of the client data; its challenge is that of the vote
 * @param signature signature over the authenticator data and the digest of the client data
 */
public record Assertion(
    String credentialId, String authenticatorData, String clientData, String signature) {
  public Assertion {
    credentialId = Limits.text("credentialId", credentialId);
    authenticatorData = Limits.text("authenticatorData", authenticatorData);
    clientData = Limits.text("clientData", clientData);
    signature = Limits.text("signature", signature);
  }
}
