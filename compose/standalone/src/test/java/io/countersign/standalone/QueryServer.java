package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.query.kafka.KafkaAccessLog;
import io.countersign.query.opensearch.QueryReaders;
import io.countersign.query.vertx.QueryRoutes;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.http.Problem;
import io.countersign.schemas.http.ProblemException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The query routes on the indexes of a rig; a header names the caller. */
final class QueryServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Vertx vertx = Vertx.vertx();
  private final KafkaAccessLog log;
  private final QueryRoutes routes;
  private final HttpServer server;

  QueryServer(ViewsRig rig, Map<String, Caller> callers, InstantSource clock) throws Exception {
    this.log = rig.accessLog(Duration.ofSeconds(20));
    routes =
        new QueryRoutes(
            QueryReaders.of(rig.cluster, rig.indexes), log, clock, 32, Duration.ofSeconds(30));
    Router router = Router.router(vertx);
    router
        .route()
        .handler(
            ctx -> {
              ctx.put(Caller.class.getName(), callers.get(ctx.request().getHeader("caller")));
              ctx.next();
            })
        .failureHandler(
            ctx -> {
              Problem problem =
                  ctx.failure() instanceof ProblemException e ? e.problem() : Problem.internal();
              ctx.response().setStatusCode(problem.status()).end(problem.json());
            });
    routes.mount(router);
    routes.mountCall(router);
    server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
  }

  /** The answer, which must be 200 and JSON. */
  JsonNode get(String caller, String path, Map<String, String> parameters) throws Exception {
    HttpResponse<String> response = send(caller, path, parameters);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  /** The answer to a question that may give a parameter several values. */
  JsonNode get(String caller, String path, List<Map.Entry<String, String>> parameters)
      throws Exception {
    HttpResponse<String> response = send(caller, path, parameters, "*/*");
    assertThat(response.statusCode()).as("%s: %s", parameters, response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  /** The answer as it came. */
  HttpResponse<String> send(String caller, String path, Map<String, String> parameters)
      throws Exception {
    return send(caller, path, parameters, "*/*");
  }

  /** The answer in the type that is asked for. */
  HttpResponse<String> send(
      String caller, String path, Map<String, String> parameters, String accept) throws Exception {
    return send(caller, path, List.copyOf(parameters.entrySet()), accept);
  }

  private HttpResponse<String> send(
      String caller, String path, List<Map.Entry<String, String>> parameters, String accept)
      throws Exception {
    String query =
        parameters.stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + path + "?" + query);
    return client.send(
        HttpRequest.newBuilder(uri).header("caller", caller).header("accept", accept).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    routes.close();
    log.close();
    client.close();
  }
}
