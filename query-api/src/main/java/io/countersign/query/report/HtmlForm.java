package io.countersign.query.report;

import io.countersign.query.report.Block.Fact;
import io.countersign.query.report.Block.Facts;
import io.countersign.query.report.Block.Heading;
import io.countersign.query.report.Block.Note;
import io.countersign.query.report.Block.Paragraph;
import io.countersign.query.report.Block.Quote;
import io.countersign.query.report.Block.Strips;
import io.countersign.query.report.Block.Table;
import io.countersign.schemas.digest.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A report as one HTML document: no scripts, nothing that is loaded, its style inside and named by
 * its hash in a content security policy, so that nothing else can be. Made for light, dark and
 * paper.
 */
public final class HtmlForm {
  private static final String STYLE = style();

  /** The policy that the document states of itself, and that a server should state too. */
  public static final String POLICY =
      "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'"
          .formatted(
              Base64.getEncoder()
                  .encodeToString(Digest.sha256(STYLE.getBytes(StandardCharsets.UTF_8)).bytes()));

  /** What stands for waiting; drawn once, used by every strip. */
  private static final String HATCH =
      """
      <svg width="0" height="0" class="defs" aria-hidden="true"><defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" class="hatch-ground"/><rect width="3" height="6" class="hatch-line"/></pattern></defs></svg>
      """;

  private final Html html = new Html();

  private HtmlForm() {}

  /** The HTML of a report. */
  public static String of(Report report) {
    return new HtmlForm().page(report);
  }

  private String page(Report report) {
    html.ours("<!DOCTYPE html>\n").open("html", "lang", "en").feed();
    html.open("head").feed();
    html.open("meta", "charset", "utf-8").feed();
    html.open("meta", "http-equiv", "Content-Security-Policy", "content", POLICY).feed();
    html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").feed();
    html.open("meta", "name", "referrer", "content", "no-referrer").feed();
    html.element("title", text(report.title())).feed();
    html.ours("<style>" + STYLE + "</style>").feed();
    html.close("head").feed().open("body").feed().ours(HATCH);
    html.open("main").feed().open("h1");
    spans(report.title());
    html.close("h1").feed();
    report.blocks().forEach(this::add);
    return html.close("main").feed().close("body").feed().close("html").feed().toString();
  }

  private void add(Block block) {
    switch (block) {
      case Heading heading -> {
        String tag = "h" + heading.level();
        html.open(tag, "id", heading.anchor());
        spans(heading.line());
        html.close(tag).feed();
      }
      case Note note -> {
        html.open("p", "class", "note " + name(note.tone()), "role", "note");
        html.element("strong", word(note.tone())).text(" ");
        spans(note.line());
        html.close("p").feed();
      }
      case Paragraph paragraph -> {
        html.open("p");
        spans(paragraph.line());
        html.close("p").feed();
      }
      case Facts facts -> facts(facts);
      case Quote quote -> {
        html.open("figure").element("figcaption", quote.caption());
        html.open("pre", "dir", "auto").text(Shown.quote(quote.text())).close("pre");
        html.close("figure").feed();
      }
      case Table table -> table(table);
      case Strips strips -> strips(strips);
    }
  }

  private void facts(Facts facts) {
    if (facts.facts().isEmpty()) {
      return;
    }
    html.open("dl").feed();
    for (Fact fact : facts.facts()) {
      html.open("div").element("dt", fact.name()).open("dd");
      spans(fact.line());
      html.close("dd").close("div").feed();
    }
    html.close("dl").feed();
  }

  private void table(Table table) {
    html.open(
        "div", "class", "scroll", "role", "region", "tabindex", "0", "aria-label", table.caption());
    html.open("table").element("caption", table.caption()).feed().open("thead").open("tr");
    table.head().forEach(name -> html.element("th", name, "scope", "col"));
    html.close("tr").close("thead").feed().open("tbody").feed();
    for (List<Line> row : table.rows()) {
      html.open("tr");
      for (int i = 0; i < row.size(); i++) {
        String tag = i == 0 ? "th" : "td";
        html.open(tag, i == 0 ? new String[] {"scope", "row"} : new String[0]);
        spans(row.get(i));
        html.close(tag);
      }
      html.close("tr").feed();
    }
    html.close("tbody").close("table").close("div").feed();
    more(table.more());
  }

  private void strips(Strips strips) {
    TimeScale scale = new TimeScale(strips.rows());
    html.open(
        "div",
        "class",
        "scroll",
        "role",
        "region",
        "tabindex",
        "0",
        "aria-label",
        strips.caption());
    html.open("table", "class", "strips").element("caption", strips.caption()).feed();
    html.open("tbody").feed();
    for (Strip strip : strips.rows()) {
      String told = strip.bars().stream().map(Strip.Bar::told).collect(Collectors.joining(", "));
      html.open("tr").open("th", "scope", "row").open("a", "href", "#" + strip.anchor());
      spans(strip.label());
      html.close("a").close("th").open("td");
      html.open("svg", "class", "strip", "role", "img", "aria-label", told);
      for (Strip.Bar bar : strip.bars()) {
        double from = scale.at(bar.from());
        double width = Math.max(0.006, scale.at(bar.to()) - from);
        html.open(
            "rect",
            "class",
            bar.look().style() + (bar.open() ? " open" : ""),
            "x",
            percent(Math.min(from, 1 - width)),
            "width",
            percent(width),
            "y",
            "2",
            "height",
            "14");
        html.element("title", bar.told()).close("rect");
      }
      html.close("svg").open("div", "class", "told").text(told).close("div").close("td");
      html.close("tr").feed();
    }
    html.close("tbody").close("table").close("div").feed();
    more(strips.more());
  }

  private void more(long more) {
    if (more > 0) {
      html.element("p", "… %s more".formatted(more), "class", "faint").feed();
    }
  }

  private void spans(Line line) {
    for (Span span : line.spans()) {
      String text = Shown.line(span);
      switch (span.style()) {
        case PLAIN -> html.text(text);
        case STRONG -> html.element("strong", text);
        case FAINT, GOOD, WARN, BAD -> html.element("span", text, "class", name(span.style()));
        // Letters of scripts that run from right to left must not reorder what stands beside them.
        case THEIRS, VISIBLE -> html.open("code").element("bdi", text).close("code");
      }
    }
  }

  private static String text(Line line) {
    return line.spans().stream().map(span -> Shown.line(span)).collect(Collectors.joining());
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f%%", share * 100);
  }

  private static String name(Span.Style style) {
    return style.name().toLowerCase(Locale.ROOT);
  }

  private static String word(Span.Style tone) {
    return switch (tone) {
      case GOOD -> "Good:";
      case WARN -> "Note:";
      case BAD -> "Attention:";
      case PLAIN, STRONG, FAINT, THEIRS, VISIBLE -> "";
    };
  }

  private static String style() {
    try (InputStream in = HtmlForm.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("Expected report.css beside the class, but it is not.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
