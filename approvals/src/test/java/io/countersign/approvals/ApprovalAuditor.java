package io.countersign.approvals;

import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.approval.Seat;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.QuorumSlot;
import io.countersign.schemas.control.RuleEffect;
import io.countersign.schemas.control.RuleMatch;
import io.countersign.schemas.control.SettlementBasis;
import io.countersign.schemas.control.TenantSettings;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.ApprovalClosed;
import io.countersign.schemas.event.ApprovalEscalated;
import io.countersign.schemas.event.ApprovalEvent;
import io.countersign.schemas.event.ApprovalGranted;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.BrakeReleased;
import io.countersign.schemas.event.BreakGlassInvoked;
import io.countersign.schemas.event.BreakGlassOverdue;
import io.countersign.schemas.event.BreakGlassReviewed;
import io.countersign.schemas.event.CallConfirmed;
import io.countersign.schemas.event.ChangeRequested;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.GrantClaimed;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.NotificationRecorded;
import io.countersign.schemas.event.OutcomeReconciled;
import io.countersign.schemas.event.PolicyPublished;
import io.countersign.schemas.event.PolicyWithdrawn;
import io.countersign.schemas.event.ReservationSettled;
import io.countersign.schemas.event.StandingGrantClosed;
import io.countersign.schemas.event.StandingGrantCreated;
import io.countersign.schemas.event.TenantConfigured;
import io.countersign.schemas.event.VoteCast;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes from the events alone what approvals should have let pass, and says where the record
 * does not agree. Knows the engine's code as little as an auditor does.
 */
final class ApprovalAuditor {
  /** An approval as far as its events tell. */
  private static final class Told {
    final @Nullable UUID callId;
    final Digest action;
    final Digest preview;
    final ApprovalTerms terms;
    final Set<String> excluded;
    final String gateway;
    final @Nullable Risk risk;
    final @Nullable ToolReference tool;
    final @Nullable String environment;
    Instant expiresAt;
    ApprovalState state = ApprovalState.PENDING;

    /** Votes by who cast them; later ones replace earlier ones. */
    final Map<String, VoteCast> votes = new LinkedHashMap<>();

    Told(ApprovalRequested of) {
      this.callId = of.callId();
      this.action = of.actionDigest();
      this.preview = of.previewDigest();
      this.terms = of.terms();
      this.excluded = Set.copyOf(of.excluded());
      this.gateway = of.gateway();
      this.risk = of.risk();
      this.tool = of.tool();
      this.environment = of.environment();
      this.expiresAt = of.expiresAt();
    }

    Told(ChangeRequested of) {
      this.callId = null;
      this.action = of.changeDigest();
      this.preview = of.previewDigest();
      this.terms = of.terms();
      this.excluded = Set.copyOf(of.excluded());
      this.gateway = of.by();
      this.risk = null;
      this.tool = null;
      this.environment = null;
      this.expiresAt = of.expiresAt();
    }
  }

  /** What a claim reserved, and whether it was settled. */
  private record Claimed(boolean reserved, List<SettlementBasis> settled) {}

  private final Voters voters = new Voters();
  private final Map<UUID, Told> approvals = new HashMap<>();
  private final Map<UUID, Claimed> claims = new HashMap<>();
  private final Map<UUID, BrakeEngaged> tenantBrakes = new HashMap<>();
  private final Map<UUID, BrakeEngaged> platformBrakes = new HashMap<>();
  private final Map<String, PolicyPublished> policies = new HashMap<>();
  private final Map<UUID, StandingGrantCreated> standing = new HashMap<>();
  private final Map<UUID, Integer> uses = new HashMap<>();
  private final Map<String, Integer> seen = new TreeMap<>();
  private TenantSettings settings = TenantSettings.DEFAULT;

  /** Looks at the events of one command. */
  void look(List<EventEnvelope> given) {
    boolean changeMade =
        given.stream()
            .anyMatch(event -> event.body() instanceof ApprovalGranted of && of.callId() == null);
    for (int at = 0; at < given.size(); at++) {
      EventEnvelope event = given.get(at);
      voters.look(event);
      switch (event.body()) {
        case ApprovalRequested of -> requested(of, given, at);
        case ChangeRequested of -> begin(of.approvalId(), new Told(of), of.excluded());
        case ApprovalEvent of -> about(event, of, given, at);
        case ReservationSettled of -> {
          Claimed claimed = claims.get(of.callId());
          if (claimed != null) {
            claimed.settled().add(of.basis());
          }
        }
        case OutcomeReconciled of -> count("reconciled");
        default -> control(event, changeMade);
      }
    }
  }

