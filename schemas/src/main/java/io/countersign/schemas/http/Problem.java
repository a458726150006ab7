package io.countersign.schemas.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * An error as HTTP clients see it: a problem document (RFC 9457) with a stable code. Details are
 * shown to callers, so they never hold a secret, an argument's value or a stack trace.
 *
 * @param code stable, lower case with hyphens, or a rejection code of the engine in upper case;
 *     ends the type's URI
 * @param title the same for each problem of this code
 * @param status the HTTP status
 * @param detail what happened this time and what to do; may be empty
 * @param errors where in the request; may be empty
 * @param retryAfterSeconds when another try makes sense; sent as {@code Retry-After}, not in the
 *     body
 */
public record Problem(
    String code,
    String title,
    int status,
    String detail,
    List<Violation> errors,
    OptionalInt retryAfterSeconds) {

  /** The media type of {@link #json()}. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final String TYPES = "https://countersign.dev/problems/";
  private static final Pattern CODE = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

  /**
   * ASCII only, so that nothing on the way can read control, bidi or line separator characters as
   * something else.
   */
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  /** More places than this help nobody. */
  public static final int MAX_ERRORS = 100;

  /**
   * One place in the request that is wrong.
   *
   * @param pointer JSON pointer (RFC 6901) into the body; empty for the body as a whole
   * @param message "Expected …, but …"
   */
  public record Violation(String pointer, String message) {}

  public Problem {
    if (!CODE.matcher(code).matches()) {
      throw new IllegalArgumentException("Expected a problem code like not-found, but was " + code);
    }
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException(
          "Expected an HTTP status of 400 to 599, but was " + status);
    }
    errors = List.copyOf(errors.size() > MAX_ERRORS ? errors.subList(0, MAX_ERRORS) : errors);
  }

  private static Problem of(String code, String title, int status, String detail) {
    return new Problem(code, title, status, detail, List.of(), OptionalInt.empty());
  }

  /** 400: the request is wrong in these places. */
  public static Problem invalidRequest(String detail, List<Violation> errors) {
    return new Problem(
        "invalid-request", "The request is not valid", 400, detail, errors, OptionalInt.empty());
  }

  /** 401: no credentials, or none that hold. */
  public static Problem unauthorized(String detail) {
    return of("unauthorized", "A valid bearer token is required", 401, detail);
  }

  /**
   * 403: known, but not allowed. For another tenant's things use {@link #notFound}, which tells
   * less.
   */
  public static Problem forbidden(String detail) {
    return of("forbidden", "The token's roles do not allow this", 403, detail);
  }

  /** 404. */
  public static Problem notFound(String detail) {
    return of("not-found", "There is no such thing", 404, detail);
  }

  /** 405. */
  public static Problem methodNotAllowed(String detail) {
    return of("method-not-allowed", "The method is not allowed here", 405, detail);
  }

  /** 409: refused by the state of things. */
  public static Problem conflict(String detail) {
    return of("conflict", "The request contradicts the record", 409, detail);
  }

  /** 409 with the engine's own rejection code. */
  public static Problem rejected(String rejectionCode, String detail) {
    return of(rejectionCode, "The engine rejected the command", 409, detail);
  }

  /** 413. */
  public static Problem payloadTooLarge(String detail) {
    return of("payload-too-large", "The request is too large", 413, detail);
  }

  /** 415. */
  public static Problem unsupportedMediaType(String detail) {
    return of("unsupported-media-type", "The media type is not supported", 415, detail);
  }

  /** 429: not before so many seconds. */
  public static Problem tooManyRequests(String detail, int retryAfterSeconds) {
    return new Problem(
        "too-many-requests",
        "Too many requests",
        429,
        detail,
        List.of(),
        OptionalInt.of(retryAfterSeconds));
  }

  /** 503: nothing was decided, and nothing may be taken as allowed. */
  public static Problem unavailable(String detail) {
    return new Problem(
        "unavailable",
        "The service cannot answer now; treat this as a denial",
        503,
        detail,
        List.of(),
        OptionalInt.of(1));
  }

  /** 500: a bug. Says nothing about itself; the log does. */
  public static Problem internal() {
    return of("internal", "Something went wrong inside", 500, "");
  }

  /** The type: a URI that ends in the code. */
  public String type() {
    return TYPES + code;
  }

  /** The document, as {@link #MEDIA_TYPE}, in ASCII. */
  public String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("type", type());
      json.writeStringField("title", title);
      json.writeNumberField("status", status);
      if (!detail.isEmpty()) {
        json.writeStringField("detail", detail);
      }
      json.writeStringField("code", code);
      if (!errors.isEmpty()) {
        json.writeArrayFieldStart("errors");
        for (Violation error : errors) {
          json.writeStartObject();
          json.writeStringField("pointer", error.pointer());
          json.writeStringField("message", error.message());
          json.writeEndObject();
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
    return text.toString();
  }
}
