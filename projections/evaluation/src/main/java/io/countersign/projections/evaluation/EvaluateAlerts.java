package io.countersign.projections.evaluation;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The command: {@code [--seed N] [--series N] [--days N]}; prints the tables. */
public final class EvaluateAlerts {
  private static final long SEED = 20261128;
  private static final int SERIES = 300;
  private static final int DAYS = 23;

  private EvaluateAlerts() {}

  /** Runs. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try {
      out.print(report(evaluation(arguments)));
    } catch (IllegalArgumentException | ArithmeticException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private static String report(Evaluation evaluation) {
    List<Trial> trials = new ArrayList<>();
    for (Judge judge : Evaluation.judges()) {
      trials.add(evaluation.run(judge));
    }
    return new Report(evaluation, trials).text();
  }

  private static Evaluation evaluation(String[] arguments) {
    long seed = SEED;
    int series = SERIES;
    int days = DAYS;
    for (int i = 0; i < arguments.length; i += 2) {
      long value = i + 1 < arguments.length ? number(arguments[i + 1]) : number("nothing");
      switch (arguments[i]) {
        case "--seed" -> seed = value;
        case "--series" -> series = Math.toIntExact(value);
        case "--days" -> days = Math.toIntExact(value);
        default ->
            throw new IllegalArgumentException("Expected --seed, --series or --days with a number");
      }
    }
    return new Evaluation(seed, series, days);
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("Expected a number after each option", e);
    }
  }
}
