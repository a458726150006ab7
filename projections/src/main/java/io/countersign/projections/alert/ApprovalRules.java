package io.countersign.projections.alert;

import static io.countersign.projections.alert.Findings.counted;
import static io.countersign.projections.alert.Findings.one;
import static io.countersign.projections.alert.Findings.toolTold;

import io.countersign.schemas.alert.AlertEntity;
import io.countersign.schemas.alert.EntityLevel;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.event.ApprovalClosed;
import io.countersign.schemas.event.ApprovalGranted;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.VoteCast;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** People who approve faster or more than anybody reads. Votes in advance are not looked at. */
final class ApprovalRules implements Rule {
  private static final int MOST_OPEN = 10_000;
  private static final int MOST_VOTERS = 2_000;
  private static final Duration HASTY =
      Duration.ofSeconds(AlertRule.HASTY_VOTE.number("belowSeconds"));
  private static final int APPROVALS = AlertRule.VOTING_PACE.number("approvals");
  private static final Duration PACE_WINDOW =
      Duration.ofMinutes(AlertRule.VOTING_PACE.number("windowMinutes"));

  private final Shelf<Instant> requested;
  private final Shelf<Sightings> votes;

  ApprovalRules(Shelves shelves) {
    this.requested = shelves.shelf("requested", MOST_OPEN, Form.of(Form::time, Form::time));
    this.votes = shelves.shelf("votes", MOST_VOTERS, Sightings.FORM);
  }

  @Override
  public void look(Moment moment, Consumer<Hit> hits) {
    Event body = moment.event().body();
    if (body instanceof ApprovalRequested asked) {
      requested.put(
          moment.tenant(), asked.approvalId().toString(), moment.now(), asked.expiresAt());
    } else if (body instanceof ApprovalGranted granted) {
      requested.forget(moment.tenant(), granted.approvalId().toString());
    } else if (body instanceof ApprovalClosed closed) {
      requested.forget(moment.tenant(), closed.approvalId().toString());
    } else if (body instanceof VoteCast vote
        && vote.ballot() == Ballot.APPROVE
        && vote.standingGrantId() == null) {
      approved(moment, vote, hits);
    }
  }

  private void approved(Moment moment, VoteCast vote, Consumer<Hit> hits) {
    AlertEntity person = new AlertEntity(EntityLevel.ACTOR, vote.voter().subject());
    requested
        .get(moment.tenant(), vote.approvalId().toString(), moment.now())
        .map(since -> Duration.between(since, moment.now()))
        .filter(waited -> waited.compareTo(HASTY) < 0)
        .ifPresent(
            waited ->
                hits.accept(
                    one(
                        AlertRule.HASTY_VOTE,
                        person,
                        "",
                        moment,
                        "%s approved %s after %s ms"
                            .formatted(vote.voter().subject(), toolTold(moment), waited.toMillis()),
                        "Nobody reads what they approve in less than %s seconds."
                            .formatted(HASTY.toSeconds()))));
    Sightings counted =
        votes
            .get(moment.tenant(), vote.voter().subject(), moment.now())
            .orElse(Sightings.NONE)
            .and(moment.sighting(""), PACE_WINDOW, 2 * APPROVALS);
    votes.put(moment.tenant(), vote.voter().subject(), counted, moment.now().plus(PACE_WINDOW));
    if (counted.size() >= APPROVALS) {
      hits.accept(
          counted(
              AlertRule.VOTING_PACE,
              person,
              "",
              counted,
              "%s approved %s times in an hour".formatted(vote.voter().subject(), counted.size()),
              "Who approves every other minute does not look at what they approve."));
    }
  }
}
