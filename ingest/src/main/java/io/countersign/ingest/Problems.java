package io.countersign.ingest;

import io.countersign.ingest.contract.Violation;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.http.Problem;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;

/** Every problem that ingest answers with. Details hold no value that was sent. */
public final class Problems {
  private Problems() {}

  /** 400: the request differs from the API document at one place. */
  public static ProblemException invalid(String pointer, String message) {
    return invalid(List.of(new Violation(pointer, message)));
  }

  /** 400: the request differs from the API document. */
  public static ProblemException invalid(List<Violation> violations) {
    return problem(
        400,
        "invalid-request",
        "The request is not valid",
        "Expected a request as the API document describes it, but %d %s."
            .formatted(
                violations.size(), violations.size() == 1 ? "place differs" : "places differ"),
        violations);
  }

  /** 400: a header or parameter is not what it must be. */
  public static ProblemException invalid(String detail) {
    return problem(400, "invalid-request", "The request is not valid", detail, List.of());
  }

  /** 401: nobody authenticated the caller. */
  public static ProblemException unauthenticated() {
    return problem(
        401,
        "unauthenticated",
        "Who are you?",
        "Expected a valid token, but there is none.",
        List.of());
  }

  /** 403: the token's roles or tenants do not cover this. */
  public static ProblemException forbidden(String detail) {
    return problem(403, "forbidden", "The token does not cover this", detail, List.of());
  }

  /** 413: the body exceeds a limit. */
  public static ProblemException tooLarge(String detail) {
    return problem(413, "too-large", "The request is too large", detail, List.of());
  }

  /** 413: the body is within limits, but what would be written of it is not. */
  public static ProblemException commandTooLarge() {
    return tooLarge(
        "Expected a request that fits into a record of 256 KiB after redaction, but it does not."
            + " Send less, or a reference to it.");
  }

  /** 415: the body has another content type. */
  public static ProblemException unsupportedType(String expected) {
    return problem(
        415,
        "unsupported-media-type",
        "The content type is not supported",
        "Expected content-type %s, but it is another.".formatted(expected),
        List.of());
  }

  /** 429: as many callers wait as may; nothing was appended. */
  public static ProblemException overloaded() {
    return problem(
        429,
        "overloaded",
        "Too many requests wait already",
        "Expected fewer waiting requests, but the limit is reached. Try again later.",
        List.of());
  }

  /** 503: no answer in time, or none to be expected. */
  public static ProblemException unavailable() {
    return problem(
        503,
        "unavailable",
        "No decision can be made now",
        "Expected an answer of the engine in time, but there was none. Treat the call as denied and"
            + " try again later.",
        List.of());
  }

  /** 409: the engine refused the command. */
  public static ProblemException rejected(CommandRejected rejected) {
    return problem(
        409,
        rejected.rejection().toLowerCase(Locale.ROOT).replace('_', '-'),
        "The command was refused",
        rejected.message(),
        List.of());
  }

  /** 422: the engine could not handle the command; nothing changed. */
  public static ProblemException commandFailed(CommandFailed failed) {
    return problem(
        422, "command-failed", "The command could not be handled", failed.message(), List.of());
  }

  /** What to count a failure as. */
  public static String code(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof ProblemException problem ? problem.problem().code() : "failed";
  }

  /** The HTTP status of a problem. */
  public static int status(ProblemException problem) {
    return problem.problem().status();
  }

  /** What went wrong, in words that hold no value. */
  public static String detail(ProblemException problem) {
    return problem.problem().detail();
  }

  /** A problem document inside another document. */
  static JsonObject json(ProblemException exception) {
    Problem problem = exception.problem();
    JsonObject.Builder json =
        JsonObject.builder()
            .put("type", "https://countersign.dev/problems/" + problem.code())
            .put("title", problem.title())
            .put("status", (long) problem.status())
            .put("detail", problem.detail())
            .put("code", problem.code());
    if (!problem.errors().isEmpty()) {
      json.put(
          "errors",
          new JsonArray(
              problem.errors().stream()
                  .<JsonValue>map(
                      error ->
                          JsonObject.builder()
                              .put("pointer", error.pointer())
                              .put("message", error.message())
                              .build())
                  .toList()));
    }
    return json.build();
  }

  private static ProblemException problem(
      int status, String code, String title, String detail, List<Violation> violations) {
    List<Problem.Error> errors =
        violations.stream()
            .map(violation -> new Problem.Error(violation.pointer(), violation.message()))
            .toList();
    return new ProblemException(new Problem(status, code, title, detail, errors));
  }
}
