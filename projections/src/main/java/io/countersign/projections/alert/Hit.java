package io.countersign.projections.alert;

import io.countersign.schemas.alert.AlertAction;
import io.countersign.schemas.alert.AlertContributor;
import io.countersign.schemas.alert.AlertDetector;
import io.countersign.schemas.alert.AlertEntity;
import io.countersign.schemas.alert.AlertMeasure;
import io.countersign.schemas.call.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rule or the detector found at one event: an alert is opened or extended by it, unless
 * somebody has said that it is expected.
 *
 * @param kind stable name of the rule or of what was counted
 * @param entity what it is about
 * @param part what else tells it apart from others of the kind and entity; empty for nothing
 * @param severity how loud
 * @param action what was counted
 * @param measure the count it rests on
 * @param contributors who and what had the greatest part in it
 * @param sightings the events it rests on, oldest first, at least one
 * @param headline what happened, in one line
 * @param explanation why that is an alert
 * @param silence how to see no more of it
 * @param detector what found it
 * @param canBeSilenced whether what people say of it may keep the next ones away
 */
record Hit(
    String kind,
    AlertEntity entity,
    String part,
    Severity severity,
    @Nullable AlertAction action,
    @Nullable AlertMeasure measure,
    List<AlertContributor> contributors,
    List<Sighting> sightings,
    String headline,
    String explanation,
    String silence,
    AlertDetector detector,
    boolean canBeSilenced) {
  Hit {
    contributors = List.copyOf(contributors);
    sightings = List.copyOf(sightings);
    if (sightings.isEmpty()) {
      throw new IllegalArgumentException("Expected an event that it rests on, but there is none");
    }
  }

  /** What makes two hits the same alert. */
  String key() {
    String key = "%s/%s/%s".formatted(kind, entity.level(), entity.name());
    return part.isEmpty() ? key : key + "/" + part;
  }

  /** How much it is: what was counted, or one. */
  long weight() {
    return measure == null ? 1 : measure.observed();
  }
}
