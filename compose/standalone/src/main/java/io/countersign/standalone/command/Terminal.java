package io.countersign.standalone.command;

import io.countersign.standalone.story.Paint;
import picocli.CommandLine.Help.Ansi;

/** What the terminal can show. */
final class Terminal {
  private Terminal() {}

  /** Colours where a person looks on and has not asked for none (NO_COLOR). */
  static Paint paint() {
    return new Paint(Ansi.AUTO.enabled());
  }
}
