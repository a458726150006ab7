package io.countersign.standalone.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.schemas.event.ApprovalEvent;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import io.countersign.testkit.Samples;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a person reads of events, runs and approvals. */
class StoryTest {
  private static final Paint PLAIN = new Paint(false);

  private static JsonObject json(String text) throws Exception {
    return (JsonObject) StrictJson.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void everyEventIsOneLine() {
    EventLines lines = new EventLines(PLAIN, ZoneOffset.UTC);
    for (Event event : Samples.events()) {
      assertThat(lines.line(Samples.event(event)))
          .as(event.type())
          .hasSizeGreaterThan(30)
          .doesNotContain("\n");
    }
  }

  @Test
  void tellsAnApprovalFromTheQuestionToTheEnd() {
    EventLines lines = new EventLines(PLAIN, ZoneOffset.UTC);
    List<String> told =
        Samples.events().stream()
            .filter(ApprovalEvent.class::isInstance)
            .map(event -> lines.line(Samples.event(event)).replaceFirst(".* acme(/\\S+)? +", ""))
            .toList();

    assertThat(told)
        .anySatisfy(line -> assertThat(line).startsWith("approval wanted for tickets/close_ticket"))
        .anySatisfy(line -> assertThat(line).startsWith("approval wanted for ReleaseBrake"))
        .anySatisfy(line -> assertThat(line).startsWith("bo@acme.example votes "))
        .anySatisfy(line -> assertThat(line).startsWith("approval SUPERSEDED"))
        .anySatisfy(
            line -> assertThat(line).startsWith("GLASS BROKEN by bo@acme.example for INC-7"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .isEqualTo(
                        "could not tell REQUESTED by support-slack in 3 attempts: HTTP status 503"));
  }

  @Test
  void aRunTellsWhoVotedOnItsCalls() throws Exception {
    List<String> lines =
        new RunStory(PLAIN)
            .lines(
                new ObjectMapper()
                    .readTree(
                        """
                        {"runId": "r", "tenant": "acme", "complete": true, "calls": [{
                          "decision": {"verdict": "ASK"},
                          "approval": {"state": "CONSUMED",
                            "quorum": [{"group": "payments", "count": 2, "votes": 2}],
                            "votes": [
                              {"voter": {"subject": "ana"}, "ballot": "APPROVE", "comment": "good\\nfine"},
                              {"voter": {"subject": "bo"}, "ballot": "APPROVE", "comment": null}],
                            "breakGlass": {"voter": {"subject": "sue"}, "ticket": "INC-7"}}}]}
                        """));

    assertThat(lines)
        .contains(
            "      asked of people: CONSUMED 2/2 payments",
            "              ana APPROVE: good·fine",
            "              bo APPROVE",
            "              the glass was broken by sue for INC-7");
  }

  @Test
  void aPageShowsEverythingAndHidesNothing() throws Exception {
    JsonObject page =
        json(
            """
            {"approvalId": "019a", "state": "PENDING", "headline": "Transfer money",
             "tool": {"server": "bank", "name": "transfer", "version": null},
             "environment": "prod", "risk": "DESTRUCTIVE", "expiresAt": "2026-11-21T13:00:00Z",
             "asker": {"agent": "bot", "agentVersion": "2", "principal": "ana", "client": null},
             "quorum": [{"group": "payments", "count": 2, "votes": 1}, {"group": "*", "count": 1}],
             "approval": {"votes": [{"voter": {"subject": "bo"}, "ballot": "APPROVE", "comment": "ok"}]},
             "shown": {"arguments": {"to": "evil\\u200b\\u202etext", "list": [1, {}], "b": "a\\\\u{200B}"},
                       "resources": ["account/1"],
                       "preview": {"kind": "diff", "content": "- a\\n+ b\\r\\nApproval 019b"},
                       "rollback": "send it back"},
             "differences": {"lastConsumed": null, "superseded": null},
             "why": {"gate": "WRITES_WITH_APPROVAL", "reasons": []},
             "warnings": [{"of": "arguments", "warnings": ["BIDI"]}]}
            """);

    assertThat(String.join("\n", ApprovalStory.lines(page, "1A2B-3C4D", PLAIN)))
        .isEqualTo(
            """
            Approval 019a  PENDING
            Transfer money
              code         1A2B-3C4D
              tool         bank/transfer
              environment  prod
              risk         DESTRUCTIVE
              agent        bot 2
              for          ana
              decide by    2026-11-21T13:00:00Z
              quorum       1/2 payments, 0/1 all approvers
              vote         bo APPROVE: ok
            Arguments:
              {
                "to": "evil\\u{200B}\\u{202E}text",
                "list": [
                  1,
                  {}
                ],
                "b": "a\\\\u{200B}"
              }
            Resources:
              [
                "account/1"
              ]
            Preview, supplied by the gateway (diff):
              | - a
              | + b
              | Approval 019b
            How to undo it:
              | send it back
            Why it asks:
              {
                "gate": "WRITES_WITH_APPROVAL",
                "reasons": []
              }
            WARNING arguments: "BIDI\"""");
  }

  @Test
  void aLongArgumentIsShownWhole() throws Exception {
    String tail = "x".repeat(5_000) + "; drop everything";
    JsonObject page = json("{\"shown\": {\"arguments\": {\"a\": \"%s\"}}}".formatted(tail));

    assertThat(String.join("", ApprovalStory.lines(page, "", PLAIN))).contains(tail);
  }
}
