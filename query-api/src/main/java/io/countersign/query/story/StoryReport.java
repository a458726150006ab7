package io.countersign.query.story;

import io.countersign.query.report.Block;
import io.countersign.query.report.Block.Facts;
import io.countersign.query.report.Block.Heading;
import io.countersign.query.report.Block.Note;
import io.countersign.query.report.Block.Paragraph;
import io.countersign.query.report.Block.Strips;
import io.countersign.query.report.Block.Table;
import io.countersign.query.report.Line;
import io.countersign.query.report.Report;
import io.countersign.query.report.Span.Style;
import io.countersign.query.report.Strip;
import io.countersign.schemas.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The story as a report for people, from the verdict down to the single events. */
public final class StoryReport {
  /** Most calls that are told in full; of the others only the account tells. */
  static final int MAX_CALLS = 300;

  /** Most rows of a table of a story. */
  static final int MAX_ROWS = 500;

  private static final int MAX_STRIPS = 100;

  private final StoryView story;
  private final List<Block> blocks = new ArrayList<>();

  private StoryReport(StoryView story) {
    this.story = story;
  }

  /** The report of a story. */
  public static Report of(StoryView story) {
    return new StoryReport(story).report();
  }

  private Report report() {
    verdict();
    blocks.add(new Facts(StoryOverview.of(story)));
    problems("gaps", "What is missing", "Gaps", story.gaps());
    findings();
    problems("remarks", "What to know", "Remarks", story.remarks());
    strips();
    calls();
    effects();
    flows();
    clocks();
    account();
    return new Report(
        Line.of("Run ")
            .and(Line.theirs(story.runId()))
            .and(" of tenant ")
            .and(Line.theirs(story.tenant())),
        blocks);
  }

  private void verdict() {
    story
        .cut()
        .ifPresent(
            cut ->
                blocks.add(
                    new Note(
                        Style.WARN,
                        Line.of(
                            switch (cut) {
                              case Cut.AtPosition at ->
                                  "This is the story as it was known at position %s of the ledger. What was recorded later is not in it."
                                      .formatted(at.position());
                              case Cut.AtTime at ->
                                  "This is the story as it was known at %s, by recorded time. What was recorded later is not in it."
                                      .formatted(at.time());
                            }))));
    blocks.add(
        story.complete()
            ? new Note(Style.GOOD, Line.of("The story is complete: nothing is missing from it."))
            : new Note(
                Style.BAD,
                Line.of(
                    "The story is not complete: %s missing. See below."
                        .formatted(
                            story.gaps().size() == 1
                                ? "one thing is"
                                : story.gaps().size() + " things are"))));
    if (!story.findings().isEmpty()) {
      blocks.add(
          new Note(
              Style.BAD,
              Line.of(
                  story.findings().size() == 1
                      ? "Something happened that should not have."
                      : "%s things happened that should not have."
                          .formatted(story.findings().size()))));
    }
    blocks.add(
        new Note(
            Style.WARN,
            Line.of(
                "The ledger is not sealed: that nothing was changed in it since rests on who can"
                    + " write to it.")));
  }

  private void problems(String anchor, String title, String caption, List<JsonObject> problems) {
    if (problems.isEmpty()) {
      return;
    }
    blocks.add(new Heading(2, anchor, Line.of(title)));
    List<List<Line>> rows = new ArrayList<>();
    for (JsonObject problem : problems) {
      rows.add(
          List.of(
              Line.of(Style.WARN, Members.text(problem, "kind").orElse("?")),
              call(problem),
              Line.of(Members.text(problem, "message").orElse(""))
                  .and(" Due at ", Members.text(problem, "dueAt"))
                  .and(" Gateway ", Members.text(problem, "gateway"))
                  .and(" ", Members.text(problem, "type"))));
    }
    blocks.add(Table.upTo(MAX_ROWS, caption, List.of("Kind", "Call", "What"), rows));
  }

  private void findings() {
    if (story.findings().isEmpty()) {
      return;
    }
    blocks.add(new Heading(2, "findings", Line.of("What should not have happened")));
    List<List<Line>> rows = new ArrayList<>();
    for (JsonObject finding : story.findings()) {
      rows.add(
          List.of(
              Line.of(Style.BAD, Members.text(finding, "severity").orElse("?"))
                  .and(" ", Members.text(finding, "finding")),
              call(finding),
              Line.theirs(Members.text(finding, "message")),
              Line.theirs(Members.text(finding, "eventId"))));
    }
    blocks.add(Table.upTo(MAX_ROWS, "Findings", List.of("Finding", "Call", "What", "Event"), rows));
  }

  private Line call(JsonObject about) {
    return Members.text(about, "callId")
        .map(
            id ->
                story
                    .call(id)
                    .map(call -> Line.of(String.valueOf(call.number())))
                    .orElse(Line.EMPTY))
        .orElse(Line.EMPTY);
  }

