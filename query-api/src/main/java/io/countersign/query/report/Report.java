package io.countersign.query.report;

import java.util.List;

/**
 * A page for people.
 *
 * @param title what it is about, in our words and somebody else's
 * @param blocks its parts, in order
 */
public record Report(Line title, List<Block> blocks) {
  public Report {
    blocks = List.copyOf(blocks);
  }
}