  private void control(EventEnvelope event, boolean changeMade) {
    boolean platform = event.tenant().equals(CommandEnvelope.PLATFORM);
    switch (event.body()) {
      case TenantConfigured of -> settings = of.settings();
      case PolicyPublished of -> {
        check(changeMade || !settings.policyNeedsApproval(), "a policy waits for people");
        policies.put(of.name(), of);
      }
      case PolicyWithdrawn of -> {
        check(changeMade || !settings.policyNeedsApproval(), "a policy waits for people");
        policies.remove(of.name());
      }
      case BrakeEngaged of -> (platform ? platformBrakes : tenantBrakes).put(of.brakeId(), of);
      case BrakeReleased of -> {
        BrakeEngaged brake = (platform ? platformBrakes : tenantBrakes).remove(of.brakeId());
        check(
            platform
                || changeMade
                || !settings.releaseNeedsApproval()
                || brake == null
                || brake.kind() != BrakeKind.KILL,
            "the release of a kill switch waits for people");
      }
      case StandingGrantCreated of -> {
        standing.put(of.grantId(), of);
        uses.put(of.grantId(), 0);
      }
      case StandingGrantClosed of -> standing.remove(of.grantId());
      default -> {}
    }
  }

  private void begin(UUID approvalId, Told told, List<String> excluded) {
    check(approvals.put(approvalId, told) == null, "an approval begins once");
    check(excluded.containsAll(told.terms.exclude()), "whom the terms exclude has no vote");
    count("requested");
  }

  private void requested(ApprovalRequested of, List<EventEnvelope> given, int at) {
    begin(of.approvalId(), new Told(of), of.excluded());
    check(
        approvals.values().stream()
                .filter(told -> of.callId().equals(told.callId))
                .filter(told -> !isOver(told.state))
                .count()
            == 1,
        "a call has one approval at a time");
    for (EventEnvelope event : given.subList(0, at)) {
      switch (event.body()) {
        case IntentRecorded intent -> {
          check(intent.held(), "an intent that waits is kept");
          List<@Nullable String> own = new ArrayList<>();
          own.add(Objects.requireNonNull(intent.actor().principal()).id());
          own.add(Objects.requireNonNull(intent.actor().agent()).owner());
          own.add(intent.context().initiator());
          own.removeIf(Objects::isNull);
          check(of.excluded().containsAll(own), "nobody approves their own call");
        }
        case DecisionMade decision ->
            decision.rules().stream()
                .filter(rule -> rule.effect() == RuleEffect.ASK && !rule.shadow())
                .filter(rule -> rule.match() == RuleMatch.MATCHED)
                .map(rule -> policies.get(rule.policy().substring(0, rule.policy().indexOf('@'))))
                .forEach(
                    policy ->
                        check(
                            policy == null || of.excluded().contains(policy.by()),
                            "nobody approves by a rule of their own"));
        default -> {}
      }
    }
  }

  private static boolean isOver(ApprovalState state) {
    return state != ApprovalState.PENDING && state != ApprovalState.APPROVED;
  }

  private void about(EventEnvelope event, ApprovalEvent of, List<EventEnvelope> given, int at) {
    Told told = approvals.get(of.approvalId());
    check(told != null, "what happens to an approval follows its request");
    boolean afterwards =
        of instanceof BreakGlassReviewed
            || of instanceof BreakGlassOverdue
            || of instanceof NotificationRecorded;
    check(afterwards || !isOver(told.state), "an end is an end");
    switch (of) {
      case VoteCast vote -> voted(event, told, vote);
      case ApprovalGranted granted -> granted(event, told, granted, given, at);
      case ApprovalClosed closed -> closed(event, told, closed);
      case GrantClaimed claimed -> claimed(event, told, claimed);
      case CallConfirmed confirmed -> count("confirmed");
      case ApprovalEscalated escalated ->
          check(told.state == ApprovalState.PENDING, "only what waits escalates");
      case BreakGlassInvoked invoked -> {
        check(
            invoked.voter().groups().contains(settings.breakGlassGroup()),
            "only who may breaks the glass");
        check(!voters.isOneOf(told.excluded, invoked.voter().subject()), "nobody helps themselves");
        count("glass");
      }
      case BreakGlassReviewed reviewed -> count("reviewed");
      default -> {}
    }
  }

