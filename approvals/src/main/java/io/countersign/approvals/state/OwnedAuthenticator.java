package io.countersign.approvals.state;

import io.countersign.schemas.approval.Authenticator;

/**
 * An authenticator of an approver.
 *
 * @param subject whose it is
 * @param authenticator the authenticator
 */
public record OwnedAuthenticator(String subject, Authenticator authenticator) {}
