package io.countersign.schemas.event;

/**
 * An authenticator of an approver is not trusted any more.
 *
 * @param subject whose it is
 * @param credentialId id of the credential, base64url without padding
 * @param reason why
 * @param by who removed it
 */
public record AuthenticatorRemoved(String subject, String credentialId, String reason, String by)
    implements ControlEvent {
  @Override
  public EventCode code() {
    return EventCode.CS3111I;
  }

  @Override
  public String control() {
    return "authenticator/" + subject + "/" + credentialId;
  }

  @Override
  public String told() {
    return "%s of %s: %s".formatted(credentialId, subject, reason);
  }
}
