package io.countersign.projections.alert;

import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.alert.AlertVerdict;
import io.countersign.schemas.event.AlertAcknowledged;
import io.countersign.schemas.event.AlertResolved;
import io.countersign.schemas.event.EventEnvelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches one ledger: takes its events in order and tells each alert as it stands after the event
 * that changed it. What it remembers is all in its memory, so that it may stop after any event and
 * go on with the next. Used by one thread.
 */
public final class Watch {
  /** How much that has ended is tidied up at each event; more than an event can add. */
  private static final int TIDY = 16;

  private final Shelves shelves;
  private final Calls calls;
  private final AlertBook book;
  private final Counts counts;
  private final List<Rule> rules;

  /**
   * @param memory what was remembered by an earlier watch of the same ledger; empty at its
   *     beginning
   * @param alerts how an alert is written
   */
  public Watch(Memory memory, Form<Alert> alerts) {
    this.shelves = new Shelves(memory);
    this.calls = new Calls(shelves);
    this.book = new AlertBook(shelves, alerts);
    this.counts = new Counts(shelves, book);
    this.rules =
        List.of(
            new EngineRules(),
            new NoveltyRules(shelves),
            new DenialRules(shelves),
            new ApprovalRules(shelves),
            new ReadRule(shelves),
            new BudgetRule(),
            counts);
    shelves.load();
  }

  /** What is to be told after one more event: new versions of alerts, in the order they came. */
  public List<Alert> see(EventEnvelope event) {
    Instant now = event.recordedAt();
    List<Alert> told = new ArrayList<>(book.quiet(now));
    answered(event, told);
    Moment moment = calls.learn(event);
    for (Rule rule : rules) {
      rule.look(moment, hit -> book.found(event, hit).ifPresent(told::add));
    }
    shelves.tidy(now, TIDY);
    return told;
  }

  /** What people say of alerts. */
  private void answered(EventEnvelope event, List<Alert> told) {
    if (event.body() instanceof AlertAcknowledged acknowledged) {
      book.acknowledged(event, acknowledged.alertId(), acknowledged.by(), acknowledged.note())
          .ifPresent(told::add);
    } else if (event.body() instanceof AlertResolved resolved) {
      book.resolved(event, resolved.alertId(), resolved.verdict(), resolved.by(), resolved.note())
          .ifPresent(
              alert -> {
                if (resolved.verdict() == AlertVerdict.EXPECTED) {
                  counts.accept(alert, event.recordedAt());
                }
                told.add(alert);
              });
    }
  }
}
