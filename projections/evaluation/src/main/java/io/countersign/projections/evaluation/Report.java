package io.countersign.projections.evaluation;

import io.countersign.projections.alert.detect.Parameters;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/** The tables, in Markdown. */
final class Report {
  private static final List<Double> BUDGETS = List.of(0.01, 0.05);
  private static final List<Double> RATES = List.of(0.005, 0.01, 0.02, 0.05, 0.1);
  private static final int DAY = GroupGenerator.MINUTES_OF_DAY;
  private static final int WARM = Attacks.FIRST_DAYS * DAY;

  /** Base rates of a tenant per bin that a bucket ends before. */
  private static final List<Double> BUCKETS = List.of(0.5, 5.0, Double.MAX_VALUE);

  private final Evaluation evaluation;
  private final List<Trial> trials;
  private final StringBuilder text = new StringBuilder();

  Report(Evaluation evaluation, List<Trial> trials) {
    this.evaluation = evaluation;
    this.trials = List.copyOf(trials);
  }

  String text() {
    text.append(
        "Seed %s; %s series in %s groups for validation and as many for the test; %s days, of which the first %s are for learning.\n"
            .formatted(
                evaluation.seed(),
                evaluation.series(),
                evaluation.groups(),
                evaluation.days(),
                Attacks.FIRST_DAYS));
    for (double budget : BUDGETS) {
      overall(budget);
      byScenario(budget);
      byRate(budget);
      coldStart(budget);
    }
    equalFalseAlerts();
    asTheProductRuns();
    costs();
    return text.toString();
  }

  private void overall(double budget) {
    text.append("\n### Budget %s false alerts per series and day\n\n".formatted(budget));
    overallHeader();
    for (Trial trial : trials) {
      overall(trial, threshold(trial, budget));
    }
  }

  private void asTheProductRuns() {
    text.append("\n### At the threshold of the product\n\n");
    overallHeader();
    overall(trials.getFirst(), Parameters.CURRENT.threshold());
  }

  private void overallHeader() {
    header(
        "detector",
        "recall [95 %]",
        "precision [95 %]",
        "false alerts per series-day",
        "per tenant-week",
        "delay p50 / p90",
        "threshold");
  }

  private void overall(Trial trial, double threshold) {
    Tally tally = Tally.of(trial.test(), threshold, WARM, end(), one -> true);
    double perSeriesDay = tally.falseAlerts() / seriesDays();
    row(
        trial.name(),
        shown(tally.recall()),
        shown(tally.precision()),
        shown(perSeriesDay, 4),
        shown(perSeriesDay * GroupGenerator.SERIES_OF_GROUP * GroupGenerator.KINDS.size() * 7, 2),
        "%s s / %s s".formatted(tally.delay(0.5), tally.delay(0.9)),
        threshold == Double.MAX_VALUE ? "none" : shown(threshold, 2));
  }

  private void byScenario(double budget) {
    text.append("\nRecall by scenario\n\n");
    List<String> heads = new ArrayList<>(List.of("detector"));
    for (Scenario scenario : Scenario.values()) {
      Tally all = scenario(trials.getFirst(), scenario, 0);
      heads.add("%s (%s)".formatted(scenario, all.episodes()));
    }
    header(heads.toArray(String[]::new));
    for (Trial trial : trials) {
      double threshold = threshold(trial, budget);
      List<String> cells = new ArrayList<>(List.of(trial.name()));
      for (Scenario scenario : Scenario.values()) {
        cells.add(shown(scenario(trial, scenario, threshold).recall()));
      }
      row(cells.toArray(String[]::new));
    }
  }

  private Tally scenario(Trial trial, Scenario scenario, double threshold) {
    return Tally.of(trial.test(), threshold, WARM, end(), one -> one.scenario() == scenario);
  }

