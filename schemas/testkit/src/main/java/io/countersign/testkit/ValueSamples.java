package io.countersign.testkit;

import io.countersign.schemas.call.Actor;
import io.countersign.schemas.call.Agent;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.Client;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.call.LedgerSettings;
import io.countersign.schemas.call.Preview;
import io.countersign.schemas.call.Principal;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.call.Redaction;
import io.countersign.schemas.call.ReportedDecision;
import io.countersign.schemas.call.RequestContext;
import io.countersign.schemas.call.Salt;
import io.countersign.schemas.call.Source;
import io.countersign.schemas.call.ToolOwner;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.digest.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The values that the samples are made of: a support agent closes a ticket. */
final class ValueSamples {
  static final String INPUT_SCHEMA =
      """
      {"properties":{"id":{"type":"string"},"note":{"type":"string"}},"required":["id"],"type":"object"}""";
  static final Digest SCHEMA_DIGEST = digest(INPUT_SCHEMA);
  static final Digest ACTION_DIGEST = digest("the exact action");
  static final RedactedJson EMPTY_JSON = new RedactedJson("{}", 2, List.of());
  static final Actor NOBODY = new Actor(null, null, null, List.of());
  static final RequestContext NO_CONTEXT = new RequestContext(null, null);
  static final Amounts USAGE = new Amounts(1, 2, 350, 1_200);
  static final LedgerSettings SETTINGS =
      new LedgerSettings(1, 60_000, 600_000, 86_400_000, 1_000_000);
  static final Source SOURCE = new Source("gw-1", EvidenceGrade.ENFORCED);

  private ValueSamples() {}

  static Digest digest(String text) {
    return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  static Salt salt(String text) {
    return new Salt(Arrays.copyOf(digest(text).bytes(), Salt.BYTES));
  }

  static Actor actor() {
    return new Actor(
        new Agent("triage-bot", "1.4", "kim@acme.example"),
        new Principal("ana@acme.example", "user", List.of("support", "emea")),
        new Client("claude-code", "2.1"),
        List.of("tickets:read", "tickets:write"));
  }

  static ToolReference tool() {
    return new ToolReference("tickets", "close_ticket", "3.2.0", SCHEMA_DIGEST);
  }

  static ToolReference unversionedTool() {
    return new ToolReference("tickets", "close_ticket", null, null);
  }

  static ToolOwner owner() {
    return new ToolOwner("Bo Lind", "bo@acme.example", "support-leads on call");
  }

  static ToolOwner plainOwner() {
    return new ToolOwner("Bo Lind", "bo@acme.example", null);
  }

  static RedactedJson arguments() {
    return new RedactedJson(
        "{\"id\":\"T-17\",\"note\":\"done – thanks, 東京 👍\",\"token\":\"[masked]\"}",
        118,
        List.of(new Redaction("/token", "MASK", "key-name/token")));
  }

  static RedactedJson result() {
    return new RedactedJson(
        "{\"content\":[{\"text\":\"Ticket T-17 is closed\",\"type\":\"text\"}]}",
        96,
        List.of(new Redaction("/content/0/text", "TRUNCATE", "size/64KiB")));
  }

  static RequestContext context() {
    return new RequestContext("close my solved tickets", "chat:881", "lea@acme.example");
  }

  static Preview preview() {
    return new Preview("diff", "- state: open\n+ state: closed\n");
  }

  static ReportedDecision reported() {
    return new ReportedDecision(Verdict.ALLOW, "on the gateway's own allow list");
  }

  static List<Redaction> textRedactions() {
    return List.of(new Redaction("/context/request", "HASH", "pii/email"));
  }

  /** What the engine answers when every check passed. */
  static List<Reason> passed() {
    return List.of(
        new Reason(
            "attribution", CheckResult.PASSED, "ATTRIBUTION_COMPLETE", "Everybody is named", null),
        new Reason(
            "catalogue",
            CheckResult.PASSED,
            "TOOL_KNOWN",
            "The tool is in the catalogue as the gateway saw it",
            "tool/tickets/close_ticket@3.2.0"));
  }

  /** What the engine answers when the second check ended it. */
  static List<Reason> ended(CheckResult result, String code) {
    return List.of(
        new Reason(
            "attribution", CheckResult.PASSED, "ATTRIBUTION_COMPLETE", "Everybody is named", null),
        new Reason(
            "catalogue",
            result,
            code,
            "Expected a tool of the catalogue, but tickets/close_ticket is not in it",
            "tool/tickets/close_ticket@3.2.0"),
        new Reason("policy", CheckResult.NOT_REACHED, "NOT_REACHED", "Decided before", null));
  }
}
