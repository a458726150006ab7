package io.countersign.query.story;

import io.countersign.query.report.Block;
import io.countersign.query.report.Block.Fact;
import io.countersign.query.report.Block.Facts;
import io.countersign.query.report.Block.Heading;
import io.countersign.query.report.Block.Quote;
import io.countersign.query.report.Block.Table;
import io.countersign.query.report.Durations;
import io.countersign.query.report.Line;
import io.countersign.query.report.Span.Style;
import io.countersign.schemas.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One call of a story as parts of a report: what was asked, decided, approved, done and charged.
 */
final class CallReport {
  private final CallTold told;
  private final JsonObject call;
  private final List<Block> blocks = new ArrayList<>();

  private CallReport(CallTold told) {
    this.told = told;
    this.call = told.call();
  }

  /**
   * The parts.
   *
   * @param actors how many act in the run; who acts is not repeated where it is always the same
   */
  static List<Block> of(CallTold told, int actors) {
    CallReport report = new CallReport(told);
    report.add(actors);
    return report.blocks;
  }

  private void add(int actors) {
    blocks.add(
        new Heading(
            3,
            "call-" + told.number(),
            Line.of(told.number() + ". ").and(Line.theirs(told.tool())).and(" ").and(state())));
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Call", Line.theirs(told.callId())));
    facts.add(
        new Fact(
            "Part of",
            told.parent()
                .map(
                    above ->
                        Line.of("call %s, ".formatted(above.number()))
                            .and(Line.theirs(above.tool()))
                            .and(", as its source says"))
                .orElse(Line.EMPTY)));
    facts.add(new Fact("Who", actors > 1 ? Line.of("actor " + told.actor()) : Line.EMPTY));
    facts.add(
        new Fact(
            "Trace",
            told.trace()
                .map(
                    trace ->
                        Line.theirs(trace.traceId())
                            .and(" in span ")
                            .and(Line.theirs(trace.spanId())))
                .orElse(Line.EMPTY)));
    facts.add(
        new Fact(
            "Tool",
            Line.EMPTY
                .and("version ", Members.text(call, "tool", "version"))
                .and(" schema ", Members.text(call, "tool", "schemaDigest"))));
    facts.add(new Fact("Risk", Line.of(Members.text(call, "risk").orElse("unknown"))));
    facts.add(new Fact("Gate", text("gate")));
    facts.add(new Fact("Environment", Line.theirs(Members.text(call, "environment"))));
    facts.add(new Fact("Action", Line.theirs(Members.text(call, "intent", "actionDigest"))));
    facts.add(
        new Fact("Asked for", Line.theirs(Members.text(call, "intent", "context", "request"))));
    facts.add(new Fact("Source", Line.theirs(Members.text(call, "intent", "context", "source"))));
    facts.add(new Fact("Gateway says", reported()));
    blocks.add(new Facts(facts));
    DocumentRows.of("Arguments", Members.object(call, "intent", "arguments"))
        .ifPresent(blocks::add);
    redactedTexts();
    decision();
    ApprovalReport.of(call, blocks);
    outcome();
    effect();
    budget();
    findings();
  }

  private Line state() {
    String state = told.state();
    return switch (state) {
      case "REPORTED", "ALLOWED", "APPROVED", "CLAIMED" -> Line.of(Style.GOOD, state);
      case "PENDING", "CANCELLED", "ABANDONED" -> Line.of(Style.WARN, state);
      case "" -> Line.of(Style.BAD, "UNDECIDED");
      default -> Line.of(Style.BAD, state);
    };
  }

  private Line text(String... path) {
    return Members.text(call, path).map(Line::of).orElse(Line.EMPTY);
  }

  private Line reported() {
    return Members.text(call, "intent", "reported", "verdict")
        .map(
            verdict ->
                Line.of(verdict).and(": ", Members.text(call, "intent", "reported", "reason")))
        .orElse(Line.EMPTY);
  }

