package io.countersign.schemas.event;

import io.countersign.schemas.approval.Authenticator;

/**
 * An approver can make step-up votes with an authenticator.
 *
 * @param subject whose it is
 * @param authenticator the authenticator
 */
public record AuthenticatorRegistered(String subject, Authenticator authenticator)
    implements ControlEvent {
  @Override
  public EventCode code() {
    return EventCode.CS3110I;
  }

  @Override
  public String control() {
    return "authenticator/" + subject + "/" + authenticator.credentialId();
  }

  @Override
  public String told() {
    return "%s of %s".formatted(authenticator.name(), subject);
  }
}