  private void byRate(double budget) {
    text.append("\nRecall / precision by how much the tenant does in five minutes\n\n");
    header("detector", "below 0.5", "0.5 to 5", "from 5");
    for (Trial trial : trials) {
      List<String> cells = new ArrayList<>(List.of(trial.name()));
      double threshold = threshold(trial, budget);
      double from = 0;
      for (double until : BUCKETS) {
        double low = from;
        List<Judged> bucket =
            trial.test().stream()
                .filter(one -> one.ratePerBin() >= low && one.ratePerBin() < until)
                .toList();
        Tally tally = Tally.of(bucket, threshold, WARM, end(), one -> true);
        cells.add(shown(tally.recall()) + " / " + shown(tally.precision()));
        from = until;
      }
      row(cells.toArray(String[]::new));
    }
  }

  private void coldStart(double budget) {
    text.append("\nCold start: false alerts per series-day, at the same thresholds\n\n");
    header("detector", "day 0", "day 1", "days 2 to 6", "recall in the first week");
    for (Trial trial : trials) {
      double threshold = threshold(trial, budget);
      row(
          trial.name(),
          shown(cold(trial, threshold, 0, 1), 3),
          shown(cold(trial, threshold, 1, 2), 3),
          shown(cold(trial, threshold, 2, Attacks.FIRST_DAYS), 3),
          shown(Tally.of(trial.test(), threshold, 0, WARM, one -> true).recall()));
    }
  }

  private void equalFalseAlerts() {
    EqualFalseAlerts equal = new EqualFalseAlerts(trials, WARM, end());
    text.append("\n### Equal false alerts on the test half\n\nRecall\n\n");
    header(perRate("detector", "at %s a series and day"::formatted));
    for (Trial trial : trials) {
      row(perRate(trial.name(), rate -> shown(equal.recall(trial, alerts(rate)))));
    }
    Trial ours = trials.getFirst();
    text.append(
        "\nAttacks that only %s / only the other found, and the chance of so great a difference between equals\n\n"
            .formatted(ours.name()));
    header(perRate("other", "at %s a series and day"::formatted));
    for (Trial trial : trials.subList(1, trials.size())) {
      row(perRate(trial.name(), rate -> shown(equal.pair(trial, alerts(rate)))));
    }
  }

  private static String[] perRate(String first, DoubleFunction<String> cell) {
    List<String> cells = new ArrayList<>(List.of(first));
    for (double rate : RATES) {
      cells.add(cell.apply(rate));
    }
    return cells.toArray(String[]::new);
  }

  private void costs() {
    text.append("\n### Cost\n\n");
    header("detector", "µs per bin and series", "bytes per series");
    for (Trial trial : trials) {
      String bytes = trial.bytes() == 0 ? "" : Integer.toString(trial.bytes());
      row(trial.name(), shown(trial.microsPerPoint(), 2), bytes);
    }
  }

  private double cold(Trial trial, double threshold, int fromDay, int untilDay) {
    Tally tally = Tally.of(trial.test(), threshold, fromDay * DAY, untilDay * DAY, one -> true);
    return (double) tally.falseAlerts() / (evaluation.series() * (untilDay - fromDay));
  }

  double threshold(Trial trial, double budget) {
    return trial.threshold(alerts(budget), WARM, end());
  }

  private int alerts(double perSeriesDay) {
    return (int) (perSeriesDay * seriesDays());
  }

  private double seriesDays() {
    return (double) evaluation.series() * (evaluation.days() - Attacks.FIRST_DAYS);
  }

  private int end() {
    return evaluation.days() * DAY;
  }

  private static String shown(Interval interval) {
    return "%s [%s, %s]"
        .formatted(shown(interval.share(), 2), shown(interval.low(), 2), shown(interval.high(), 2));
  }

  private static String shown(EqualFalseAlerts.Pair pair) {
    double chance = pair.chance();
    return "%s / %s, %s"
        .formatted(pair.ours(), pair.theirs(), chance < 0.0001 ? "below 0.0001" : shown(chance, 4));
  }

  private static String shown(double number, int digits) {
    return BigDecimal.valueOf(number).setScale(digits, RoundingMode.HALF_UP).toPlainString();
  }

  private void header(String... heads) {
    row(heads);
    text.append("|---".repeat(heads.length)).append("|\n");
  }

  private void row(String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
