package io.countersign.standalone.command;

import io.countersign.standalone.roles.CannotStart;
import io.countersign.standalone.story.Paint;
import java.io.Console;
import java.io.PrintWriter;
import picocli.CommandLine.Help.Ansi;

/** What the terminal can show. */
final class Terminal {
  private Terminal() {}

  /** Colours where a person looks on and has not asked for none (NO_COLOR). */
  static Paint paint() {
    return new Paint(Ansi.AUTO.enabled());
  }

  /**
   * Asks a person.
   *
   * @param instead option that answers where nobody can be asked
   */
  @SuppressWarnings("SystemConsoleNull") // null before JDK 22; later the end of input is a no
  static boolean agrees(PrintWriter out, String question, String instead) throws CannotStart {
    Console console = System.console();
    if (console == null) {
      throw new CannotStart(
          "Expected %s, because there is no terminal to ask at. Nothing was changed."
              .formatted(instead));
    }
    out.print(question + " ");
    out.flush();
    String answer = console.readLine();
    return answer != null && answer.strip().equalsIgnoreCase("yes");
  }
}
