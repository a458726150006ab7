package io.countersign.standalone.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.ApprovalClosed;
import io.countersign.schemas.event.ApprovalGranted;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.GrantClaimed;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.VoteCast;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Follows every approval through the events alone, in the order of their positions, and finds any
 * that was spent twice, after its end, for another action, or without the votes it needs.
 */
final class ApprovalAudit {
  private static final int QUORUM = 2;

  private static final class Seen {
    private final ApprovalRequested request;
    private final Map<String, Ballot> votes = new HashMap<>();
    private boolean granted;
    private boolean closed;
    private boolean claimed;
    private Instant claimableUntil = Instant.MIN;

    Seen(ApprovalRequested request) {
      this.request = request;
    }
  }

  /**
   * What was found.
   *
   * @param requested approvals that were asked for
   * @param granted of them, that people granted
   * @param claimed of them, that were spent
   * @param closed of them, that ended without running
   * @param open of them, that are still undecided or unclaimed
   * @param running claims without an end
   */
  record Figures(int requested, int granted, int claimed, int closed, int open, int running) {}

  private final Map<UUID, Seen> approvals = new HashMap<>();
  private final Set<UUID> running = new HashSet<>();
  private int granted;
  private int claimed;
  private int closed;

  /** Goes through the committed events of all ledgers. */
  Figures examine(List<EventEnvelope> events) {
    for (EventEnvelope event : events) {
      switch (event.body()) {
        case ApprovalRequested requested ->
            assertThat(approvals.put(requested.approvalId(), new Seen(requested)))
                .as("one request of %s", requested.approvalId())
                .isNull();
        case VoteCast vote ->
            seen(vote.approvalId()).votes.put(vote.voter().subject(), vote.ballot());
        case ApprovalGranted grant -> grant(grant);
        case ApprovalClosed close -> close(close);
        case GrantClaimed claim -> claim(event, claim);
        case OutcomeRecorded outcome -> running.remove(outcome.callId());
        case OutcomeOverdue overdue -> running.remove(overdue.callId());
        default -> {
          // says nothing of an approval
        }
      }
    }
    int open =
        (int) approvals.values().stream().filter(each -> !each.closed && !each.claimed).count();
    return new Figures(approvals.size(), granted, claimed, closed, open, running.size());
  }

  private Seen seen(UUID approvalId) {
    Seen seen = approvals.get(approvalId);
    assertThat(seen).as("the request of %s comes first", approvalId).isNotNull();
    return seen;
  }

  private void grant(ApprovalGranted grant) {
    Seen seen = seen(grant.approvalId());
    assertThat(seen.granted || seen.closed || seen.claimed).as("one resolution").isFalse();
    assertThat(seen.votes.values().stream().filter(Ballot.APPROVE::equals).count())
        .as("people who approve %s", grant.approvalId())
        .isGreaterThanOrEqualTo(QUORUM);
    assertThat(seen.votes.values()).doesNotContain(Ballot.DENY);
    assertThat(grant.seats()).hasSize(QUORUM).extracting("voter").doesNotHaveDuplicates();
    seen.granted = true;
    seen.claimableUntil = grant.expiresAt();
    granted++;
  }

  private void close(ApprovalClosed close) {
    Seen seen = seen(close.approvalId());
    assertThat(seen.closed || seen.claimed).as("an end is an end").isFalse();
    seen.closed = true;
    closed++;
  }

  private void claim(EventEnvelope event, GrantClaimed claim) {
    Seen seen = seen(claim.approvalId());
    assertThat(seen.granted).as("granted before it was claimed").isTrue();
    assertThat(seen.closed || seen.claimed).as("one claim, and none after the end").isFalse();
    assertThat(event.recordedAt()).as("in time").isBefore(seen.claimableUntil);
    Digest approved = seen.request.actionDigest();
    assertThat(claim.actionDigest()).as("the approved action").isEqualTo(approved);
    seen.claimed = true;
    running.add(claim.callId());
    claimed++;
  }
}
