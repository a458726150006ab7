package io.countersign.projections.alert;

import static io.countersign.projections.alert.Findings.actorOf;
import static io.countersign.projections.alert.Findings.counted;
import static io.countersign.projections.alert.Findings.one;

import io.countersign.schemas.alert.AlertEntity;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.IntentRecorded;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/** Refused calls: of a killed tool, too many of one reason, and tries to get around a refusal. */
final class DenialRules implements Rule {
  private static final String KILLED = "KILL_SWITCH";
  private static final int MOST_REASONS = 5_000;
  private static final int MOST_REFUSED = 5_000;
  private static final int DENIALS = AlertRule.DENIALS.number("denials");
  private static final Duration DENIAL_WINDOW =
      Duration.ofMinutes(AlertRule.DENIALS.number("windowMinutes"));
  private static final int VARIATIONS = AlertRule.DENIED_THEN_VARIED.number("variations");
  private static final Duration VARIATION_WINDOW =
      Duration.ofMinutes(AlertRule.DENIED_THEN_VARIED.number("windowMinutes"));

  /** Most denials of a window that are told apart. */
  private static final int MOST_COUNTED = 100;

  /** Whoever made a mistake is expected to try again with other arguments. */
  private static final Set<String> MISTAKES =
      Set.of("ARGUMENTS_INVALID", "ARGUMENTS_TOO_LARGE", "ATTRIBUTION_MISSING", "CLOCK_SUSPECT");

  private final Shelf<Sightings> denials;
  private final Shelf<Sightings> variations;

  DenialRules(Shelves shelves) {
    this.denials = shelves.shelf("denials", MOST_REASONS, Sightings.FORM);
    this.variations = shelves.shelf("variations", MOST_REFUSED, Sightings.FORM);
  }

  @Override
  public void look(Moment moment, Consumer<Hit> hits) {
    if (moment.event().body() instanceof IntentRecorded intent) {
      vary(moment, intent.actionDigest().text(), hits);
    } else if (moment.event().body() instanceof DecisionMade decision
        && decision.verdict() == Verdict.DENY) {
      String reason = reason(decision);
      if (reason.equals(KILLED)) {
        killed(moment, hits);
      }
      count(moment, reason, hits);
      CallFacts call = moment.call();
      if (call != null && !MISTAKES.contains(reason)) {
        refused(moment, call);
      }
    }
  }

  /** Code of the check that refused. */
  static String reason(DecisionMade decision) {
    return decision.reasons().stream()
        .filter(reason -> reason.result() == CheckResult.FAILED)
        .map(Reason::code)
        .findFirst()
        .orElse("UNKNOWN");
  }

  private static void killed(Moment moment, Consumer<Hit> hits) {
    hits.accept(
        one(
            AlertRule.KILLED_TOOL,
            actorOf(moment),
            "",
            moment,
            "%s calls %s, which a kill switch has stopped"
                .formatted(Findings.actorTold(moment), Findings.toolTold(moment)),
            "It was refused. An agent that goes on calling what was stopped does not know, or does"
                + " not care."));
  }

  private void count(Moment moment, String reason, Consumer<Hit> hits) {
    AlertEntity actor = actorOf(moment);
    String name = reason + "\t" + actor.level() + "\t" + actor.name();
    Sightings counted =
        denials
            .get(moment.tenant(), name, moment.now())
            .orElse(Sightings.NONE)
            .and(moment.sighting(reason), DENIAL_WINDOW, MOST_COUNTED);
    denials.put(moment.tenant(), name, counted, moment.now().plus(DENIAL_WINDOW));
    if (counted.size() >= DENIALS) {
      hits.accept(
          counted(
              AlertRule.DENIALS,
              actor,
              reason,
              counted,
              "%s was refused %s%s times in 10 minutes: %s"
                  .formatted(
                      Findings.actorTold(moment),
                      counted.size() == MOST_COUNTED ? "at least " : "",
                      counted.size(),
                      reason),
              "%s refusals of one actor for one reason within 10 minutes are an alert; refusals are"
                      .formatted(DENIALS)
                  + " rare when agents do what they are meant to."));
    }
  }

  private void refused(Moment moment, CallFacts call) {
    String name = call.actor() + "\t" + call.toolName();
    if (variations.get(moment.tenant(), name, moment.now()).isEmpty()) {
      Sightings first = new Sightings(java.util.List.of(moment.sighting(call.actionDigest())));
      variations.put(moment.tenant(), name, first, moment.now().plus(VARIATION_WINDOW));
    }
  }

  /** The first is what was refused, each other one a try with other arguments. */
  private void vary(Moment moment, String digest, Consumer<Hit> hits) {
    CallFacts call = moment.call();
    if (call == null) {
      return;
    }
    String name = call.actor() + "\t" + call.toolName();
    Sightings tries = variations.get(moment.tenant(), name, moment.now()).orElse(Sightings.NONE);
    boolean another =
        tries.size() > 0 && tries.list().stream().noneMatch(one -> one.detail().equals(digest));
    if (!another) {
      return;
    }
    Sightings more = tries.and(moment.sighting(digest), VARIATION_WINDOW, VARIATIONS + 1);
    variations.put(moment.tenant(), name, more, moment.now().plus(VARIATION_WINDOW));
    if (more.size() > VARIATIONS) {
      hits.accept(
          counted(
              AlertRule.DENIED_THEN_VARIED,
              actorOf(moment),
              call.toolName(),
              new Sightings(more.list().stream().map(DenialRules::withoutDigest).toList()),
              "%s was refused %s and tries it with other arguments"
                  .formatted(call.actor(), call.toolName()),
              "After a refusal it asked with %s other arguments within 10 minutes, as somebody does"
                      .formatted(VARIATIONS)
                  + " who looks for a way around."));
    }
  }

  /** Digests are no reasons to be told. */
  private static Sighting withoutDigest(Sighting one) {
    return new Sighting(
        one.at(), one.eventId(), one.callId(), one.runId(), one.actor(), one.tool(), "");
  }
}