  /** What was taken out of the texts beside the arguments. */
  private void redactedTexts() {
    List<List<Line>> rows = DocumentRows.redactions(Members.objects(call, "intent", "redactions"));
    if (!rows.isEmpty()) {
      blocks.add(
          Table.upTo(
              DocumentRows.MAX_ROWS,
              "Taken out of the texts beside the arguments",
              List.of("Where", "How", "Rule"),
              rows));
    }
  }

  private void decision() {
    Optional<JsonObject> decision = Members.object(call, "decision");
    if (decision.isEmpty()) {
      return;
    }
    String verdict = Members.text(decision.get(), "verdict").orElse("?");
    Style style =
        switch (verdict) {
          case "ALLOW" -> Style.GOOD;
          case "ASK" -> Style.WARN;
          default -> Style.BAD;
        };
    blocks.add(
        new Facts(
            List.of(
                new Fact(
                    "Decided",
                    Line.of(style, verdict)
                        .and(" at ")
                        .and(Members.text(decision.get(), "recordedAt").orElse("?"))
                        .and(
                            " by behaviour level %s"
                                .formatted(
                                    Members.number(decision.get(), "behaviourLevel")
                                        .orElse(0L)))))));
    List<List<Line>> checks = new ArrayList<>();
    for (JsonObject reason : Members.objects(decision.get(), "reasons")) {
      checks.add(
          List.of(
              Line.of(Members.text(reason, "check").orElse("?")),
              result(Members.text(reason, "result").orElse("?")),
              Line.of(Members.text(reason, "code").orElse("")),
              Line.theirs(Members.text(reason, "message")),
              Line.theirs(Members.text(reason, "reference"))));
    }
    if (!checks.isEmpty()) {
      blocks.add(
          Table.upTo(
              DocumentRows.MAX_ROWS,
              "Checks, in their order",
              List.of("Check", "Result", "Code", "Why", "Reference"),
              checks));
    }
    rules(decision.get());
  }

  private static Line result(String result) {
    return switch (result) {
      case "PASSED" -> Line.of(Style.GOOD, result);
      case "FAILED" -> Line.of(Style.BAD, result);
      case "ASKED" -> Line.of(Style.WARN, result);
      default -> Line.of(Style.FAINT, result);
    };
  }

  private void rules(JsonObject decision) {
    List<List<Line>> rules = new ArrayList<>();
    for (JsonObject rule : Members.objects(decision, "rules")) {
      rules.add(
          List.of(
              Line.theirs(Members.text(rule, "policy")),
              Line.theirs(Members.text(rule, "rule")),
              Line.of(Members.text(rule, "effect").orElse("")),
              Line.of(Members.text(rule, "match").orElse(""))
                  .and(rule.bool("shadow").orElse(false) ? ", watched only" : ""),
              Line.theirs(Members.text(rule, "message"))));
    }
    if (!rules.isEmpty()) {
      blocks.add(
          Table.upTo(
              DocumentRows.MAX_ROWS,
              "Rules, in their order",
              List.of("Policy", "Rule", "Wants", "Met", "Why"),
              rules));
    }
  }

  private void outcome() {
    Optional<JsonObject> outcome = Members.object(call, "outcome");
    List<Fact> facts = new ArrayList<>();
    outcome.ifPresent(
        told -> {
          String status = Members.text(told, "status").orElse("?");
          facts.add(
              new Fact(
                  "Outcome",
                  Line.of(status.equals("SUCCEEDED") ? Style.GOOD : Style.WARN, status)
                      .and(" ", Members.text(told, "errorClass"))
                      .and(
                          ", %s in the tool, recorded at %s"
                              .formatted(
                                  Durations.words(
                                      Duration.ofMillis(
                                          Members.number(told, "durationMillis").orElse(0L))),
                                  Members.text(told, "recordedAt").orElse("?")))));
          facts.add(new Fact("Result", Line.theirs(Members.text(told, "resultDigest"))));
          facts.add(new Fact("Ran as", Line.theirs(Members.text(told, "actionDigest"))));
        });
    fact(facts, "Overdue", "overdue", "dueAt");
    fact(facts, "Reconciled", "reconciled", "status", "by", "reason");
    fact(facts, "Cancelled", "cancelled", "reason");
    fact(facts, "Abandoned", "abandoned", "recordedAt");
    blocks.add(new Facts(facts));
    DocumentRows.of("Result", Members.object(call, "outcome", "result")).ifPresent(blocks::add);
  }

