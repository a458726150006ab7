package io.countersign.query.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * One thing over time.
 *
 * @param label what it is
 * @param anchor where more of it stands on the page
 * @param bars its parts, in order
 */
public record Strip(Line label, String anchor, List<Bar> bars) {
  public Strip {
    bars = List.copyOf(bars);
  }

  /**
   * A part of a strip.
   *
   * @param look how it is drawn
   * @param words what happens in it
   * @param from begin
   * @param to end
   * @param open whether it goes on
   */
  public record Bar(Look look, String words, Instant from, Instant to, boolean open) {
    String told() {
      return "%s %s%s".formatted(words, Durations.words(length()), open ? " and on" : "");
    }

    Duration length() {
      return Duration.between(from, to);
    }
  }

  /** How a bar is drawn. */
  public enum Look {
    /** Something is checked. */
    CHECK('='),
    /** People are waited for. */
    WAIT('~'),
    /** Nothing happens. */
    IDLE('.'),
    /** Something runs. */
    RUN('#');

    private final char letter;

    Look(char letter) {
      this.letter = letter;
    }

    char letter() {
      return letter;
    }

    String style() {
      return "bar-" + name().toLowerCase(Locale.ROOT);
    }
  }
}