  private void strips() {
    List<Strip> rows = new ArrayList<>();
    for (CallTold call : story.calls()) {
      if (rows.size() < MAX_STRIPS && !call.phases().isEmpty()) {
        rows.add(
            new Strip(
                Line.of(call.number() + ". ").and(Line.theirs(call.tool())),
                "call-" + call.number(),
                call.phases().stream().map(StoryReport::bar).toList()));
      }
    }
    if (rows.isEmpty()) {
      return;
    }
    blocks.add(new Heading(2, "time", Line.of("Who had the ball")));
    blocks.add(
        new Paragraph(
            Line.of(
                "From left to right in the order of the ledger. Lengths are compressed, so that"
                    + " milliseconds and hours can be seen side by side. Checks are =, waiting for"
                    + " people is ~, approved and not claimed is ., running is #, and > goes"
                    + " on.")));
    blocks.add(
        new Strips("Calls over time", rows, Math.max(0, story.calls().size() - rows.size())));
  }

  private static Strip.Bar bar(Phase phase) {
    Strip.Look look =
        switch (phase.kind()) {
          case DECIDING -> Strip.Look.CHECK;
          case WAITING -> Strip.Look.WAIT;
          case UNCLAIMED -> Strip.Look.IDLE;
          case RUNNING -> Strip.Look.RUN;
        };
    return new Strip.Bar(look, phase.kind().words(), phase.from(), phase.to(), phase.open());
  }

  private void calls() {
    blocks.add(new Heading(2, "calls", Line.of("Calls")));
    if (story.calls().isEmpty()) {
      blocks.add(new Paragraph(Line.of("There is none.")));
    }
    story.calls().stream()
        .limit(MAX_CALLS)
        .forEach(call -> blocks.addAll(CallReport.of(call, story.actors().size())));
    if (story.calls().size() > MAX_CALLS) {
      blocks.add(
          new Note(
              Style.WARN,
              Line.of(
                  "%s more calls are not told here. The JSON of this story has them."
                      .formatted(story.calls().size() - MAX_CALLS))));
    }
  }

  private void effects() {
    List<List<Line>> rows = new ArrayList<>();
    for (CallTold call : story.calls()) {
      call.effect().ifPresent(effect -> rows.addAll(EffectRows.of(call, effect)));
    }
    if (rows.isEmpty()) {
      return;
    }
    blocks.add(new Heading(2, "effects", Line.of("Side effects")));
    blocks.add(
        Table.upTo(
            MAX_ROWS,
            "What was touched, as gateways declared and reported it",
            List.of("Call", "Happened", "Resource", "Said by", "Undo", "Check"),
            rows));
  }

  private void flows() {
    if (story.flows().isEmpty()) {
      return;
    }
    blocks.add(new Heading(2, "flow", Line.of("Data flow")));
    blocks.add(
        new Paragraph(
            Line.of(
                "Values of a result that stand, letter for letter, in the arguments of a later"
                    + " call. A sign, not a proof.")));
    List<List<Line>> rows = new ArrayList<>();
    for (Flow flow : story.flows()) {
      rows.add(
          List.of(
              numbered(flow.fromCallId()),
              Line.theirs(flow.fromPointer()),
              numbered(flow.toCallId()),
              Line.theirs(flow.toPointer())));
    }
    blocks.add(
        Table.upTo(
            MAX_ROWS,
            "The same value",
            List.of("Result of call", "At", "Argument of call", "At"),
            rows));
  }

  private Line numbered(String callId) {
    return Line.of(story.call(callId).map(call -> String.valueOf(call.number())).orElse("?"));
  }

  private void clocks() {
    if (story.clocks().isEmpty()) {
      return;
    }
    blocks.add(new Heading(2, "clocks", Line.of("Clocks")));
    List<List<Line>> rows = new ArrayList<>();
    for (Clock clock : story.clocks()) {
      rows.add(
          List.of(
              Line.theirs(clock.gateway()),
              Line.of(String.valueOf(clock.events())),
              Line.of("%s to %s ms".formatted(clock.leastMillis(), clock.mostMillis())),
              Line.of(String.valueOf(clock.outOfOrder()))));
    }
    blocks.add(
        Table.upTo(
            MAX_ROWS,
            "Our recorded time minus the time they say; negative where their clock is ahead. The"
                + " order is always that of the ledger.",
            List.of("Gateway", "Events", "Difference", "Out of order"),
            rows));
  }

  private void account() {
    blocks.add(new Heading(2, "account", Line.of("Account")));
    Map<String, Integer> numbers =
        story.calls().stream().collect(Collectors.toMap(CallTold::callId, CallTold::number));
    List<List<Line>> rows = new ArrayList<>();
    for (JsonObject event : story.events()) {
      EventTold told = EventTold.of(event);
      Integer number = numbers.get(event.string("callId").orElse(""));
      rows.add(
          List.of(
              Line.of(
                  "%s@%s"
                      .formatted(
                          Members.number(event, "ledger").orElse(0L),
                          Members.number(event, "position").orElse(0L))),
              Line.of(Members.text(event, "recordedAt").orElse("")),
              Line.of(number == null ? "" : String.valueOf(number)),
              Line.of(told.lane().name()),
              Line.theirs(told.text()),
              Line.theirs(Optional.of(event.string("code").orElse("")))
                  .and(" ")
                  .and(Line.of(Members.text(event, "source", "grade").orElse("")))
                  .and(" by ", Members.text(event, "source", "gateway"))));
    }
    blocks.add(
        Table.upTo(
            MAX_ROWS,
            "Every event, in the order of the ledger",
            List.of("Place", "Recorded at", "Call", "Whose doing", "What", "Evidence"),
            rows));
  }
}
