package io.countersign.query.story;

import io.countersign.query.report.Block.Fact;
import io.countersign.query.report.Durations;
import io.countersign.query.report.Line;
import io.countersign.schemas.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A run at a glance: who acted for whom, what was asked, and the figures. */
final class StoryOverview {
  private static final int MAX_REQUESTS = 20;

  private StoryOverview() {}

  static List<Fact> of(StoryView story) {
    Totals totals = story.totals();
    List<Fact> facts = new ArrayList<>();
    for (JsonObject actor : story.actors()) {
      facts.add(new Fact(story.actors().size() == 1 ? "Who" : "Who, " + number(actor), who(actor)));
    }
    Set<String> requests = new LinkedHashSet<>();
    Set<String> sources = new LinkedHashSet<>();
    Set<String> environments = new LinkedHashSet<>();
    for (CallTold call : story.calls()) {
      Members.text(call.call(), "intent", "context", "request").ifPresent(requests::add);
      Members.text(call.call(), "intent", "context", "source").ifPresent(sources::add);
      Members.text(call.call(), "environment").ifPresent(environments::add);
    }
    facts.add(new Fact("Asked for", listed(requests)));
    facts.add(new Fact("Source", listed(sources)));
    facts.add(new Fact("Environment", listed(environments)));
    facts.add(
        new Fact(
            "Recorded",
            Line.of(
                totals
                    .firstAt()
                    .flatMap(
                        first ->
                            totals
                                .lastAt()
                                .map(
                                    last ->
                                        "%s to %s, %s"
                                            .formatted(
                                                first,
                                                last,
                                                Durations.words(Duration.between(first, last)))))
                    .orElse("nothing"))));
    facts.add(new Fact("Calls", Line.of(counts(totals.states()))));
    facts.add(
        new Fact(
            "People waited",
            totals.waitedMillis() == 0
                ? Line.EMPTY
                : Line.of(Durations.words(Duration.ofMillis(totals.waitedMillis())))));
    facts.add(new Fact("Used", Line.of(totals.used().words())));
    facts.add(new Fact("Charged", Line.of(totals.charged().words())));
    facts.add(
        new Fact(
            "Evidence",
            Line.of("%s events: %s".formatted(totals.events(), counts(totals.grades())))));
    facts.add(
        new Fact(
            "Read up to",
            Line.of(
                story.readUpTo().members().keySet().stream()
                    .map(
                        ledger ->
                            "position %s of ledger %s"
                                .formatted(story.readUpTo().integer(ledger).orElse(-1L), ledger))
                    .collect(Collectors.joining(", ")))));
    return facts;
  }

  private static String number(JsonObject actor) {
    return String.valueOf(Members.number(actor, "number").orElse(0L));
  }

  private static Line who(JsonObject actor) {
    return Line.of("agent ")
        .and(Line.theirs(Members.text(actor, "agent", "id").orElse("unnamed")))
        .and(" ", Members.text(actor, "agent", "version"))
        .and(" for ", Members.text(actor, "principal", "id"))
        .and(" through ", Members.text(actor, "client", "name"))
        .and(", begun by ", Members.text(actor, "initiator"))
        .and(", answered for by ", Members.text(actor, "agent", "owner"));
  }

  private static Line listed(Set<String> texts) {
    Line line = Line.EMPTY;
    int told = 0;
    for (String text : texts) {
      if (told == MAX_REQUESTS) {
        return line.and(", and %s more".formatted(texts.size() - told));
      }
      line = (told == 0 ? line : line.and(", ")).and(Line.theirs(text));
      told++;
    }
    return line;
  }

  private static String counts(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }
}
