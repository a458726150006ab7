package io.countersign.ingest;

import io.countersign.ingest.contract.Violation;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.http.Problem;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.json.StrictJson;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/** Every problem that ingest answers with. Details hold no value that was sent. */
public final class Problems {
  /** RFC 9110, 422: understood and well-formed, but what it says is wrong. */
  private static final int INVALID = 422;

  private static final String BRAKE_UNKNOWN = "BRAKE_UNKNOWN";
  private static final String BRAKE_HINT =
      " A brake is known only where it was engaged: name that tenant, or \"platform\": true for the"
          + " whole platform.";

  private Problems() {}

  /** 400: the request differs from the API document at one place. */
  public static ProblemException invalid(String pointer, String message) {
    return invalid(List.of(new Violation(pointer, message)));
  }

  /** 400: the request differs from the API document. */
  public static ProblemException invalid(List<Violation> violations) {
    String detail =
        "Expected a request as the API document describes it, but %d %s."
            .formatted(
                violations.size(), violations.size() == 1 ? "place differs" : "places differ");
    List<Problem.Violation> errors =
        violations.stream()
            .map(violation -> new Problem.Violation(violation.pointer(), violation.message()))
            .toList();
    return new ProblemException(Problem.invalidRequest(detail, errors));
  }

  /** 400: a header or parameter is not what it must be. */
  public static ProblemException invalid(String detail) {
    return new ProblemException(Problem.invalidRequest(detail, List.of()));
  }

  /** 401: nobody authenticated the caller. */
  public static ProblemException unauthenticated() {
    return new ProblemException(
        Problem.unauthorized("Expected a valid bearer token, but there is none."));
  }

  /** 403: the token's roles or tenants do not cover this. */
  public static ProblemException forbidden(String detail) {
    return new ProblemException(Problem.forbidden(detail));
  }

  /** 413: the body exceeds a limit. */
  public static ProblemException tooLarge(String detail) {
    return new ProblemException(Problem.payloadTooLarge(detail));
  }

  /** 413: the body is within limits, but what would be written of it is not. */
  public static ProblemException commandTooLarge() {
    return tooLarge(
        "Expected a request that fits into a record of 256 KiB after redaction, but it does not."
            + " Send less, or a reference to it.");
  }

  /** 415: the body has another content type. */
  public static ProblemException unsupportedType(String expected) {
    return new ProblemException(
        Problem.unsupportedMediaType(
            "Expected content-type %s, but it is another.".formatted(expected)));
  }

  /** 429: as many callers wait as may; nothing was appended. */
  public static ProblemException overloaded() {
    return new ProblemException(
        Problem.tooManyRequests(
            "Expected fewer waiting requests, but the limit is reached. Try again later.", 1));
  }

  /** 503: no answer in time, or none to be expected. */
  public static ProblemException unavailable() {
    return new ProblemException(
        Problem.unavailable(
            "Expected an answer of the engine in time, but there was none. Treat the call as denied"
                + " and try again later."));
  }

  /** 503: a control may or may not be recorded. */
  public static ProblemException unrecorded(UUID key) {
    return new ProblemException(
        Problem.unavailable(
            "Expected an answer of the engine in time, but there was none. It may still be recorded:"
                + " send the same request again with the header Idempotency-Key: %s."
                    .formatted(key)));
  }

  /** 409: the engine refused the command. */
  public static ProblemException rejected(CommandRejected rejected) {
    String hint = rejected.rejection().equals(BRAKE_UNKNOWN) ? BRAKE_HINT : "";
    return new ProblemException(Problem.rejected(code(rejected), rejected.message() + hint));
  }

  /**
   * The engine refused to change a control: 409, or 422 with the places when it says that what it
   * was given is no valid document.
   */
  static ProblemException rejectedControl(CommandRejected rejected) {
    if (!rejected.rejection().endsWith("_INVALID")) {
      return rejected(rejected);
    }
    List<Problem.Violation> errors = Refusals.places(rejected.message());
    String detail =
        "Expected what the engine accepts, but %d %s."
            .formatted(errors.size(), errors.size() == 1 ? "place is wrong" : "places are wrong");
    return new ProblemException(
        new Problem(
            code(rejected),
            "The document is not valid",
            INVALID,
            detail,
            errors,
            OptionalInt.empty()));
  }

  /** 422: the engine could not handle the command; nothing changed. */
  public static ProblemException commandFailed(CommandFailed failed) {
    return new ProblemException(
        new Problem(
            "command-failed",
            "The command could not be handled",
            INVALID,
            failed.message(),
            List.of(),
            OptionalInt.empty()));
  }

  private static String code(CommandRejected rejected) {
    return rejected.rejection().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What to count a failure as. */
  public static String code(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof ProblemException problem ? problem.problem().code() : "failed";
  }

  /** What went wrong, in words that hold no value. */
  public static String detail(ProblemException problem) {
    return problem.problem().detail();
  }

  /** A problem document inside another document. */
  static JsonValue json(ProblemException exception) {
    return StrictJson.reread(exception.problem().json());
  }
}
