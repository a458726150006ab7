package io.countersign.approvals.state;

import io.countersign.schemas.approval.Approver;
import java.util.List;

/**
 * Who may vote in a tenant, and for whom. One value, because a vote needs all of it.
 *
 * @param roster the roster, in the order of subjects; empty when the tenant keeps none
 * @param delegations delegations in the order of who is away
 * @param authenticators authenticators for step-up votes, in the order of their registration
 * @param standing votes in advance, oldest first
 * @param reviews reviews that are open, oldest first
 */
public record Approvers(
    List<Approver> roster,
    List<Delegation> delegations,
    List<OwnedAuthenticator> authenticators,
    List<StandingGrant> standing,
    List<OpenReview> reviews) {
  public Approvers {
    roster = List.copyOf(roster);
    delegations = List.copyOf(delegations);
    authenticators = List.copyOf(authenticators);
    standing = List.copyOf(standing);
    reviews = List.copyOf(reviews);
  }

  /** Nobody in particular: everybody with an approver's token. */
  public static final Approvers NONE =
      new Approvers(List.of(), List.of(), List.of(), List.of(), List.of());

  /** These with another roster. */
  public Approvers withRoster(List<Approver> changed) {
    return new Approvers(changed, delegations, authenticators, standing, reviews);
  }

  /** These with other delegations. */
  public Approvers withDelegations(List<Delegation> changed) {
    return new Approvers(roster, changed, authenticators, standing, reviews);
  }

  /** These with other authenticators. */
  public Approvers withAuthenticators(List<OwnedAuthenticator> changed) {
    return new Approvers(roster, delegations, changed, standing, reviews);
  }

  /** These with other votes in advance. */
  public Approvers withStanding(List<StandingGrant> changed) {
    return new Approvers(roster, delegations, authenticators, changed, reviews);
  }

  /** These with other open reviews. */
  public Approvers withReviews(List<OpenReview> changed) {
    return new Approvers(roster, delegations, authenticators, standing, changed);
  }
}
