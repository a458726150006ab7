package io.countersign.approvals.gate;

import io.countersign.approvals.names.Blanks;
import io.countersign.schemas.control.Evidence;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.Scores;
import io.countersign.schemas.control.ServerReview;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rubric of the production gates: six scores that need evidence give a total, the total gives a
 * gate, and what the gate needs and is missing lowers it until it holds. A pure function of the
 * review.
 */
public final class GateRubric {
  /** Evidence for the named abilities, beside the names of the scores. */
  static final Set<String> ABILITIES =
      Set.of(
          "dryRun",
          "preview",
          "rollback",
          "audit",
          "narrowCredentials",
          "logs",
          "sensitiveDataReview");

  private static final Set<String> DIMENSIONS =
      Set.of(
          "toolBoundaries",
          "permissionModel",
          "errorRecovery",
          "verification",
          "sensitiveData",
          "maintainer");

  private final ServerReview review;
  private final Set<String> evidence = new TreeSet<>();
  private final List<String> reasons = new ArrayList<>();

  private GateRubric(ServerReview review) {
    this.review = review;
    review.evidence().stream()
        .filter(item -> !Blanks.only(item.link()))
        .map(Evidence::item)
        .forEach(evidence::add);
  }

  /** Whether evidence of this name counts for anything. */
  public static boolean isEvidence(String item) {
    return ABILITIES.contains(item) || DIMENSIONS.contains(item);
  }

  /** What the review comes to. */
  public static Assessment assess(ServerReview review) {
    return new GateRubric(review).assessment();
  }

  /**
   * The gate at a moment: one lower once the day of the next review has ended in UTC, and never
   * below {@link Gate#BLOCK}.
   *
   * @param nextReview day of the next review, as {@code YYYY-MM-DD}
   */
  public static GateInForce inForce(Gate gate, String nextReview, Instant now) {
    Instant end = LocalDate.parse(nextReview).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    if (now.isBefore(end)) {
      return new GateInForce(
          gate, false, "The review stands; the next one is due on %s.".formatted(nextReview));
    }
    Gate lower = lower(gate);
    return new GateInForce(
        lower,
        true,
        "The review was due on %s, so %s counts as %s until it is reviewed again."
            .formatted(nextReview, gate, lower));
  }

  private static Gate lower(Gate gate) {
    return switch (gate) {
      case BLOCK, PROTOTYPE_ONLY -> Gate.BLOCK;
      case READ_ONLY -> Gate.PROTOTYPE_ONLY;
      case WRITES_WITH_APPROVAL -> Gate.READ_ONLY;
      case PRODUCTION_APPROVED -> Gate.WRITES_WITH_APPROVAL;
    };
  }

  private Assessment assessment() {
    int total = total();
    Gate gate = ofTotal(total);
    reasons.add("The scores with evidence make %s of 18, which is %s.".formatted(total, gate));
    if (!review.criticalFailures().isEmpty()) {
      reasons.add(
          "BLOCK, because of critical failures: %s."
              .formatted(String.join("; ", review.criticalFailures())));
      return new Assessment(Gate.BLOCK, total, reasons);
    }
    gate = withNeeds(gate);
    return new Assessment(overridden(gate), total, reasons);
  }

  private int total() {
    int total = 0;
    for (Map.Entry<String, Integer> score : scores(review.scores()).entrySet()) {
      if (evidence.contains(score.getKey())) {
        total += score.getValue();
      } else if (score.getValue() > 0) {
        reasons.add(
            "%s counts 0 instead of %s, because there is no evidence for it."
                .formatted(score.getKey(), score.getValue()));
      }
    }
    return total;
  }

  private static Map<String, Integer> scores(Scores scores) {
    Map<String, Integer> named = new LinkedHashMap<>();
    named.put("toolBoundaries", scores.toolBoundaries());
    named.put("permissionModel", scores.permissionModel());
    named.put("errorRecovery", scores.errorRecovery());
    named.put("verification", scores.verification());
    named.put("sensitiveData", scores.sensitiveData());
    named.put("maintainer", scores.maintainer());
    return named;
  }

  private static Gate ofTotal(int total) {
    if (total <= 5) {
      return Gate.BLOCK;
    }
    if (total <= 9) {
      return Gate.PROTOTYPE_ONLY;
    }
    if (total <= 13) {
      return Gate.READ_ONLY;
    }
    return total <= 16 ? Gate.WRITES_WITH_APPROVAL : Gate.PRODUCTION_APPROVED;
  }

  /** From the top downwards, so that each gate also has what the lower ones need. */
  private Gate withNeeds(Gate ofTotal) {
    Gate gate = ofTotal;
    if (gate == Gate.PRODUCTION_APPROVED && review.confirmedBy() == null) {
      gate = lowered(Gate.WRITES_WITH_APPROVAL, "a human who confirms it");
    }
    if (gate.compareTo(Gate.WRITES_WITH_APPROVAL) >= 0) {
      List<String> missing = missing("rollback", "audit");
      if (!evidence.contains("dryRun") && !evidence.contains("preview")) {
        missing.addFirst("dryRun or preview");
      }
      if (!missing.isEmpty()) {
        gate = lowered(Gate.READ_ONLY, "evidence for " + String.join(", ", missing));
      }
    }
    if (gate.compareTo(Gate.READ_ONLY) >= 0) {
      List<String> missing = missing("narrowCredentials", "logs");
      if (!missing.isEmpty()) {
        gate = lowered(Gate.PROTOTYPE_ONLY, "evidence for " + String.join(", ", missing));
      }
    }
    if (gate.compareTo(Gate.READ_ONLY) >= 0 && !evidence.contains("sensitiveDataReview")) {
      gate = lowered(Gate.PROTOTYPE_ONLY, "an explicit review of sensitive data");
    }
    return gate;
  }

  private List<String> missing(String... items) {
    List<String> missing = new ArrayList<>(List.of(items));
    missing.removeAll(evidence);
    return missing;
  }

  private Gate lowered(Gate gate, String missing) {
    reasons.add("%s, because it is missing: %s.".formatted(gate, missing));
    return gate;
  }

  private Gate overridden(Gate gate) {
    Gate override = review.override();
    if (override == null || override == gate) {
      return gate;
    }
    if (override.compareTo(gate) > 0) {
      reasons.add(
          "The reviewer wants %s, which has no effect: an override may lower a gate, never raise it."
              .formatted(override));
      return gate;
    }
    reasons.add("%s, because the reviewer lowered it.".formatted(override));
    return override;
  }
}
