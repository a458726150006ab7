package io.countersign.standalone.story;

import static io.countersign.standalone.story.Paint.plain;

import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.QuorumProgress;
import io.countersign.schemas.control.QuorumSlot;
import io.countersign.schemas.event.ApprovalClosed;
import io.countersign.schemas.event.ApprovalEscalated;
import io.countersign.schemas.event.ApprovalEvent;
import io.countersign.schemas.event.ApprovalGranted;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.BreakGlassInvoked;
import io.countersign.schemas.event.BreakGlassOverdue;
import io.countersign.schemas.event.BreakGlassReviewed;
import io.countersign.schemas.event.CallConfirmed;
import io.countersign.schemas.event.ChangeRequested;
import io.countersign.schemas.event.GrantClaimed;
import io.countersign.schemas.event.NotificationRecorded;
import io.countersign.schemas.event.VoteCast;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;

/** One line of each event of an approval. */
final class ApprovalLines {
  private final Paint paint;
  private final DateTimeFormatter time;

  ApprovalLines(Paint paint, DateTimeFormatter time) {
    this.paint = paint;
    this.time = time;
  }

  String told(ApprovalEvent event) {
    return switch (event) {
      case ApprovalRequested requested ->
          "%s %s %s"
              .formatted(
                  paint.warn("approval wanted for"),
                  paint.strong(EventLines.tool(requested.tool())),
                  paint.faint(
                      "%s by %s from %s"
                          .formatted(
                              requested.actionDigest().shortCode(),
                              time.format(requested.expiresAt()),
                              slots(requested.terms().quorum()))));
      case ChangeRequested requested ->
          "%s %s %s"
              .formatted(
                  paint.warn("approval wanted for"),
                  paint.strong(requested.change().command().type()),
                  paint.faint(
                      "%s of %s by %s from %s"
                          .formatted(
                              requested.changeDigest().shortCode(),
                              plain(requested.by()),
                              time.format(requested.expiresAt()),
                              slots(requested.terms().quorum()))));
      case VoteCast vote -> voted(vote);
      case ApprovalGranted granted ->
          paint.good(granted.brokenGlass() ? "may run: the glass is broken" : "approved")
              + paint.faint(", until " + time.format(granted.expiresAt()));
      case ApprovalClosed closed ->
          "%s %s"
              .formatted(
                  paint.bad("approval " + closed.state()),
                  paint.faint(
                      plain(closed.message())
                          + (closed.by() == null ? "" : " By " + plain(closed.by()) + ".")));
      case GrantClaimed claimed ->
          "%s claims it %s"
              .formatted(
                  plain(claimed.gateway()),
                  paint.faint(
                      "(%s), outcome due at %s"
                          .formatted(claimed.mode(), time.format(claimed.leaseUntil()))));
      case CallConfirmed confirmed -> "whoever asked has confirmed the call";
      case ApprovalEscalated escalated ->
          paint.warn(
              "nobody has decided, step %d%s"
                  .formatted(
                      escalated.step(),
                      escalated.group() == null
                          ? ""
                          : "; told besides: " + plain(escalated.group())));
      case BreakGlassInvoked broken ->
          paint.bad(
              "GLASS BROKEN by %s for %s: %s"
                  .formatted(
                      plain(broken.voter().subject()),
                      plain(broken.ticket()),
                      plain(broken.reason())));
      case BreakGlassReviewed reviewed ->
          "%s by %s: %s"
              .formatted(
                  reviewed.justified()
                      ? paint.good("broken glass found justified")
                      : paint.bad("broken glass found NOT justified"),
                  plain(reviewed.by()),
                  plain(reviewed.comment()));
      case BreakGlassOverdue overdue ->
          paint.bad("nobody reviewed the broken glass by " + time.format(overdue.dueAt()));
      case NotificationRecorded told -> told(told);
    };
  }

  private String voted(VoteCast vote) {
    String ballot = vote.ballot().name();
    return "%s votes %s%s %s"
        .formatted(
            plain(vote.voter().subject()),
            vote.ballot() == Ballot.APPROVE ? paint.good(ballot) : paint.bad(ballot),
            vote.comment() == null ? "" : ": " + plain(vote.comment()),
            paint.faint("(" + progress(vote.quorum()) + ")"));
  }

  private String told(NotificationRecorded told) {
    return told.delivered()
        ? paint.faint("told %s by %s".formatted(told.notice(), plain(told.channel())))
        : paint.warn(
            "could not tell %s by %s in %d attempts: %s"
                .formatted(
                    told.notice(),
                    plain(told.channel()),
                    told.attempt(),
                    told.detail() == null ? "" : plain(told.detail())));
  }

  private static String slots(List<QuorumSlot> quorum) {
    return quorum.stream()
        .map(slot -> "%d of %s".formatted(slot.count(), group(slot.group())))
        .collect(Collectors.joining(" and "));
  }

  private static String progress(List<QuorumProgress> quorum) {
    return quorum.stream()
        .map(slot -> "%d/%d %s".formatted(slot.votes(), slot.count(), group(slot.group())))
        .collect(Collectors.joining(", "));
  }

  private static String group(String group) {
    return group.equals("*") ? "all approvers" : plain(group);
  }
}
