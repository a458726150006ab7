package io.countersign.projections.alert;

import static io.countersign.projections.alert.Findings.actorOf;
import static io.countersign.projections.alert.Findings.one;

import io.countersign.schemas.alert.AlertEntity;
import io.countersign.schemas.alert.EntityLevel;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.event.DecisionMade;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What was never done before. A tenant's first week teaches what is usual and is silent; what was
 * not seen for 90 days is new again. When a tenant has more pairs than are remembered, the ones
 * unseen longest make room.
 */
final class NoveltyRules implements Rule {
  private static final int MOST_PAIRS = 20_000;
  private static final Duration REMEMBER =
      Duration.ofDays(AlertRule.NEW_TOOL_OF_ACTOR.number("rememberDays"));
  private static final Duration LEARNING =
      Duration.ofDays(AlertRule.NEW_TOOL_OF_ACTOR.number("learningDays"));

  /** A pair that is seen all the time is written once a day. */
  private static final Duration RENEW = Duration.ofDays(1);

  private static final Duration FOR_EVER = Duration.ofDays(365_000);
  private static final Form<Instant> TIME = Form.of(Form::time, Form::time);

  private final Shelf<Instant> beginnings;
  private final Shelf<Instant> seen;

  NoveltyRules(Shelves shelves) {
    this.beginnings = shelves.shelf("beginning", 1, TIME);
    this.seen = shelves.shelf("seen", MOST_PAIRS, TIME);
  }

  @Override
  public void look(Moment moment, Consumer<Hit> hits) {
    CallFacts call = moment.call();
    if (!(moment.event().body() instanceof DecisionMade decision)
        || decision.verdict() == Verdict.DENY
        || call == null) {
      return;
    }
    boolean learning = learns(moment);
    if (decision.risk() == Risk.DESTRUCTIVE && isNew(moment, "D\t" + call.actor()) && !learning) {
      hits.accept(
          one(
              AlertRule.FIRST_DESTRUCTIVE,
              actorOf(moment),
              "",
              moment,
              "%s destroys for the first time, with %s".formatted(call.actor(), call.toolName()),
              "In the last 90 days this actor had no destructive call that was not refused."));
    }
    if (isNew(moment, "T\t" + call.actor() + "\t" + call.toolName()) && !learning) {
      hits.accept(
          one(
              AlertRule.NEW_TOOL_OF_ACTOR,
              actorOf(moment),
              "",
              moment,
              "%s uses %s for the first time".formatted(call.actor(), call.toolName()),
              "In the last 90 days this actor had no call of this tool that was not refused."));
    }
    if (isNew(moment, "S\t" + call.server()) && !learning) {
      hits.accept(
          one(
              AlertRule.NEW_SERVER_OF_TENANT,
              new AlertEntity(EntityLevel.SERVER, call.server()),
              "",
              moment,
              "Server %s is used for the first time, by %s".formatted(call.server(), call.actor()),
              "In the last 90 days this tenant had no call to this server that was not refused."));
    }
  }

  private boolean learns(Moment moment) {
    Optional<Instant> began = beginnings.get(moment.tenant(), "", moment.now());
    if (began.isEmpty()) {
      beginnings.put(moment.tenant(), "", moment.now(), moment.now().plus(FOR_EVER));
    }
    return moment.now().isBefore(began.orElse(moment.now()).plus(LEARNING));
  }

  private boolean isNew(Moment moment, String pair) {
    Optional<Instant> last = seen.get(moment.tenant(), pair, moment.now());
    Instant renewed = last.map(time -> time.plus(RENEW)).orElse(Instant.MIN);
    if (!moment.now().isBefore(Objects.requireNonNull(renewed))) {
      seen.put(moment.tenant(), pair, moment.now(), moment.now().plus(REMEMBER));
    }
    return last.isEmpty();
  }
}