  private void voted(EventEnvelope event, Told told, VoteCast vote) {
    String voter = vote.voter().subject();
    check(
        told.state == ApprovalState.PENDING || vote.ballot() == Ballot.DENY,
        "nobody approves what is approved");
    check(event.recordedAt().isBefore(told.expiresAt), "a vote comes in time");
    check(
        vote.actionDigest().equals(told.action) && vote.previewDigest().equals(told.preview),
        "a vote is about what was shown");
    check(!voters.isOneOf(told.excluded, voter), "nobody who has a part in the call votes on it");
    check(voters.may(voter, vote.voter().groups()), "a voter is on the roster with their groups");
    for (String from : vote.onBehalfOf()) {
      check(
          voters.holds(voter, from, event.recordedAt())
              && !voters.isOneOf(told.excluded, from)
              && voters.may(from, List.of()),
          "a vote in place of another is theirs to give");
    }
    if (vote.standingGrantId() != null) {
      StandingGrantCreated grant = standing.get(vote.standingGrantId());
      check(grant != null, "a vote in advance was given");
      check(
          uses.merge(grant.grantId(), 1, Integer::sum) <= grant.maxUses(),
          "a vote in advance is used as often as it may be");
      check(
          event.recordedAt().isBefore(grant.expiresAt())
              && told.risk != Risk.DESTRUCTIVE
              && !told.terms.stepUp()
              && !told.terms.comment()
              && Objects.requireNonNull(told.tool).name().equals(grant.scope().tool()),
          "a vote in advance is for such calls");
      count("standing");
    } else {
      check(event.source().gateway().equals(voter), "a voter speaks for themselves");
    }
    voters.replace(told.votes, vote);
    count("vote " + vote.ballot());
  }

  private void granted(
      EventEnvelope event, Told told, ApprovalGranted granted, List<EventEnvelope> given, int at) {
    check(told.state == ApprovalState.PENDING, "an approval is granted once");
    check(event.recordedAt().isBefore(told.expiresAt), "an approval is granted in time");
    if (granted.brokenGlass()) {
      boolean invoked =
          given.subList(0, at).stream()
              .anyMatch(
                  before ->
                      before.body() instanceof BreakGlassInvoked by
                          && by.approvalId().equals(granted.approvalId()));
      check(invoked, "somebody answers for a broken glass");
    } else {
      seated(event, told, granted);
    }
    told.state = granted.callId() == null ? ApprovalState.CONSUMED : ApprovalState.APPROVED;
    told.expiresAt = granted.expiresAt();
    count(granted.callId() == null ? "change" : "granted");
    if (granted.callId() == null) {
      check(at + 1 < given.size(), "an approved change is made at once");
    }
  }

  private void seated(EventEnvelope event, Told told, ApprovalGranted granted) {
    Set<String> people = new HashSet<>();
    Set<String> spent = new HashSet<>();
    for (QuorumSlot slot : told.terms.quorum()) {
      long taken =
          granted.seats().stream().filter(seat -> seat.group().equals(slot.group())).count();
      check(taken == slot.count(), "every seat is taken");
    }
    for (Seat seat : granted.seats()) {
      check(people.add(voters.person(seat.voter())), "nobody takes two seats");
      VoteCast vote = voters.of(told.votes, seat.voter());
      check(vote != null && vote.ballot() == Ballot.APPROVE, "a seat is for a vote");
      check(!voters.isOneOf(told.excluded, seat.voter()), "a seat is for who may still vote");
      check(voters.may(seat.voter(), List.of()), "a seat is for who is on the roster");
      boolean own =
          seat.group().equals("*")
              || (vote.voter().groups().contains(seat.group())
                  && voters.may(seat.voter(), List.of(seat.group())));
      if (!own) {
        boolean held =
            vote.onBehalfOf().stream()
                .anyMatch(
                    from ->
                        voters.holds(seat.voter(), from, event.recordedAt())
                            && voters.of(told.votes, from) == null
                            && voters.delegates(from, seat.group())
                            && spent.add(voters.person(from)));
        check(held, "a seat is for a group of one's own or of who let one vote");
        count("delegated");
      }
    }
    long denials =
        told.votes.values().stream()
            .filter(vote -> vote.ballot() == Ballot.DENY)
            .filter(vote -> !voters.isOneOf(told.excluded, vote.voter().subject()))
            .filter(vote -> voters.may(vote.voter().subject(), vote.voter().groups()))
            .count();
    check(denials < told.terms.denials(), "enough refusals refuse");
  }

