package io.countersign.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Where measurements start. */
@Command(
    name = "compose/bench/run",
    description = "Measures Countersign on this machine.",
    mixinStandardHelpOptions = true,
    subcommands = SearchBench.class)
public final class Bench {
  private Bench() {}

  /** Runs a measurement; the exit status is 0 when everything was as expected. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }
}
