package io.countersign.query.story;

import io.countersign.query.report.Block;
import io.countersign.query.report.Block.Fact;
import io.countersign.query.report.Block.Facts;
import io.countersign.query.report.Block.Heading;
import io.countersign.query.report.Block.Table;
import io.countersign.query.report.Durations;
import io.countersign.query.report.Line;
import io.countersign.query.report.Span.Style;
import io.countersign.schemas.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The approval of one call as parts of a report: who was asked, who said what, what became of it.
 */
final class ApprovalReport {
  private ApprovalReport() {}

  static void of(JsonObject call, List<Block> blocks) {
    Optional<JsonObject> found = Members.object(call, "approval");
    if (found.isEmpty()) {
      return;
    }
    JsonObject approval = found.get();
    long number = Members.number(call, "firstPosition").orElse(0L);
    blocks.add(
        new Heading(
            4,
            "approval-" + number,
            Line.of("Approval ").and(state(Members.text(approval, "state").orElse("?")))));
    blocks.add(new Facts(facts(approval)));
    List<List<Line>> votes = votes(approval);
    if (!votes.isEmpty()) {
      blocks.add(
          Table.upTo(
              DocumentRows.MAX_ROWS,
              "Votes, each person's last",
              List.of("Who", "Vote", "At", "Comment", "How"),
              votes));
    }
  }

  private static Line state(String state) {
    return switch (state) {
      case "APPROVED", "CLAIMED", "CONSUMED" -> Line.of(Style.GOOD, state);
      case "PENDING" -> Line.of(Style.WARN, state);
      default -> Line.of(Style.BAD, state);
    };
  }

  private static List<Fact> facts(JsonObject approval) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Approval", Line.theirs(Members.text(approval, "approvalId"))));
    facts.add(new Fact("Code", Line.theirs(Members.text(approval, "shortCode"))));
    facts.add(new Fact("Shown to voters", Line.theirs(Members.text(approval, "previewDigest"))));
    facts.add(new Fact("Takes the place of", Line.theirs(Members.text(approval, "supersedes"))));
    facts.add(new Fact("Asked", asked(approval)));
    facts.add(
        new Fact(
            "Waited",
            Members.number(approval, "waitedMillis")
                .map(millis -> Line.of(Durations.words(Duration.ofMillis(millis))))
                .orElse(Line.EMPTY)));
    for (JsonObject escalation : Members.objects(approval, "escalations")) {
      facts.add(
          new Fact(
              "Escalated",
              Line.of(
                      "step %s at %s"
                          .formatted(
                              Members.number(escalation, "step").orElse(0L),
                              Members.text(escalation, "recordedAt").orElse("?")))
                  .and(", tells ", Members.text(escalation, "group"))));
    }
    long told = Members.number(approval, "notificationCount").orElse(0L);
    long failed = Members.number(approval, "failedNotificationCount").orElse(0L);
    facts.add(
        new Fact(
            "Notices",
            told == 0
                ? Line.EMPTY
                : Line.of("%s, %s of them not delivered".formatted(told, failed))));
    Members.object(approval, "breakGlass").ifPresent(broken -> brokenGlass(broken, facts));
    facts.add(new Fact("Ended", ended(approval)));
    Members.object(approval, "claim")
        .ifPresent(
            claim ->
                facts.add(
                    new Fact(
                        "Claimed",
                        Line.of("at %s".formatted(Members.text(claim, "recordedAt").orElse("?")))
                            .and(" by ", Members.text(claim, "gateway"))
                            .and(" as ", Members.text(claim, "claimId"))
                            .and(" until ", Members.text(claim, "leaseUntil")))));
    return facts;
  }

  private static Line asked(JsonObject approval) {
    Line line = Line.of("at %s".formatted(Members.text(approval, "requestedAt").orElse("?")));
    for (JsonObject slot : Members.objects(approval, "quorum")) {
      line =
          line.and(
                  ", %s of %s votes of "
                      .formatted(
                          Members.number(slot, "votes").orElse(0L),
                          Members.number(slot, "count").orElse(0L)))
              .and(Line.theirs(Members.text(slot, "group")));
    }
    return line;
  }

  private static Line ended(JsonObject approval) {
    return Members.object(approval, "closed")
        .map(
            closed ->
                Line.of(Members.text(closed, "cause").orElse("?"))
                    .and(" by ", Members.text(closed, "by"))
                    .and(": ", Members.text(closed, "message")))
        .orElse(Line.EMPTY);
  }

  private static void brokenGlass(JsonObject broken, List<Fact> facts) {
    facts.add(
        new Fact(
            "Glass broken",
            Line.of(Style.BAD, "without votes")
                .and(" by ", Members.text(broken, "voter", "subject"))
                .and(" for ", Members.text(broken, "ticket"))
                .and(": ", Members.text(broken, "reason"))));
    Optional<JsonObject> review = Members.object(broken, "review");
    facts.add(
        new Fact(
            "Review",
            review
                .map(
                    told ->
                        Line.of(
                                told.bool("justified").orElse(false)
                                    ? "justified"
                                    : "NOT justified")
                            .and(" by ", Members.text(told, "by"))
                            .and(": ", Members.text(told, "comment")))
                .orElse(
                    Line.of(Style.BAD, "open")
                        .and(", due at ", Members.text(broken, "reviewDueAt")))));
  }

  private static List<List<Line>> votes(JsonObject approval) {
    List<List<Line>> rows = new ArrayList<>();
    for (JsonObject vote : Members.objects(approval, "votes")) {
      String ballot = Members.text(vote, "ballot").orElse("?");
      Line how = Line.EMPTY;
      if (Members.text(vote, "credentialId").isPresent()) {
        how = how.and("signed by an authenticator");
      }
      if (Members.text(vote, "standingGrantId").isPresent()) {
        how = how.and("by standing grant ", Members.text(vote, "standingGrantId"));
      }
      int before = Members.objects(vote, "history").size();
      rows.add(
          List.of(
              Line.theirs(Members.text(vote, "voter", "subject")),
              Line.of(ballot.equals("APPROVE") ? Style.GOOD : Style.BAD, ballot)
                  .and(before == 0 ? "" : ", after %s earlier".formatted(before)),
              Line.of(Members.text(vote, "recordedAt").orElse("?")),
              Line.theirs(Members.text(vote, "comment")),
              how));
    }
    return rows;
  }
}
