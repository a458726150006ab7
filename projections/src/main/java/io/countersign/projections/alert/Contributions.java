package io.countersign.projections.alert;

import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.alert.AlertContributor;
import io.countersign.schemas.alert.ContributorDimension;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who and what had a part in an alert that goes on. */
final class Contributions {
  private static final int MOST_REASONS = 5;

  private Contributions() {}

  /**
   * The contributors after one more hit. A rule tells all of its window each time; the detector
   * counts no reasons, so those are added up since the alert was opened.
   */
  static List<AlertContributor> merged(Alert alert, Hit hit) {
    if (hit.action() == null) {
      return hit.contributors();
    }
    Map<String, AlertContributor> reasons = new TreeMap<>();
    List<AlertContributor> merged = new ArrayList<>();
    for (AlertContributor known : alert.contributors()) {
      if (known.dimension() == ContributorDimension.REASON) {
        reasons.put(known.name(), known);
      }
    }
    for (AlertContributor more : hit.contributors()) {
      if (more.dimension() == ContributorDimension.REASON) {
        reasons.merge(more.name(), more, Contributions::sum);
      } else {
        merged.add(more);
      }
    }
    reasons.values().stream()
        .sorted(
            Comparator.comparingLong(AlertContributor::observed)
                .reversed()
                .thenComparing(AlertContributor::name))
        .limit(MOST_REASONS)
        .forEach(merged::add);
    return merged;
  }

  private static AlertContributor sum(AlertContributor one, AlertContributor other) {
    return new AlertContributor(
        one.dimension(),
        one.name(),
        one.observed() + other.observed(),
        one.excessThousandths() + other.excessThousandths(),
        one.firstSeen());
  }
}
