package io.countersign.projections.alert;

import io.countersign.schemas.alert.AlertDetector;
import io.countersign.schemas.alert.AlertParameter;
import io.countersign.schemas.call.Severity;
import java.util.Arrays;
import java.util.List;

/**
 * The rules: what each looks for, how loud it is, and what it goes by. Names are kinds of alerts:
 * they never change, and neither do the numbers of a version, because a rebuild must give the same
 * alerts. {@code docs/alerts.md} has the same table.
 */
public enum AlertRule {
  /** Another action than the decided or approved one. */
  DIGEST_MISMATCH(
      Severity.HIGH,
      Silence.NEVER,
      "Another action ran, or was about to run, than was decided or approved."),
  /** A spent approval is claimed again. */
  SECOND_CLAIM(
      Severity.HIGH,
      Silence.NEVER,
      "Somebody claims an approval that was spent under another claim."),
  /** A vote by somebody who may not vote. */
  EXCLUDED_VOTE(
      Severity.HIGH,
      Silence.NEVER,
      "Somebody votes on, breaks the glass of or reviews what they asked for or own themselves."),
  /** A tool behind a kill switch is called. */
  KILLED_TOOL(
      Severity.MEDIUM, Silence.BY_VERDICT, "An agent calls a tool that a kill switch has stopped."),
  /** Something the engine finds. */
  FINDING(
      Severity.HIGH,
      Silence.BY_VERDICT,
      "The engine raised any other finding; as loud as the finding."),
  /** An actor destroys for the first time. */
  FIRST_DESTRUCTIVE(
      Severity.MEDIUM,
      Silence.BY_VERDICT,
      "An actor is allowed a destructive call and had none in the last 90 days.",
      param("rememberDays", 90),
      param("learningDays", 7)),
  /** An actor uses a tool for the first time. */
  NEW_TOOL_OF_ACTOR(
      Severity.LOW,
      Silence.BY_VERDICT,
      "An actor is allowed a tool that it did not use in the last 90 days.",
      param("rememberDays", 90),
      param("learningDays", 7)),
  /** A tenant uses a server for the first time. */
  NEW_SERVER_OF_TENANT(
      Severity.LOW,
      Silence.BY_VERDICT,
      "A tenant's call to a server is allowed that none of its calls used in the last 90 days.",
      param("rememberDays", 90),
      param("learningDays", 7)),
  /** Many refusals of one reason. */
  DENIALS(
      Severity.MEDIUM,
      Silence.BY_VERDICT,
      "An actor is refused for the same reason this often within the window.",
      param("denials", 10),
      param("windowMinutes", 10)),
  /** Refused, then tried again with other arguments. */
  DENIED_THEN_VARIED(
      Severity.MEDIUM,
      Silence.BY_VERDICT,
      "An actor that was refused a tool asks for it with other arguments, this many different ones"
          + " within the window; arguments that only were no valid ones do not count.",
      param("variations", 3),
      param("windowMinutes", 10)),
  /** A vote faster than anybody reads. */
  HASTY_VOTE(
      Severity.MEDIUM,
      Silence.BY_VERDICT,
      "A person approves sooner after the request than anybody reads.",
      param("belowSeconds", 3)),
  /** More approvals than anybody reads. */
  VOTING_PACE(
      Severity.MEDIUM,
      Silence.BY_VERDICT,
      "A person approves this often within the window.",
      param("approvals", 30),
      param("windowMinutes", 60)),
  /** A broken glass. */
  BREAK_GLASS(Severity.HIGH, Silence.NEVER, "Somebody runs a call without the votes it needs."),
  /** A broken glass that nobody reviewed. */
  BREAK_GLASS_UNREVIEWED(
      Severity.HIGH, Silence.NEVER, "Nobody has reviewed a broken glass in time."),
  /** A budget that is used up fast. */
  BUDGET_SLOPE(
      Severity.MEDIUM,
      Silence.BY_VERDICT,
      "A budget node has used this much of a limit in this first part of its window.",
      param("usedPercent", 80),
      param("ofWindowPercent", 20)),
  /** A permission without an outcome. */
  OUTCOME_MISSING(
      Severity.MEDIUM,
      Silence.BY_VERDICT,
      "An allowed call was not reported in time: it may have run, and nobody says what it did."),
  /** Somebody asks for what they may not see. */
  READS_REFUSED(
      Severity.MEDIUM,
      Silence.BY_VERDICT,
      "Somebody is refused reads of the record this often within the window.",
      param("refusals", 10),
      param("windowMinutes", 10)),
  /** A command that the engine could not handle. */
  COMMAND_FAILED(
      Severity.HIGH, Silence.BY_VERDICT, "The engine could not handle a command and set it aside.");

  /** The version of all rules; another number, text or severity is another version. */
  static final int VERSION = 1;

  private final Severity severity;
  private final Silence silence;
  private final String meaning;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.copyOf, which cannot be changed
  private final List<AlertParameter> parameters;

  /** Whether people can keep alerts of a rule away. */
  enum Silence {
    /** By the verdicts EXPECTED and FALSE_POSITIVE. */
    BY_VERDICT(
        "Resolve it as EXPECTED to see no more of it at these hours of the week for 28 days, or as"
            + " FALSE_POSITIVE to see it only when it is more than twice as much, for 7 days."),
    /** Never. */
    NEVER("It cannot be silenced: each one is to be looked at.");

    private final String words;

    Silence(String words) {
      this.words = words;
    }
  }

  AlertRule(Severity severity, Silence silence, String meaning, AlertParameter... parameters) {
    this.severity = severity;
    this.silence = silence;
    this.meaning = meaning;
    this.parameters = List.copyOf(Arrays.asList(parameters));
  }

  private static AlertParameter param(String name, int value) {
    return new AlertParameter(name, Integer.toString(value));
  }

  /** How loud it is, at most. */
  public Severity severity() {
    return severity;
  }

  /** What it looks for, in one sentence. */
  public String meaning() {
    return meaning;
  }

  /** What it goes by. */
  public List<AlertParameter> parameters() {
    return parameters;
  }

  /** Whether a verdict can keep the next ones away. */
  public boolean canBeSilenced() {
    return silence == Silence.BY_VERDICT;
  }

  /** How to see no more of it, in sentences. */
  String silence() {
    return silence.words;
  }

  /** The number of one of its parameters. */
  int number(String parameter) {
    return parameters.stream()
        .filter(each -> each.name().equals(parameter))
        .mapToInt(each -> Integer.parseInt(each.value()))
        .findFirst()
        .orElseThrow();
  }

  AlertDetector detector() {
    return new AlertDetector("rules", VERSION, parameters);
  }
}