  private void closed(EventEnvelope event, Told told, ApprovalClosed closed) {
    boolean late = !event.recordedAt().isBefore(told.expiresAt);
    boolean ranOut =
        closed.state() == ApprovalState.EXPIRED || closed.state() == ApprovalState.LAPSED;
    check(!ranOut || late, "only time runs out");
    boolean pending = told.state == ApprovalState.PENDING;
    check(closed.state() != ApprovalState.EXPIRED || pending, "what is approved lapses");
    check(closed.state() != ApprovalState.LAPSED || !pending, "what waits expires");
    told.state = closed.state();
    count(closed.state().name());
  }

  private void claimed(EventEnvelope event, Told told, GrantClaimed claimed) {
    check(told.state == ApprovalState.APPROVED, "only what is approved is claimed, and once");
    check(event.recordedAt().isBefore(told.expiresAt), "a claim comes in time");
    check(claimed.actionDigest().equals(told.action), "what was approved is claimed");
    check(
        claimed.gateway().equals(told.gateway) && event.source().gateway().equals(told.gateway),
        "who asked claims");
    check(
        claimed.mode() == GrantMode.ONLINE
            || (told.terms.offline() && told.risk != Risk.DESTRUCTIVE),
        "only what may be is claimed offline");
    check(!isKilled(told), "nothing is claimed under a kill switch");
    told.state = ApprovalState.CLAIMED;
    boolean reserved = claimed.holds() != null && !claimed.holds().spendings().isEmpty();
    check(
        claims.put(claimed.callId(), new Claimed(reserved, new ArrayList<>())) == null,
        "a call is claimed once");
    count("claimed " + claimed.mode());
  }

  private boolean isKilled(Told told) {
    ToolReference tool = Objects.requireNonNull(told.tool);
    List<BrakeEngaged> engaged = new ArrayList<>(tenantBrakes.values());
    engaged.addAll(platformBrakes.values());
    return engaged.stream()
        .filter(brake -> brake.kind() == BrakeKind.KILL)
        .anyMatch(
            brake ->
                (brake.scope().server() == null || brake.scope().server().equals(tool.server()))
                    && (brake.scope().tool() == null || brake.scope().tool().equals(tool.name()))
                    && (brake.scope().environment() == null
                        || brake.scope().environment().equals(told.environment)));
  }

  /** After everything fell due: nothing waits, and every claim was settled once. */
  void ended() {
    approvals.forEach(
        (id, told) -> check(isOver(told.state), "every approval ends, but %s".formatted(id)));
    claims.forEach(
        (call, claimed) -> {
          List<SettlementBasis> settled = claimed.settled();
          check(claimed.reserved() == !settled.isEmpty(), "every claim is settled: " + call);
          check(
              settled.isEmpty()
                  || (settled.getFirst() != SettlementBasis.ADJUSTED
                      && settled.stream().skip(1).noneMatch(SettlementBasis.RELEASED::equals)
                      && settled.stream().skip(1).noneMatch(SettlementBasis.ACTUAL::equals)),
              "a claim is settled once, and corrected then");
        });
  }

  /** How often each kind of thing was seen. */
  Map<String, Integer> seen() {
    return seen;
  }

  private void count(String what) {
    seen.merge(what, 1, Integer::sum);
  }

  private static void check(boolean holds, String law) {
    if (!holds) {
      throw new AssertionError("Expected that %s, but not so".formatted(law));
    }
  }
}
