package io.countersign.schemas.ocsf;

import io.countersign.schemas.json.JsonObject;
import java.util.Optional;

/**
 * How what was done ended.
 *
 * @param status normalised
 * @param code this system's stable code, when there is one
 * @param detail for people, when there is more to say
 */
record Status(Caption status, Optional<String> code, Optional<String> detail) {

  static Status of(Told told) {
    return switch (told.type()) {
      case "IntentRecorded", "ApprovalRequested", "ChangeRequested" ->
          of(Caption.UNKNOWN, Optional.empty(), Optional.empty());
      case "DecisionMade" -> decided(told);
      case "OutcomeRecorded", "OutcomeReconciled" -> ended(told);
      case "ApprovalClosed" -> of(Caption.FAILURE, told.text("cause"), told.text("message"));
      case "CallCancelled" -> of(Caption.other("Cancelled"), Optional.empty(), told.text("reason"));
      case "CallAbandoned" -> of(Caption.other("Abandoned"), Optional.empty(), Optional.empty());
      case "NotificationRecorded" ->
          of(
              told.body().bool("delivered").orElse(false) ? Caption.SUCCESS : Caption.FAILURE,
              told.text("notice"),
              told.text("detail"));
      case "CommandRejected" -> of(Caption.FAILURE, told.text("rejection"), told.text("message"));
      case "CommandFailed" -> of(Caption.FAILURE, told.text("failure"), told.text("message"));
      case "AuditAccessed" ->
          of(
              told.text("status").filter("GRANTED"::equals).isPresent()
                  ? Caption.SUCCESS
                  : Caption.FAILURE,
              told.text("status"),
              Optional.empty());
      case "AlertResolved" -> of(Caption.SUCCESS, told.text("verdict"), told.text("note"));
      default ->
          of(Caption.SUCCESS, Optional.empty(), told.text("reason").or(() -> told.text("note")));
    };
  }

  void put(JsonObject.Builder ocsf) {
    status.put(ocsf, "status");
    code.ifPresent(text -> ocsf.put("status_code", text));
    detail.ifPresent(text -> ocsf.put("status_detail", Told.brief(text)));
  }

  private static Status of(Caption status, Optional<String> code, Optional<String> detail) {
    return new Status(status, code, detail);
  }

  private static Status decided(Told told) {
    Optional<JsonObject> deciding = SecurityControl.deciding(told);
    Optional<String> verdict = told.text("verdict");
    Caption status =
        switch (verdict.orElse("")) {
          case "ALLOW" -> Caption.SUCCESS;
          case "DENY" -> Caption.FAILURE;
          case "ASK" -> Caption.other("Pending approval");
          default -> Caption.UNKNOWN;
        };
    return of(
        status,
        deciding.flatMap(reason -> reason.string("code")).or(() -> verdict),
        deciding.flatMap(reason -> reason.string("message")));
  }

  private static Status ended(Told told) {
    Optional<String> status = told.text("status");
    Caption caption =
        switch (status.orElse("")) {
          case "SUCCEEDED" -> Caption.SUCCESS;
          case "FAILED" -> Caption.FAILURE;
          case "TIMED_OUT" -> Caption.other("Timed out");
          case "NOT_RUN" -> Caption.other("Not run");
          default -> Caption.UNKNOWN;
        };
    return of(caption, told.text("errorClass").or(() -> status), told.text("reason"));
  }
}
