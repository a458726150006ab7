package io.countersign.query.story;

import io.countersign.schemas.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One event in one sentence, for a reader. Kinds of later versions are told by their name.
 *
 * @param lane whose doing it is
 * @param text what happened; parts of it are other people's words
 */
public record EventTold(Lane lane, String text) {
  /** Whose doing an event is. */
  public enum Lane {
    /** The agent, through its gateway. */
    AGENT,
    /** The engine with its policies, budgets and timers. */
    POLICY,
    /** People who approve, deny or answer for something. */
    PEOPLE,
    /** The tool, as its gateway tells. */
    TOOL
  }

  static EventTold of(JsonObject event) {
    JsonObject body = event.object("body").orElse(JsonObject.EMPTY);
    return switch (event.string("type").orElse("")) {
      case "IntentRecorded" -> agent("asks for %s".formatted(tool(body)));
      case "DecisionMade" -> decided(body);
      case "CallCancelled" -> agent("gives the call up: %s".formatted(text(body, "reason")));
      case "CallAbandoned" ->
          policy("The answer came too late for whoever asked; the permission is void.");
      case "CallConfirmed" -> people("The user confirms the call.");
      case "GrantClaimed" ->
          agent(
              "claims the approval (%s) and may run until %s"
                  .formatted(text(body, "mode"), text(body, "leaseUntil")));
      case "OutcomeRecorded" ->
          new EventTold(
              Lane.TOOL,
              "%s%s after %s ms"
                  .formatted(
                      text(body, "status"),
                      Members.text(body, "errorClass").map(error -> " " + error).orElse(""),
                      Members.number(body, "durationMillis").orElse(0L)));
      case "OutcomeOverdue" ->
          policy("Nobody reported the outcome by %s.".formatted(text(body, "dueAt")));
      case "OutcomeReconciled" ->
          people(
              "%s says it ended: %s. %s"
                  .formatted(text(body, "by"), text(body, "status"), text(body, "reason")));
      case "ReservationSettled" ->
          policy(
              "The reservation is settled (%s), charged: %s."
                  .formatted(text(body, "basis"), Totals.Use.of(body.object("charged")).words()));
      case "ReservationOverrun" ->
          policy(
              "The call used more than it had declared: %s."
                  .formatted(Totals.Use.of(body.object("used")).words()));
      case "BudgetThresholdReached" ->
          policy(
              "Budget %s has used %s %% of its limit."
                  .formatted(
                      Members.text(body, "budget", "id").orElse("?"),
                      Members.number(body, "percent").orElse(0L)));
      case "CommandRejected" ->
          policy(
              "%s is refused (%s): %s"
                  .formatted(
                      text(body, "commandType"), text(body, "rejection"), text(body, "message")));
      case "CommandFailed" -> policy("A command failed: %s".formatted(text(body, "message")));
      case "FindingRaised" ->
          policy(
              "FINDING %s %s: %s"
                  .formatted(text(body, "severity"), text(body, "finding"), text(body, "message")));
      default -> ofApproval(event.string("type").orElse(""), body);
    };
  }

  private static EventTold ofApproval(String type, JsonObject body) {
    return switch (type) {
      case "ApprovalRequested" ->
          policy("People are asked: %s, until %s.".formatted(terms(body), text(body, "expiresAt")));
      case "VoteCast" -> voted(body);
      case "ApprovalGranted" ->
          people(
              "%s by %s; may be claimed until %s."
                  .formatted(
                      body.bool("brokenGlass").orElse(false)
                          ? "Released without votes"
                          : "Approved",
                      Members.objects(body, "seats").stream()
                          .map(
                              seat ->
                                  "%s for %s".formatted(text(seat, "voter"), text(seat, "group")))
                          .collect(Collectors.joining(", ")),
                      text(body, "expiresAt")));
      case "ApprovalClosed" ->
          people("The approval ends, %s: %s".formatted(text(body, "state"), text(body, "message")));
      case "ApprovalEscalated" ->
          policy(
              "Nobody has decided; step %s of escalation%s."
                  .formatted(
                      Members.number(body, "step").orElse(0L),
                      Members.text(body, "group").map(group -> " tells " + group).orElse("")));
      case "BreakGlassInvoked" ->
          people(
              "GLASS BROKEN by %s for %s: %s"
                  .formatted(
                      Members.text(body, "voter", "subject").orElse("?"),
                      text(body, "ticket"),
                      text(body, "reason")));
      case "BreakGlassReviewed" ->
          people(
              "%s finds the broken glass %s: %s"
                  .formatted(
                      text(body, "by"),
                      body.bool("justified").orElse(false) ? "justified" : "NOT justified",
                      text(body, "comment")));
      case "BreakGlassOverdue" ->
          policy("Nobody reviewed the broken glass by %s.".formatted(text(body, "dueAt")));
      case "NotificationRecorded" ->
          policy(
              "%s %s by %s%s"
                  .formatted(
                      body.bool("delivered").orElse(false) ? "Told" : "Could not tell",
                      text(body, "notice"),
                      text(body, "channel"),
                      Members.text(body, "detail").map(why -> ": " + why).orElse(".")));
      // Kinds that no run has are told by their names, and those of later versions by that as well.
      default ->
          policy(
              StoryAssembler.KNOWN_TYPES.contains(type)
                  ? type + "."
                  : type + ": this version of Countersign does not know this kind of event.");
    };
  }

  private static EventTold decided(JsonObject body) {
    boolean allowed = Members.text(body, "verdict").equals(Optional.of("ALLOW"));
    String why =
        Members.objects(body, "reasons").stream()
            .filter(
                reason ->
                    List.of("FAILED", "ASKED").contains(text(reason, "result"))
                        || (allowed && text(reason, "check").equals("policy")))
            .map(reason -> "%s, %s".formatted(text(reason, "code"), text(reason, "message")))
            .collect(Collectors.joining("; "));
    return policy("%s%s".formatted(text(body, "verdict"), why.isEmpty() ? "" : ": " + why));
  }

  private static EventTold voted(JsonObject body) {
    List<String> others = Members.texts(body, "onBehalfOf");
    return people(
        "%s votes %s%s%s%s"
            .formatted(
                Members.text(body, "voter", "subject").orElse("?"),
                text(body, "ballot"),
                Members.text(body, "previous").map(before -> " after " + before).orElse(""),
                others.isEmpty() ? "" : " also for " + String.join(", ", others),
                Members.text(body, "comment").map(said -> ": " + said).orElse("")));
  }

  /** Who must approve, for example {@code 2 of leads, 1 of security}. */
  static String terms(JsonObject body) {
    return Members.objects(body, "terms", "quorum").stream()
        .map(
            slot ->
                "%s of %s".formatted(Members.number(slot, "count").orElse(0L), text(slot, "group")))
        .collect(Collectors.joining(", "));
  }

  private static String tool(JsonObject body) {
    return "%s/%s%s"
        .formatted(
            Members.text(body, "tool", "server").orElse("?"),
            Members.text(body, "tool", "name").orElse("?"),
            Members.text(body, "tool", "version").map(version -> " " + version).orElse(""));
  }

  private static String text(JsonObject from, String name) {
    return from.string(name).orElse("?");
  }

  private static EventTold agent(String text) {
    return new EventTold(Lane.AGENT, text);
  }

  private static EventTold policy(String text) {
    return new EventTold(Lane.POLICY, text);
  }

  private static EventTold people(String text) {
    return new EventTold(Lane.PEOPLE, text);
  }
}
