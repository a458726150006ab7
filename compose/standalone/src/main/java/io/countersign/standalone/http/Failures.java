package io.countersign.standalone.http;

import io.countersign.schemas.http.Problem;
import io.countersign.schemas.http.ProblemException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renders every failure as a problem document. What went wrong inside is logged, never told. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final int FIRST = 400;
  private static final int LAST = 599;

  private Failures() {}

  static void mount(Router router) {
    for (int status = FIRST; status <= LAST; status++) {
      router.errorHandler(status, Failures::render);
    }
  }

  private static void render(RoutingContext context) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (response.headWritten()) {
      // Half an answer is out: only breaking the connection says that the rest is missing.
      context.request().connection().close();
      return;
    }
    @Nullable Throwable failure = context.failure();
    Problem problem =
        failure instanceof ProblemException known
            ? known.problem()
            : ofStatus(context.statusCode(), failure != null);
    if (problem.status() == 500) {
      LOG.error(
          "Request {} ({} {}) met a bug",
          RequestIds.of(context),
          Routes.method(context),
          Routes.template(context),
          failure);
    }
    write(response, problem);
  }

  static void write(HttpServerResponse response, Problem problem) {
    problem
        .retryAfterSeconds()
        .ifPresent(
            seconds -> response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(seconds)));
    response
        .setStatusCode(problem.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .end(problem.json());
  }

  /** The router's own refusals, and bugs. */
  static Problem ofStatus(int status, boolean thrown) {
    return switch (status) {
      case 400 ->
          Problem.invalidRequest("Expected a valid HTTP request, but it is not.", List.of());
      case 404 -> Problem.notFound("Expected a path of the API, but there is none like this.");
      case 405 ->
          Problem.methodNotAllowed("Expected a method that this path has, but it is another.");
      case 413 -> Problem.payloadTooLarge("Expected a smaller body.");
      case 414 -> problem("uri-too-long", "The request line is too long", status);
      case 415 -> Problem.unsupportedMediaType("Expected a media type of the API.");
      case 431 -> problem("headers-too-large", "The request headers are too large", status);
      default ->
          thrown || status >= 500 || status < FIRST
              ? Problem.internal()
              : problem("refused", "The request was refused", status);
    };
  }

  private static Problem problem(String code, String title, int status) {
    return new Problem(code, title, status, "", List.of(), OptionalInt.empty());
  }
}
