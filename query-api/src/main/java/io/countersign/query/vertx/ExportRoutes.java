package io.countersign.query.vertx;

import io.countersign.query.AccessLog;
import io.countersign.query.export.Export;
import io.countersign.query.export.ExportRefused;
import io.countersign.query.export.ExportRequest;
import io.countersign.query.export.Exports;
import io.countersign.query.export.Opening;
import io.countersign.query.export.Part;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.http.Problem;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonRefused;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.json.StrictJson;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The routes of exports that are written to files. Whoever may read a tenant's record sees all its
 * exports; those of another tenant are answered like those that do not exist.
 */
public final class ExportRoutes implements AutoCloseable {
  private static final Set<Role> READERS = Set.of(Role.AUDITOR, Role.OPERATOR, Role.ADMIN);
  private static final Set<String> MEMBERS =
      Set.of("tenant", "of", "format", "order", "filters", "from", "to");
  private static final long MAX_BODY = 64 * 1024;

  private final Exports exports;
  private final Readers readers;

  /**
   * Makes the routes.
   *
   * @param exports keeps the exports; not closed here
   * @param log where reads are recorded
   * @param concurrentReads most questions that are answered at a time; more get 503
   * @param limit longest time for one answer
   */
  public ExportRoutes(Exports exports, AccessLog log, int concurrentReads, Duration limit) {
    this.exports = exports;
    this.readers = new Readers(log, concurrentReads, limit);
  }

  /** Adds the routes. */
  public void mount(Router router) {
    router.post("/v1/exports").handler(BodyHandler.create(false).setBodyLimit(MAX_BODY));
    router.post("/v1/exports").handler(this::start);
    router.get("/v1/exports").handler(this::list);
    router.get("/v1/exports/:exportId").handler(this::one);
    router.delete("/v1/exports/:exportId").handler(this::delete);
    router.get("/v1/exports/:exportId/manifest").handler(this::manifest);
    router.get("/v1/exports/:exportId/files/:number").handler(this::file);
    router.head("/v1/exports/:exportId/files/:number").handler(this::file);
  }

  private void start(RoutingContext ctx) {
    // what the body asks stands for what the query of GET /v1/export would
    parameters(body(ctx))
        .forEach(
            (name, values) -> {
              if (!name.equals("tenant") || !ctx.queryParam(name).equals(values)) {
                values.forEach(value -> ctx.queryParams().add(name, value));
              }
            });
    readers.answer(
        ctx,
        "export.start",
        READERS,
        asked -> {
          seen(asked);
          ExportRequest request = ExportParameters.read(asked);
          return () -> taken(started(request, asked.caller().subject()));
        });
  }

  private Answer taken(Export export) {
    String text = exports.view(export).toJson();
    String tenant = URLEncoder.encode(export.request().tenant(), StandardCharsets.UTF_8);
    return new Answer(
        0,
        JsonObject.EMPTY,
        ctx ->
            ctx.response()
                .setStatusCode(202)
                .putHeader("content-type", "application/json")
                .putHeader("Location", "/v1/exports/%s?tenant=%s".formatted(export.id(), tenant))
                .end(text));
  }

  private static void seen(Asked asked) {
    if (!asked.visible()) {
      throw Asked.notFound();
    }
  }

