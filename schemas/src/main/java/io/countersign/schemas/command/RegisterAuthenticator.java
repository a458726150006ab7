package io.countersign.schemas.command;

import io.countersign.schemas.approval.Authenticator;
import io.countersign.schemas.call.Limits;

/**
 * An approver registers an authenticator for step-up votes.
 *
 * @param subject whose it is
 * @param authenticator the authenticator
 */
public record RegisterAuthenticator(String subject, Authenticator authenticator)
    implements ControlCommand {
  public RegisterAuthenticator {
    subject = Limits.identifier("subject", subject);
  }

  @Override
  public String control() {
    return "authenticator/" + subject + "/" + authenticator.credentialId();
  }
}
