package io.countersign.projections.alert;

import io.countersign.schemas.alert.AlertEntity;
import io.countersign.schemas.alert.EntityLevel;
import io.countersign.schemas.audit.AccessStatus;
import io.countersign.schemas.event.AuditAccessed;
import java.time.Duration;
import java.util.function.Consumer;

/** Somebody who asks again and again for what they may not see. */
final class ReadRule implements Rule {
  private static final int MOST_READERS = 2_000;
  private static final int REFUSALS = AlertRule.READS_REFUSED.number("refusals");
  private static final Duration WINDOW =
      Duration.ofMinutes(AlertRule.READS_REFUSED.number("windowMinutes"));
  private static final int MOST_COUNTED = 5 * REFUSALS;

  private final Shelf<Sightings> refusals;

  ReadRule(Shelves shelves) {
    this.refusals = shelves.shelf("reads", MOST_READERS, Sightings.FORM);
  }

  @Override
  public void look(Moment moment, Consumer<Hit> hits) {
    if (!(moment.event().body() instanceof AuditAccessed read)
        || read.status() != AccessStatus.DENIED) {
      return;
    }
    Sightings counted =
        refusals
            .get(moment.tenant(), read.subject(), moment.now())
            .orElse(Sightings.NONE)
            .and(moment.sighting(read.operation()), WINDOW, MOST_COUNTED);
    refusals.put(moment.tenant(), read.subject(), counted, moment.now().plus(WINDOW));
    if (counted.size() >= REFUSALS) {
      hits.accept(
          Findings.counted(
              AlertRule.READS_REFUSED,
              new AlertEntity(EntityLevel.ACTOR, read.subject()),
              "",
              counted,
              "%s was refused %s reads of the record in 10 minutes"
                  .formatted(read.subject(), counted.size()),
              "Whoever asks again and again for what they may not see looks for something."));
    }
  }
}