  private Export started(ExportRequest request, String by) {
    try {
      return exports.start(request, by);
    } catch (ExportRefused e) {
      throw new ProblemException(Problem.conflict(e.message()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonObject body(RoutingContext ctx) {
    byte[] bytes = ctx.body().buffer() == null ? new byte[0] : ctx.body().buffer().getBytes();
    try {
      if (StrictJson.parse(bytes) instanceof JsonObject object) {
        return object;
      }
    } catch (JsonRefused e) {
      throw refused(e.pointer(), e.message());
    }
    throw refused("", "Expected a JSON object, but it is another value.");
  }

  /** The members of a request as the parameters that they are. */
  private static Map<String, List<String>> parameters(JsonObject body) {
    Map<String, List<String>> parameters = new TreeMap<>();
    for (Map.Entry<String, JsonValue> member : body.members().entrySet()) {
      String name = member.getKey();
      if (!MEMBERS.contains(name)) {
        throw refused(
            "",
            "Expected members of %s, but there is another."
                .formatted(MEMBERS.stream().sorted().toList()));
      }
      if (!name.equals("filters")) {
        text(body, name).ifPresent(text -> parameters.put(name, List.of(text)));
      }
    }
    if (!(body.get("filters").orElse(JsonObject.EMPTY) instanceof JsonObject filters)) {
      throw refused("/filters", "Expected an object, but it is another value.");
    }
    filters
        .members()
        .forEach(
            (name, value) -> {
              if (MEMBERS.contains(name)) {
                throw refused(
                    "/filters",
                    "Expected %s beside filters, but it is among them.".formatted(name));
              }
              parameters.put(name, texts(value));
            });
    return parameters;
  }

  private static List<String> texts(JsonValue value) {
    List<String> texts = new ArrayList<>();
    List<JsonValue> values = value instanceof JsonArray many ? many.elements() : List.of(value);
    for (JsonValue each : values) {
      if (!(each instanceof JsonString text)) {
        throw refused(
            "/filters", "Expected text or a list of texts for each filter, but one is another.");
      }
      texts.add(text.value());
    }
    return texts;
  }

  private static Optional<String> text(JsonObject body, String name) {
    return switch (body.get(name).orElse(JsonNull.NULL)) {
      case JsonNull n -> Optional.empty();
      case JsonString text -> Optional.of(text.value());
      default -> throw refused("/" + name, "Expected text, but it is another value.");
    };
  }

  private static ProblemException refused(String pointer, String message) {
    return new ProblemException(
        Problem.invalidRequest(message, List.of(new Problem.Violation(pointer, message))));
  }

  private void list(RoutingContext ctx) {
    readers.answer(
        ctx,
        "exports.list",
        READERS,
        asked -> {
          seen(asked.withTenantOnly());
          return () -> {
            List<JsonValue> views = new ArrayList<>();
            exports.of(asked.tenant()).forEach(export -> views.add(exports.view(export)));
            return Answer.of(
                "application/json",
                JsonObject.of("exports", new JsonArray(views)).toJson(),
                views.size(),
                JsonObject.EMPTY);
          };
        });
  }

  private void one(RoutingContext ctx) {
    found(ctx, "exports.read", export -> Answer.one(exports.view(export)));
  }

  private void manifest(RoutingContext ctx) {
    found(
        ctx,
        "export.manifest",
        export ->
            Answer.of(
                "application/json",
                exports.manifest(export).orElseThrow(ExportRoutes::notReady),
                1,
                export.opening().map(Opening::readUpTo).orElse(JsonObject.EMPTY)));
  }

  private void delete(RoutingContext ctx) {
    found(
        ctx,
        "export.delete",
        // only once the read is recorded: what was deleted unrecorded could not be told any more
        export ->
            new Answer(
                0,
                JsonObject.EMPTY,
                answered ->
                    answered
                        .vertx()
                        .executeBlocking(
                            () -> {
                              exports.delete(export);
                              return export.id();
                            })
                        .onSuccess(gone -> answered.response().setStatusCode(204).end())
                        .onFailure(answered::fail)));
  }

  private void file(RoutingContext ctx) {
    String number = Asked.path(ctx, "number");
    found(
        ctx,
        "export.download",
        export -> {
          Part part =
              export.closedParts().stream()
                  .filter(each -> Integer.toString(each.number()).equals(number))
                  .findFirst()
                  .orElseThrow(ExportRoutes::notReady);
          Path file = exports.file(export, part.number()).orElseThrow(ExportRoutes::notReady);
          return new Answer(
              part.entries(),
              export.opening().map(Opening::readUpTo).orElse(JsonObject.EMPTY),
              answered -> give(answered, file, part, part.name(export.request())));
        });
  }

  /** Something that is done with an export that was found. */
  private interface Use {
    Answer of(Export export) throws IOException;
  }

  private void found(RoutingContext ctx, String operation, Use use) {
    String id = Asked.path(ctx, "exportId");
    readers.answer(
        ctx,
        operation,
        READERS,
        asked -> {
          asked.withTenantOnly();
          return () -> {
            try {
              return use.of(find(asked, id));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          };
        });
  }

  private static void give(RoutingContext ctx, Path file, Part part, String name) {
    String tag = "\"" + part.sha256() + "\"";
    HttpServerResponse response =
        ctx.response()
            .putHeader("content-type", "application/gzip")
            .putHeader("Content-Disposition", "attachment; filename=\"" + name + "\"")
            .putHeader("Accept-Ranges", "bytes")
            .putHeader("ETag", tag);
    if (tag.equals(ctx.request().getHeader("If-None-Match"))) {
      response.setStatusCode(304).end();
      return;
    }
    String condition = ctx.request().getHeader("If-Range");
    String header = ctx.request().getHeader("Range");
    ByteRange range =
        ByteRange.of(condition == null || condition.equals(tag) ? header : null, part.bytes())
            .orElse(null);
    if (range != null && range.length() == 0) {
      response.putHeader("Content-Range", range.told(part.bytes())).setStatusCode(416).end();
      return;
    }
    if (range != null) {
      response.putHeader("Content-Range", range.told(part.bytes())).setStatusCode(206);
    }
    long length = range == null ? part.bytes() : range.length();
    response.putHeader("Content-Length", Long.toString(length));
    if (ctx.request().method().name().equals("HEAD")) {
      response.end();
      return;
    }
    response
        .sendFile(file.toString(), range == null ? 0 : range.first(), length)
        .onFailure(ctx::fail);
  }

  private Export find(Asked asked, String id) {
    if (!asked.visible() || !Asked.isUuid(id)) {
      throw Asked.notFound();
    }
    return exports.find(asked.tenant(), UUID.fromString(id)).orElseThrow(Asked::notFound);
  }

  private static ProblemException notReady() {
    return new ProblemException(
        Problem.notFound(
            "Expected an export that is done and has that file, but it is not, or not any more:"
                + " look at its state."));
  }

  @Override
  public void close() {
    readers.close();
  }
}