  private void fact(List<Fact> facts, String name, String member, String... parts) {
    Members.object(call, member)
        .ifPresent(
            fact -> {
              Line line = Line.EMPTY;
              for (String part : parts) {
                line = line.and(line.spans().isEmpty() ? "" : " ", Members.text(fact, part));
              }
              facts.add(new Fact(name, line));
            });
  }

  private void effect() {
    told.effect()
        .ifPresent(
            effect -> {
              effect
                  .preview()
                  .ifPresent(
                      preview ->
                          blocks.add(
                              new Quote(
                                  "Preview (%s), as the gateway supplied it"
                                      .formatted(
                                          kind(Members.text(preview, "kind").orElse("text"))),
                                  Members.text(preview, "content").orElse(""))));
              effect
                  .changes()
                  .ifPresent(
                      changes ->
                          blocks.add(
                              Table.upTo(
                                  DocumentRows.MAX_ROWS,
                                  "Before and after, as the outcome tells",
                                  List.of("Where", "Change", "Before", "After"),
                                  DocumentRows.changes(changes))));
            });
  }

  /** A kind of preview is one of three words; another is not repeated as ours. */
  private static String kind(String kind) {
    return List.of("diff", "dry-run", "text").contains(kind) ? kind : "of another kind";
  }

  private void budget() {
    List<Fact> facts = new ArrayList<>();
    Members.object(call, "intent", "bound")
        .ifPresent(
            bound ->
                facts.add(
                    new Fact(
                        "Declared at most", Line.of(Totals.Use.of(Optional.of(bound)).words()))));
    Members.object(call, "outcome", "usage")
        .ifPresent(
            used -> facts.add(new Fact("Used", Line.of(Totals.Use.of(Optional.of(used)).words()))));
    Members.object(call, "settlement")
        .ifPresent(
            settled ->
                facts.add(
                    new Fact(
                        "Charged",
                        Line.of(Totals.Use.of(settled.object("charged")).words())
                            .and(" (")
                            .and(Members.text(settled, "basis").orElse("?"))
                            .and(")"))));
    Members.object(call, "overrun")
        .ifPresent(
            over ->
                facts.add(
                    new Fact(
                        "Overrun",
                        Line.of(Style.BAD, Totals.Use.of(over.object("used")).words()))));
    String budgets =
        Members.objects(call, "decision", "holds", "spendings").stream()
            .map(spending -> Members.text(spending, "budgetId").orElse("?"))
            .distinct()
            .limit(DocumentRows.MAX_ROWS)
            .collect(Collectors.joining(", "));
    facts.add(new Fact("Budgets", budgets.isEmpty() ? Line.EMPTY : Line.theirs(budgets)));
    for (JsonObject threshold : Members.objects(call, "thresholds")) {
      facts.add(
          new Fact(
              "Threshold",
              Line.theirs(Members.text(threshold, "budgetId"))
                  .and(
                      " has used %s %%"
                          .formatted(Members.number(threshold, "percent").orElse(0L)))));
    }
    blocks.add(new Facts(facts));
  }

  private void findings() {
    List<Fact> facts = new ArrayList<>();
    for (JsonObject finding : Members.objects(call, "findings")) {
      facts.add(
          new Fact(
              "Finding",
              Line.of(Style.BAD, Members.text(finding, "severity").orElse("?"))
                  .and(" ", Members.text(finding, "finding"))
                  .and(" ", Members.text(finding, "message"))));
    }
    blocks.add(new Facts(facts));
  }
}
