package io.countersign.standalone;

import io.countersign.standalone.command.Commands;

/** The launcher: {@code countersign up}, {@code countersign token} and so on. */
public final class Countersign {
  private Countersign() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(Commands.run(arguments));
  }
}
