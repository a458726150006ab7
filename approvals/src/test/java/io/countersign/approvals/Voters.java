package io.countersign.approvals;

import io.countersign.schemas.approval.Approver;
import io.countersign.schemas.event.ApproverRemoved;
import io.countersign.schemas.event.ApproverSet;
import io.countersign.schemas.event.DelegationEnded;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.VoteCast;
import io.countersign.schemas.event.VotesDelegated;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who may vote, from the events alone and as plainly as it can be said. */
final class Voters {
  private final List<Approver> roster = new ArrayList<>();
  private final List<VotesDelegated> delegations = new ArrayList<>();

  void look(EventEnvelope event) {
    switch (event.body()) {
      case ApproverSet of -> {
        roster.removeIf(other -> plain(other.subject()).equals(plain(of.approver().subject())));
        roster.add(of.approver());
      }
      case ApproverRemoved of ->
          roster.removeIf(other -> plain(other.subject()).equals(plain(of.approver().subject())));
      case VotesDelegated of -> {
        delegations.removeIf(
            other -> plain(other.from().subject()).equals(plain(of.from().subject())));
        delegations.add(of);
      }
      case DelegationEnded of ->
          delegations.removeIf(other -> plain(other.from().subject()).equals(plain(of.from())));
      default -> {}
    }
  }

  /** One name for each person. */
  String person(String name) {
    Approver entry = entry(name);
    return plain(entry == null ? name : entry.subject());
  }

  boolean isOneOf(Collection<String> names, String name) {
    return names.stream().anyMatch(other -> person(other).equals(person(name)));
  }

  /** Whether somebody may vote with these groups by the roster, when there is one. */
  boolean may(String name, Collection<String> groups) {
    Approver entry = entry(name);
    return roster.isEmpty()
        || (entry != null && entry.active() && entry.groups().containsAll(groups));
  }

  /** Whether somebody may vote in the place of another now. */
  boolean holds(String name, String from, Instant now) {
    return delegations.stream()
        .anyMatch(
            of ->
                person(of.from().subject()).equals(person(from))
                    && person(of.to()).equals(person(name))
                    && now.isBefore(of.until()));
  }

  /** Whether somebody hands over the vote of a group that they have. */
  boolean delegates(String from, String group) {
    return may(from, List.of(group))
        && delegations.stream()
            .anyMatch(
                of ->
                    person(of.from().subject()).equals(person(from))
                        && of.from().groups().contains(group));
  }

  /** The first vote of a person that stands. */
  @Nullable VoteCast of(Map<String, VoteCast> votes, String name) {
    for (VoteCast vote : votes.values()) {
      if (person(vote.voter().subject()).equals(person(name))) {
        return vote;
      }
    }
    return null;
  }

  /** Puts a vote in the place of the same person's. */
  void replace(Map<String, VoteCast> votes, VoteCast vote) {
    VoteCast before = of(votes, vote.voter().subject());
    votes.put(before == null ? vote.voter().subject() : before.voter().subject(), vote);
  }

  private @Nullable Approver entry(String name) {
    for (Approver approver : roster) {
      if (plain(approver.subject()).equals(plain(name))
          || approver.aliases().stream().anyMatch(alias -> plain(alias).equals(plain(name)))) {
        return approver;
      }
    }
    return null;
  }

  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }
}
