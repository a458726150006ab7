package io.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.call.Preview;
import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.call.Redaction;
import io.countersign.schemas.call.ReportedDecision;
import io.countersign.schemas.call.RequestContext;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.EventEnvelope;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoryTest {
  private static final String SECRET = "s3cr3t-canary";

  @Test
  void tellsACallInOneLineARecord() {
    String story =
        Story.of(
            List.of(
                Samples.event(0, Samples.intentRecorded()),
                Samples.event(1, Samples.decisionMade(Verdict.DENY)),
                Samples.event(2, Samples.outcomeRecorded()),
                Samples.event(3, Samples.findingRaised())));
    assertThat(story)
        .isEqualTo(
            """
            3/1@0     09:00:00.000  CS1000I  IntentRecorded      acme/run-42/000000      triage-bot for ana@acme.example via claude-code → tickets/close_ticket@3.2.0 · 1 redacted
            3/1@1     09:00:00.001  CS2001W  DecisionMade        acme/run-42/000000      DENY WRITE tickets/close_ticket@3.2.0 · catalogue TOOL_UNKNOWN
            3/1@2     09:00:00.002  CS4001W  OutcomeRecorded     acme/run-42/000000      FAILED TicketLocked in 41 ms
            3/1@3     09:00:00.003  CS7001E  FindingRaised       acme/run-42/000000      HIGH OUTCOME_WITHOUT_ALLOW: Expected an allowed call, but the tool ran after a denial · evidence [000001, 000002]
            """);
  }

  @Test
  void tellsCommandsByTheirNumberInTheList() {
    assertThat(
            Story.commands(
                List.of(
                    Samples.command(0, Samples.openLedger()),
                    Samples.command(1, Samples.recordIntent()),
                    Samples.command(2, Samples.tick()))))
        .matches(
            """
            #0 +09:00:00.000  000000   OpenLedger +countersign/-/- +generation 2, 4 partitions, after 1/4711/sha256:[0-9a-f]+
            #1 +09:00:00.001  000001   RecordIntent +acme/run-42/000000 +triage-bot for .* → tickets/close_ticket@3.2.0 · 1 redacted
            #2 +09:00:00.002  000002   Tick +countersign/-/-
            """);
  }

  @Test
  void tellsEveryKindAlsoWithoutWhatMayBeAbsent() {
    List<EventEnvelope> events = new ArrayList<>();
    Samples.events().forEach(body -> events.add(Samples.event(events.size(), body)));
    Samples.minimalEvents().forEach(body -> events.add(Samples.minimalEvent(body)));
    assertThat(Story.of(events).lines())
        .hasSize(events.size())
        .allSatisfy(line -> assertThat(line).doesNotContain("null").doesNotContain("Optional"));
    assertThat(
            Story.commands(Samples.minimalCommands().stream().map(Samples::minimalCommand).toList())
                .lines())
        .hasSize(Samples.minimalCommands().size())
        .noneMatch(line -> line.contains("null"));
  }

  @Test
  void saysThatThereIsNothingToTell() {
    assertThat(Story.of(List.of())).isEqualTo("(no events)\n");
    assertThat(Story.commands(List.of())).isEqualTo("(no commands)\n");
  }

  @Test
  void neverTellsWhatACallerWrote() {
    RedactedJson json =
        new RedactedJson(
            "{\"a\":\"" + SECRET + "\"}", 9, List.of(new Redaction("/" + SECRET, "MASK", SECRET)));
    RecordIntent intent = Samples.recordIntent();
    intent = Variations.with(intent, "arguments", json);
    intent = Variations.with(intent, "resources", List.of(SECRET));
    intent = Variations.with(intent, "context", new RequestContext(SECRET, SECRET));
    intent = Variations.with(intent, "preview", new Preview("text", SECRET));
    intent = Variations.with(intent, "rollback", SECRET);
    intent = Variations.with(intent, "readBack", SECRET);
    intent = Variations.with(intent, "reported", new ReportedDecision(Verdict.DENY, SECRET));
    intent = Variations.with(intent, "redactions", json.redactions());
    RecordOutcome outcome = Variations.with(Samples.recordOutcome(), "result", json);
    outcome = Variations.with(outcome, "resources", List.of(SECRET));
    String told =
        Story.commands(
                List.of(
                    Samples.command(intent),
                    Samples.command(outcome),
                    Samples.command(Variations.with(Samples.cancelCall(), "reason", SECRET))))
            + Story.of(
                List.of(
                    Samples.event(EventSamples.intentRecorded(intent)),
                    Samples.event(EventSamples.outcomeRecorded(outcome, outcome.status())),
                    Samples.event(Variations.with(Samples.callCancelled(), "reason", SECRET))));
    assertThat(told).doesNotContain(SECRET).contains("triage-bot", "FAILED TicketLocked");
  }

  @Test
  void keepsALineALine() {
    EventEnvelope event =
        Variations.with(
            Samples.event(Samples.commandFailed()),
            "body",
            new CommandFailed(
                "UNDECODABLE",
                "a\nb\r\u2028c\u001b[31m\u202e" + "x".repeat(150),
                Samples.commandFailed().commandDigest()));
    assertThat(Story.line(event)).contains("a�b��c�[31m�xxx").contains("xxx…").hasSizeLessThan(250);
    assertThat(Story.of(List.of(event)).lines()).hasSize(1);
  }
}
