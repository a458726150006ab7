package io.countersign.schemas.ocsf;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.util.List;
import java.util.Optional;

/**
 * Profile {@code security_control}: what the control did, and what became of the call.
 *
 * @param action what the control did
 * @param disposition what became of it
 * @param alert whether somebody should look
 */
record SecurityControl(Caption action, Caption disposition, boolean alert) {
  private static final Caption ALLOWED = new Caption(1, "Allowed");
  private static final Caption DENIED = new Caption(2, "Denied");
  private static final Caption OBSERVED = new Caption(3, "Observed");

  /** An ASK lets nothing through: it holds the call back until people have decided. */
  private static final Caption MODIFIED = new Caption(4, "Modified");

  private static final Caption BLOCKED = new Caption(2, "Blocked");
  private static final Caption APPROVED = new Caption(8, "Approved");
  private static final Caption DELAYED = new Caption(14, "Delayed");
  private static final Caption LOGGED = new Caption(17, "Logged");
  private static final Caption ACCESS_REVOKED = new Caption(24, "Access Revoked");
  private static final Caption REJECTED = new Caption(25, "Rejected");
  private static final Caption UNAUTHORIZED = new Caption(26, "Unauthorized");
  private static final Caption ERROR = new Caption(27, "Error");

  /** Most rules whose results are told; the others stand in the body. */
  private static final int MOST_RULES = 64;

  /** What the control did; empty for an event that is no doing of a control. */
  static Optional<SecurityControl> of(String type, Told told) {
    return switch (type) {
      case "DecisionMade" -> decided(told);
      case "ApprovalRequested", "ChangeRequested" -> of(MODIFIED, DELAYED);
      case "VoteCast", "CallConfirmed", "BreakGlassReviewed" -> of(OBSERVED, LOGGED);
      case "ApprovalGranted" -> of(ALLOWED, APPROVED);
      case "GrantClaimed" -> of(ALLOWED, ALLOWED);
      case "BreakGlassInvoked" -> Optional.of(new SecurityControl(ALLOWED, ALLOWED, true));
      case "ApprovalClosed" -> closed(told);
      case "AuditAccessed" -> read(told);
      case "CommandRejected" -> of(DENIED, REJECTED);
      case "CommandFailed" -> of(DENIED, ERROR);
      default -> Optional.empty();
    };
  }

  void put(JsonObject.Builder ocsf, Told told) {
    action.put(ocsf, "action");
    disposition.put(ocsf, "disposition");
    ocsf.put("is_alert", alert);
    JsonArray authorizations = authorizations(told);
    if (!authorizations.elements().isEmpty()) {
      ocsf.put("authorizations", authorizations);
    }
    deciding(told).ifPresent(reason -> ocsf.put("policy", policy(reason)));
  }

  /** The reason that made the verdict: the first that refused, else the first that asked. */
  static Optional<JsonObject> deciding(Told told) {
    List<JsonObject> reasons = told.objects("reasons");
    return first(reasons, "FAILED").or(() -> first(reasons, "ASKED"));
  }

  private static Optional<JsonObject> first(List<JsonObject> reasons, String result) {
    return reasons.stream()
        .filter(reason -> reason.string("result").filter(result::equals).isPresent())
        .findFirst();
  }

  private static Optional<SecurityControl> of(Caption action, Caption disposition) {
    return Optional.of(new SecurityControl(action, disposition, false));
  }

  /** Whoever decides by itself and reports afterwards was not stopped by this decision. */
  private static Optional<SecurityControl> decided(Told told) {
    boolean enforced =
        told.envelope()
            .object("source")
            .flatMap(source -> source.string("grade"))
            .filter("ENFORCED"::equals)
            .isPresent();
    if (!enforced) {
      return of(OBSERVED, LOGGED);
    }
    return switch (told.text("verdict").orElse("")) {
      case "ALLOW" -> of(ALLOWED, ALLOWED);
      case "DENY" -> of(DENIED, BLOCKED);
      case "ASK" -> of(MODIFIED, DELAYED);
      default -> of(Caption.UNKNOWN, Caption.UNKNOWN);
    };
  }

  private static Optional<SecurityControl> read(Told told) {
    return switch (told.text("status").orElse("")) {
      case "GRANTED" -> of(ALLOWED, ALLOWED);
      case "DENIED" -> of(DENIED, UNAUTHORIZED);
      default -> of(DENIED, ERROR);
    };
  }

  private static Optional<SecurityControl> closed(Told told) {
    return switch (told.text("state").orElse("")) {
      case "REVOKED", "LAPSED" -> of(DENIED, ACCESS_REVOKED);
      case "CANCELLED" -> of(DENIED, Caption.other("Cancelled"));
      case "SUPERSEDED" -> of(DENIED, Caption.other("Superseded"));
      default -> of(DENIED, REJECTED);
    };
  }

  /** The rules that matched, those on trial among them, and the vote. */
  private static JsonArray authorizations(Told told) {
    List<JsonValue> rules =
        told.objects("rules").stream()
            .filter(rule -> rule.string("match").filter("MATCHED"::equals).isPresent())
            .limit(MOST_RULES)
            .<JsonValue>map(SecurityControl::authorization)
            .toList();
    Optional<String> ballot = told.text("ballot");
    return ballot.isPresent()
        ? JsonArray.of(JsonObject.builder().put("decision", ballot.get()).build())
        : new JsonArray(rules);
  }

  private static JsonObject authorization(JsonObject rule) {
    String policy = rule.string("policy").orElse("");
    return JsonObject.builder()
        .put("decision", rule.string("effect").orElse(""))
        .put(
            "policy",
            JsonObject.builder()
                .put("is_applied", JsonBoolean.of(!rule.bool("shadow").orElse(false)))
                .put("name", policy)
                .put("uid", policy + "/" + rule.string("rule").orElse(""))
                .build())
        .build();
  }

  private static JsonObject policy(JsonObject reason) {
    return JsonObject.builder()
        .put("is_applied", true)
        .put("name", reason.string("check").orElse(""))
        .put("uid", reason.string("reference").or(() -> reason.string("code")).orElse(""))
        .build();
  }
}
