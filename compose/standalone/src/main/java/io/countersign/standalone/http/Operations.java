package io.countersign.standalone.http;

import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.http.Problem;
import io.countersign.schemas.http.ProblemException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Pages for probes, scrapers and client authors. */
final class Operations {
  private static final String DOCUMENT = "/openapi/countersign.yaml";

  private final Supplier<List<String>> notReady;
  private final PrometheusMeterRegistry meters;
  private final Optional<String> jwks;

  Operations(
      Supplier<List<String>> notReady, PrometheusMeterRegistry meters, Optional<String> jwks) {
    this.notReady = notReady;
    this.meters = meters;
    this.jwks = jwks;
  }

  /**
   * @param guard asks for a token before metrics are told; absent where only this machine can ask
   */
  void mount(Router router, Optional<Handler<RoutingContext>> guard) {
    router.get("/healthz").handler(context -> text(context, 200, "text/plain", "alive\n"));
    router.get("/readyz").handler(this::readiness);
    guard.ifPresent(
        authentication ->
            router.get("/metrics").handler(authentication).handler(Operations::requireReader));
    router
        .get("/metrics")
        .handler(
            context ->
                text(context, 200, "text/plain; version=0.0.4; charset=utf-8", meters.scrape()));
    String document = document();
    router
        .get("/v1/openapi.yaml")
        .handler(context -> text(context, 200, "application/yaml", document));
    jwks.ifPresent(
        keys ->
            router
                .get("/.well-known/jwks.json")
                .handler(context -> text(context, 200, "application/jwk-set+json", keys)));
  }

  private void readiness(RoutingContext context) {
    List<String> reasons = notReady.get();
    JsonObject body =
        new JsonObject().put("ready", reasons.isEmpty()).put("reasons", new JsonArray(reasons));
    text(context, reasons.isEmpty() ? 200 : 503, "application/json", body.encode() + "\n");
  }

  private static void requireReader(RoutingContext context) {
    Caller caller = context.get(Caller.class.getName());
    if (caller == null || !(caller.is(Role.ADMIN) || caller.is(Role.AUDITOR))) {
      throw new ProblemException(
          Problem.forbidden("Expected a token of role admin or auditor, but it has neither."));
    }
    context.next();
  }

  private static void text(RoutingContext context, int status, String type, String body) {
    context.response().setStatusCode(status).putHeader("Content-Type", type).end(body);
  }

  private static String document() {
    try (InputStream in = Operations.class.getResourceAsStream(DOCUMENT)) {
      if (in == null) {
        throw new IllegalStateException(
            "Expected the API document at " + DOCUMENT + " on the class path, but it is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + DOCUMENT, e);
    }
  }
}
