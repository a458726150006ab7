package io.countersign.query.report;

import io.countersign.query.report.Block.Strips;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Strips in letters, for text and Markdown. */
final class StripLines {
  private static final int COLUMNS = 48;
  private static final int LABEL = 28;

  private static final String LEGEND =
      "= checks   ~ waits for people   . not claimed   # runs   > goes on";

  private StripLines() {}

  static List<String> of(Strips strips) {
    List<String> lines = new ArrayList<>();
    TimeScale scale = new TimeScale(strips.rows());
    for (Strip strip : strips.rows()) {
      char[] cells = new char[COLUMNS];
      Arrays.fill(cells, ' ');
      for (Strip.Bar bar : strip.bars()) {
        int from = (int) Math.round(scale.at(bar.from()) * (COLUMNS - 1));
        int to = Math.max(from + 1, (int) Math.round(scale.at(bar.to()) * COLUMNS));
        Arrays.fill(cells, from, to, bar.look().letter());
        if (bar.open()) {
          cells[to - 1] = '>';
        }
      }
      lines.add("%s |%s|".formatted(label(strip), new String(cells)));
    }
    if (strips.more() > 0) {
      lines.add("… %s more".formatted(strips.more()));
    }
    lines.add(LEGEND);
    return lines;
  }

  private static String label(Strip strip) {
    String text =
        strip.label().spans().stream().map(span -> Shown.line(span)).collect(Collectors.joining());
    int length = text.codePointCount(0, text.length());
    return length <= LABEL
        ? text + " ".repeat(LABEL - length)
        : text.substring(0, text.offsetByCodePoints(0, LABEL - 1)) + "…";
  }
}
