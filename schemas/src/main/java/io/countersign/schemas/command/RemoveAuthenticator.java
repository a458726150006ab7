package io.countersign.schemas.command;

import io.countersign.schemas.call.Limits;

/**
 * An authenticator of an approver is not to be trusted any more.
 *
 * @param subject whose it is
 * @param credentialId id of the credential, base64url without padding
 * @param reason why
 * @param by who removes it
 */
public record RemoveAuthenticator(String subject, String credentialId, String reason, String by)
    implements ControlCommand {
  public RemoveAuthenticator {
    subject = Limits.identifier("subject", subject);
    credentialId = Limits.identifier("credentialId", credentialId);
    by = Limits.identifier("by", by);
    reason = Limits.reason(reason);
  }

  @Override
  public String control() {
    return "authenticator/" + subject + "/" + credentialId;
  }
}
