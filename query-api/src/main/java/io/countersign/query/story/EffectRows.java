package io.countersign.query.story;

import io.countersign.query.report.Line;
import io.countersign.query.report.Span.Style;
import java.util.ArrayList;
import java.util.List;

/** What a call touched, a row for each thing. */
final class EffectRows {
  private static final int MAX = 20;

  private EffectRows() {}

  static List<List<Line>> of(CallTold call, Effect effect) {
    List<List<Line>> rows = new ArrayList<>();
    Line number = Line.of(String.valueOf(call.number()));
    for (Effect.Resource each : effect.resources()) {
      if (rows.size() == MAX) {
        Line more = Line.of("and %s more".formatted(effect.resources().size() - MAX));
        rows.add(List.of(number, happened(effect), more, Line.EMPTY, Line.EMPTY, Line.EMPTY));
        return rows;
      }
      rows.add(row(number, effect, Line.theirs(each.name()), Line.of(said(each))));
    }
    if (rows.isEmpty()) {
      rows.add(row(number, effect, Line.of(Style.FAINT, "nobody said what"), Line.EMPTY));
    }
    return rows;
  }

  private static List<Line> row(Line number, Effect effect, Line resource, Line said) {
    return List.of(
        number,
        happened(effect),
        resource,
        said,
        Line.theirs(effect.rollback()),
        Line.theirs(effect.readBack()));
  }

  private static Line happened(Effect effect) {
    return switch (effect.happened()) {
      case YES -> Line.of(Style.STRONG, "yes");
      case NO -> Line.of("no");
      case MAYBE -> Line.of(Style.WARN, "maybe");
    };
  }

  private static String said(Effect.Resource resource) {
    if (resource.declared() && resource.reported()) {
      return "intent and outcome";
    }
    return resource.declared() ? "intent" : "outcome, not declared";
  }
}
