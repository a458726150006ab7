package io.countersign.projections.alert;

import io.countersign.schemas.alert.AlertContributor;
import io.countersign.schemas.alert.AlertEntity;
import io.countersign.schemas.alert.AlertMeasure;
import io.countersign.schemas.alert.ContributorDimension;
import io.countersign.schemas.call.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the hits of rules. */
final class Findings {
  private static final long THOUSAND = 1_000;
  private static final int MOST_OF_A_DIMENSION = 5;

  private Findings() {}

  /** A hit of one event, as loud as its rule. */
  static Hit one(
      AlertRule rule, AlertEntity entity, String part, Moment moment, String headline, String why) {
    return one(rule, rule.severity(), entity, part, moment, headline, why);
  }

  static Hit one(
      AlertRule rule,
      Severity severity,
      AlertEntity entity,
      String part,
      Moment moment,
      String headline,
      String why) {
    List<Sighting> sightings = List.of(moment.sighting(""));
    return hit(rule, severity, entity, part, null, sightings, headline, why);
  }

  /** A hit of several events that were counted. */
  static Hit counted(
      AlertRule rule,
      AlertEntity entity,
      String part,
      Sightings counted,
      String headline,
      String why) {
    List<Sighting> list = counted.list();
    AlertMeasure measure =
        AlertMeasure.count(list.getFirst().at(), list.getLast().at().plusNanos(1_000), list.size());
    return hit(rule, rule.severity(), entity, part, measure, list, headline, why);
  }

  private static Hit hit(
      AlertRule rule,
      Severity severity,
      AlertEntity entity,
      String part,
      @Nullable AlertMeasure measure,
      List<Sighting> sightings,
      String headline,
      String why) {
    List<AlertContributor> contributors = new ArrayList<>();
    contributors.addAll(parts(ContributorDimension.ACTOR, sightings, Sighting::actor));
    contributors.addAll(parts(ContributorDimension.TOOL, sightings, Sighting::tool));
    contributors.addAll(
        parts(
            ContributorDimension.REASON,
            sightings,
            one -> one.detail().isEmpty() ? null : one.detail()));
    return new Hit(
        rule.name(),
        entity,
        part,
        severity,
        null,
        measure,
        contributors,
        sightings,
        headline,
        why,
        rule.silence(),
        rule.detector(),
        rule.canBeSilenced());
  }

  /** The largest parts of a dimension; equal ones in the order of their names. */
  private static List<AlertContributor> parts(
      ContributorDimension dimension,
      List<Sighting> sightings,
      Function<Sighting, @Nullable String> name) {
    Map<String, Long> counts = new HashMap<>();
    for (Sighting sighting : sightings) {
      String part = name.apply(sighting);
      if (part != null) {
        counts.merge(part, 1L, Long::sum);
      }
    }
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(MOST_OF_A_DIMENSION)
        .map(
            part ->
                new AlertContributor(
                    dimension, part.getKey(), part.getValue(), THOUSAND * part.getValue(), false))
        .toList();
  }

  /** Who acted; the tenant as a whole when that is not known. */
  static AlertEntity actorOf(Moment moment) {
    CallFacts call = moment.call();
    return call == null
        ? AlertEntity.tenant(moment.tenant())
        : new AlertEntity(io.countersign.schemas.alert.EntityLevel.ACTOR, call.actor());
  }

  /** Who acted, in words. */
  static String actorTold(Moment moment) {
    CallFacts call = moment.call();
    return call == null ? "somebody" : call.actor();
  }

  /** What was called, in words. */
  static String toolTold(Moment moment) {
    CallFacts call = moment.call();
    return call == null ? "a call" : call.toolName();
  }
}
