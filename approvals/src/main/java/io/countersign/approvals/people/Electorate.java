package io.countersign.approvals.people;

import io.countersign.approvals.quorum.Matching;
import io.countersign.approvals.state.Approvers;
import io.countersign.approvals.state.CastBallot;
import io.countersign.approvals.state.Delegated;
import io.countersign.approvals.state.Delegation;
import io.countersign.schemas.approval.Approver;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.control.QuorumSlot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may vote on one approval now, and what their votes count for. Where the tenant keeps a
 * roster, only who is active on it may vote, and only for groups that the roster gives them;
 * elsewhere the groups of the token count.
 */
public final class Electorate {
  private final Approvers approvers;
  private final People people;
  private final Set<String> excluded;
  private final List<QuorumSlot> quorum;

  /** By who votes instead: whose votes they hold now. */
  private final Map<String, List<Delegated>> held;

  /**
   * @param excluded names of those whose vote does not count
   * @param now log time in force
   */
  public Electorate(
      Approvers approvers, List<String> excluded, List<QuorumSlot> quorum, Instant now) {
    this.approvers = approvers;
    this.people = new People(approvers.roster());
    this.excluded = excluded.stream().map(people::one).collect(Collectors.toUnmodifiableSet());
    this.quorum = quorum;
    this.held = held(now);
  }

  private Electorate(Electorate same, List<QuorumSlot> quorum) {
    this.approvers = same.approvers;
    this.people = same.people;
    this.excluded = same.excluded;
    this.held = same.held;
    this.quorum = quorum;
  }

  /** The same people, for another quorum. */
  public Electorate with(List<QuorumSlot> other) {
    return new Electorate(this, other);
  }

  /** Whether somebody may vote. */
  public sealed interface Standing {}

  /**
   * They may.
   *
   * @param groups their own groups that count
   * @param delegated whose votes they hold besides
   */
  public record Eligible(List<String> groups, List<Delegated> delegated) implements Standing {
    public Eligible {
      groups = List.copyOf(groups);
      delegated = List.copyOf(delegated);
    }
  }

  /**
   * They may not.
   *
   * @param code stable code
   * @param message one sentence
   */
  public record Refused(String code, String message) implements Standing {}

  /** Whether a person may vote, with the groups of their token. */
  public Standing standing(Voter voter) {
    if (isExcluded(voter.subject())) {
      return new Refused(
          "SELF_APPROVAL",
          "Expected somebody other than the principal, the owner of the agent, the initiator of the run, the authors of the rules that ask and whom they exclude, but the voter is one of them.");
    }
    List<String> own = ownGroups(voter.subject(), voter.groups());
    List<Delegated> delegated = delegated(voter.subject());
    if (own == null || !fits(own, delegated)) {
      return new Refused(
          "NOT_ELIGIBLE",
          "Expected a member of one of the groups %s, but the voter is in none of them%s."
              .formatted(
                  quorum.stream().map(QuorumSlot::group).toList(),
                  approvers.roster().isEmpty() ? "" : " by the roster of the tenant"));
    }
    return new Eligible(
        wanted(own),
        delegated.stream()
            .map(of -> new Delegated(of.from(), wanted(of.groups())))
            .filter(of -> !of.groups().isEmpty())
            .toList());
  }

  /** Of these groups those that are asked: no others count, however many a token names. */
  private List<String> wanted(List<String> groups) {
    return quorum.stream().map(QuorumSlot::group).filter(groups::contains).distinct().toList();
  }

  private boolean isExcluded(String name) {
    return excluded.contains(people.one(name));
  }

  /** The groups of a person that count; null when they may not vote at all. */
  private @Nullable List<String> ownGroups(String subject, Collection<String> named) {
    if (approvers.roster().isEmpty()) {
      return List.copyOf(named);
    }
    Approver entry = people.entry(subject);
    return entry == null || !entry.active()
        ? null
        : named.stream().filter(entry.groups()::contains).toList();
  }

  /** Who lets this person vote in their place now. */
  private List<Delegated> delegated(String subject) {
    return held.getOrDefault(people.one(subject), List.of());
  }

