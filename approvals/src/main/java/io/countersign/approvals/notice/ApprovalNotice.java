package io.countersign.approvals.notice;

import io.countersign.schemas.approval.NoticeKind;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing to tell people about one approval. It holds no argument, and nothing by which anybody
 * could decide: only where to look, and the code by which they know that they look at the same.
 *
 * @param eventId the event that is told
 * @param ledger where it was recorded
 * @param tenant tenant
 * @param approvalId the approval
 * @param callId the call, when it is about one
 * @param kind what people are told
 * @param state where the approval stands, such as {@code PENDING}
 * @param subject what it is about; null when that was recorded before what we remember
 * @param asked who is asked now; empty when nobody is
 * @param deadline until when something is to be done
 * @param by who did it, when one person did
 * @param recordedAt when it was recorded
 * @param link where to look
 */
public record ApprovalNotice(
    UUID eventId,
    int ledger,
    String tenant,
    UUID approvalId,
    @Nullable UUID callId,
    NoticeKind kind,
    String state,
    @Nullable Subject subject,
    List<String> asked,
    @Nullable Instant deadline,
    @Nullable String by,
    Instant recordedAt,
    URI link)
    implements Notice {
  public ApprovalNotice {
    asked = List.copyOf(asked);
    if (kind.ofAlerts()) {
      throw new IllegalArgumentException("Expected what is told of approvals, but was " + kind);
    }
  }

  /** What it is about in one line; somebody else's text. */
  @Override
  public String what() {
    return subject == null ? "approval " + approvalId : Shown.text(subject.what());
  }

  /** The short code of the exact action, or empty when it is not known. */
  @Override
  public String code() {
    return subject == null ? "" : subject.code();
  }

  /** What has happened, in our own words. */
  @Override
  public String happened() {
    return switch (kind) {
      case REQUESTED -> "Approval wanted";
      case ESCALATED -> "Approval still wanted";
      case RESOLVED ->
          switch (state) {
            case "APPROVED" -> "Approved";
            case "DENIED" -> "Denied";
            case "EXPIRED" -> "Expired without a decision";
            case "CANCELLED" -> "Given up by whoever asked";
            case "SUPERSEDED" -> "Replaced by another action";
            case "INVALIDATED" -> "Invalid, because something has changed";
            case "REVOKED" -> "Taken back before it ran";
            case "LAPSED" -> "Approved, but not used in time";
            default -> "Decided";
          };
      case BREAK_GLASS -> "Glass broken: it runs without the votes it needs";
      case REVIEW_OVERDUE -> "Nobody has reviewed a broken glass in time";
      case ALERT, ALERT_EXTENDED, ALERT_ENDED -> throw notOfApprovals();
    };
  }

  /** What else to know, in the order in which it is read. */
  @Override
  public List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    Subject about = subject;
    if (about != null) {
      add(facts, "Environment", about.environment());
      add(facts, "Risk", about.risk());
      add(facts, "Code", about.code());
    }
    add(facts, "Asked", asked.isEmpty() ? null : String.join(", ", asked));
    add(facts, "By", by);
    add(facts, deadlineLabel(), deadline == null ? null : deadline.toString());
    add(facts, "Tenant", tenant);
    add(facts, "Approval", approvalId.toString());
    return facts;
  }

  private static void add(List<Fact> facts, String label, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      facts.add(new Fact(label, Shown.text(value)));
    }
  }

  private String deadlineLabel() {
    return switch (kind) {
      case REQUESTED, ESCALATED -> "Decide by";
      case RESOLVED -> "Usable until";
      case BREAK_GLASS -> "Review by";
      case REVIEW_OVERDUE -> "Review was due";
      case ALERT, ALERT_EXTENDED, ALERT_ENDED -> throw notOfApprovals();
    };
  }

  private AssertionError notOfApprovals() {
    return new AssertionError("Expected what is told of approvals, but was " + kind);
  }

  @Override
  public UUID about() {
    return approvalId;
  }

  @Override
  public String identity() {
    return eventId.toString();
  }

  @Override
  public String invitation() {
    return "Look at it and decide there";
  }
}
