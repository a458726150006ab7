package io.countersign.projections.alert;

import static io.countersign.projections.alert.Findings.actorOf;
import static io.countersign.projections.alert.Findings.actorTold;
import static io.countersign.projections.alert.Findings.one;
import static io.countersign.projections.alert.Findings.toolTold;

import io.countersign.schemas.alert.AlertEntity;
import io.countersign.schemas.alert.EntityLevel;
import io.countersign.schemas.event.BreakGlassInvoked;
import io.countersign.schemas.event.BreakGlassOverdue;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.OutcomeOverdue;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** What the engine itself says should not have happened: one event is enough. */
final class EngineRules implements Rule {
  private static final Set<String> OTHER_ACTION =
      Set.of("DIGEST_MISMATCH", "CLAIM_DIGEST_MISMATCH");
  private static final Set<String> EXCLUDED = Set.of("SELF_APPROVAL", "SELF_REVIEW");

  @Override
  public void look(Moment moment, Consumer<Hit> hits) {
    Event body = moment.event().body();
    if (body instanceof FindingRaised finding) {
      hits.accept(finding(moment, finding));
    } else if (body instanceof CommandRejected rejected) {
      rejected(moment, rejected, hits);
    } else if (body instanceof OutcomeOverdue overdue) {
      hits.accept(
          one(
              AlertRule.OUTCOME_MISSING,
              actorOf(moment),
              "",
              moment,
              "%s was allowed %s and has not said how it ended"
                  .formatted(actorTold(moment), toolTold(moment)),
              "The outcome was due at %s. The tool may have run, and nobody says what it did."
                  .formatted(overdue.dueAt())));
    } else if (body instanceof BreakGlassInvoked broken) {
      hits.accept(
          one(
              AlertRule.BREAK_GLASS,
              approval(broken.approvalId()),
              "",
              moment,
              "%s runs %s without the votes it needs"
                  .formatted(broken.voter().subject(), toolTold(moment)),
              "The ticket is %s. Another person must review it before %s."
                  .formatted(broken.ticket(), broken.reviewDueAt())));
    } else if (body instanceof BreakGlassOverdue overdue) {
      hits.accept(
          one(
              AlertRule.BREAK_GLASS_UNREVIEWED,
              approval(overdue.approvalId()),
              "",
              moment,
              "Nobody has reviewed a broken glass in time",
              "%s ran without the votes it needs. Another person should have looked at it before %s."
                  .formatted(toolTold(moment), overdue.dueAt())));
    } else if (body instanceof CommandFailed failed) {
      hits.accept(
          one(
              AlertRule.COMMAND_FAILED,
              AlertEntity.tenant(moment.tenant()),
              failed.failure(),
              moment,
              "The engine could not handle a command (%s)".formatted(failed.failure()),
              failed.message()));
    }
  }

  private static Hit finding(Moment moment, FindingRaised finding) {
    String headline =
        "%s in a call of %s by %s"
            .formatted(finding.finding(), toolTold(moment), actorTold(moment));
    return OTHER_ACTION.contains(finding.finding())
        ? one(
            AlertRule.DIGEST_MISMATCH,
            actorOf(moment),
            finding.finding(),
            moment,
            headline,
            finding.message())
        : one(
            AlertRule.FINDING,
            finding.severity(),
            actorOf(moment),
            finding.finding(),
            moment,
            headline,
            finding.message());
  }

  private static void rejected(Moment moment, CommandRejected rejected, Consumer<Hit> hits) {
    if (rejected.rejection().equals("ALREADY_CLAIMED")) {
      hits.accept(
          one(
              AlertRule.SECOND_CLAIM,
              actorOf(moment),
              "",
              moment,
              "A spent approval of %s was claimed again".formatted(toolTold(moment)),
              rejected.message()));
    } else if (EXCLUDED.contains(rejected.rejection())) {
      hits.accept(
          one(
              AlertRule.EXCLUDED_VOTE,
              actorOf(moment),
              rejected.commandType(),
              moment,
              "Somebody tried to decide on %s who must not (%s)"
                  .formatted(toolTold(moment), rejected.rejection()),
              rejected.message()));
    }
  }

  private static AlertEntity approval(UUID approvalId) {
    return new AlertEntity(EntityLevel.APPROVAL, approvalId.toString());
  }
}