  private Map<String, List<Delegated>> held(Instant now) {
    Map<String, List<Delegated>> byHolder = new HashMap<>();
    for (Delegation delegation : approvers.delegations()) {
      authority(delegation, now)
          .ifPresent(
              of ->
                  byHolder
                      .computeIfAbsent(people.one(delegation.to()), to -> new ArrayList<>())
                      .add(of));
    }
    return byHolder;
  }

  /** What a delegation is worth now; nothing when who is away could not vote themselves. */
  private Optional<Delegated> authority(Delegation delegation, Instant now) {
    String from = delegation.from().subject();
    if (!now.isBefore(delegation.until()) || isExcluded(from)) {
      return Optional.empty();
    }
    List<String> groups = ownGroups(from, delegation.from().groups());
    return groups == null ? Optional.empty() : Optional.of(new Delegated(from, groups));
  }

  private boolean fits(List<String> groups, List<Delegated> delegated) {
    return quorum.stream()
        .map(QuorumSlot::group)
        .anyMatch(
            group ->
                group.equals(Matching.ANYBODY)
                    || groups.contains(group)
                    || delegated.stream().anyMatch(held -> held.groups().contains(group)));
  }

  /**
   * How the votes of one kind fill the quorum, each counted only if its voter may still vote: the
   * groups are those of the moment of the vote, as far as the roster still gives them.
   */
  public Matching match(List<CastBallot> votes, Ballot ballot) {
    return Matching.of(
        quorum,
        votes.stream()
            .filter(vote -> vote.ballot() == ballot)
            .flatMap(vote -> counted(vote, votes).stream())
            .toList());
  }

  /** How many people still count who cast a vote of one kind. */
  public int count(List<CastBallot> votes, Ballot ballot) {
    return (int)
        votes.stream()
            .filter(vote -> vote.ballot() == ballot && counted(vote, votes).isPresent())
            .map(vote -> people.one(vote.subject()))
            .distinct()
            .count();
  }

  /**
   * A vote as it counts now. Two votes may have been one person's all along: the roster tells that
   * later, too. Who votes, even against, has nobody vote in their place.
   */
  private Optional<Matching.Vote> counted(CastBallot vote, List<CastBallot> all) {
    if (!(standing(new Voter(vote.subject(), vote.groups())) instanceof Eligible eligible)) {
      return Optional.empty();
    }
    Map<String, Set<String>> delegated = new TreeMap<>();
    for (Delegated then : vote.delegated()) {
      String from = people.one(then.from());
      if (vote(from, all).isPresent()) {
        continue;
      }
      // Both then and now: a delegation that has ended since counts no more.
      eligible.delegated().stream()
          .filter(still -> people.one(still.from()).equals(from))
          .findFirst()
          .ifPresent(
              still -> {
                Set<String> groups = new HashSet<>(then.groups());
                groups.retainAll(still.groups());
                delegated.put(from, groups);
              });
    }
    String subject =
        vote(people.one(vote.subject()), all).map(CastBallot::subject).orElse(vote.subject());
    return Optional.of(new Matching.Vote(subject, Set.copyOf(eligible.groups()), delegated));
  }

  /** The first vote of a person. */
  private Optional<CastBallot> vote(String person, List<CastBallot> all) {
    return all.stream().filter(vote -> people.one(vote.subject()).equals(person)).findFirst();
  }

  /**
   * Whether the quorum can be met by people of the roster at all. Without a roster nobody knows,
   * and this is true.
   */
  public boolean canBeMet() {
    if (approvers.roster().isEmpty()) {
      return true;
    }
    List<Matching.Vote> everybody = new ArrayList<>();
    for (Approver person : approvers.roster()) {
      if (standing(new Voter(person.subject(), person.groups())) instanceof Eligible eligible) {
        everybody.add(new Matching.Vote(person.subject(), Set.copyOf(eligible.groups()), Map.of()));
      }
    }
    return Matching.of(quorum, everybody).isComplete();
  }
}
