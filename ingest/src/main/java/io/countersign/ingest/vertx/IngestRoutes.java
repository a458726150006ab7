package io.countersign.ingest.vertx;

import io.countersign.ingest.Acknowledge;
import io.countersign.ingest.Documents;
import io.countersign.ingest.Door;
import io.countersign.ingest.Ids;
import io.countersign.ingest.IngestSettings;
import io.countersign.ingest.Intake;
import io.countersign.ingest.Observations;
import io.countersign.ingest.Origin;
import io.countersign.ingest.Problems;
import io.countersign.ingest.RecentCalls;
import io.countersign.ingest.Reply;
import io.countersign.ingest.Stamp;
import io.countersign.ingest.contract.Contract;
import io.countersign.ingest.contract.Operation;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.json.JsonObject;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The operations of the API document whose {@code x-role} is {@code ingest}. The document decides
 * paths and methods; mounting fails when it and the handlers here do not match.
 *
 * <p>What the owner of the server does: authenticates {@code /v1/*} and puts a {@link Caller} into
 * the routing context under {@link #CALLER}; renders failures that are {@link
 * io.countersign.schemas.http.ProblemException} as problem documents, as well as the router's own
 * 404 and 405; an asynchronous authentication pauses the request until then.
 *
 * <p>A call that is not remembered here goes to the next handler of the same route, so that a
 * process that also answers from the search index can do so.
 */
public final class IngestRoutes {
  /** Key of the routing context under which the authenticated {@link Caller} stands. */
  public static final String CALLER = Caller.class.getName();

  /** Larger bodies are parsed, redacted and digested beside the event loop. */
  private static final int INLINE_BYTES = 32 * 1024;

  /** Bodies of observations that are worked on at once. */
  private static final int BULKS = 4;

  private final Contract contract;
  private final Documents documents;
  private final Intake intake;
  private final Door door;
  private final Observations observations;
  private final CallRoute callRoute;
  private final IngestSettings settings;
  private final Supplier<Stamp> stamps;
  private final LongSupplier nanoTime;
  private final Semaphore bulks = new Semaphore(BULKS);

  /**
   * @param stamps ids, salts and the time of commands
   * @param nanoTime {@link System#nanoTime}
   */
  public IngestRoutes(
      Contract contract,
      Intake intake,
      Door door,
      RecentCalls calls,
      IngestSettings settings,
      Supplier<Stamp> stamps,
      LongSupplier nanoTime) {
    this.contract = contract;
    this.documents = new Documents(contract, settings.maxBodyBytes());
    this.intake = intake;
    this.door = door;
    this.observations = new Observations(documents, intake, door, stamps, nanoTime, settings);
    this.callRoute = new CallRoute(calls, settings, nanoTime);
    this.settings = settings;
    this.stamps = stamps;
    this.nanoTime = nanoTime;
  }

  /** Makes a command of a request. */
  private interface Command {
    CommandEnvelope of(JsonObject document, Origin origin, Stamp stamp);
  }

  /**
   * Adds a route for each operation.
   *
   * @throws IllegalStateException when the API document has an operation without a handler or lacks
   *     one that is here
   */
  public void mount(Router router) {
    Map<String, Handler<RoutingContext>> handlers = new HashMap<>();
    handlers.put("decideCall", context -> ask(context, Contract.Body.CALL, intake::intent));
    handlers.put("getCall", callRoute::handle);
    handlers.put(
        "reportOutcome",
        context ->
            ask(
                context,
                Contract.Body.OUTCOME,
                (document, origin, stamp) ->
                    intake.outcome(callId(context), document, origin, stamp)));
    handlers.put(
        "cancelCall",
        context ->
            ask(
                context,
                Contract.Body.CANCEL,
                (document, origin, stamp) ->
                    intake.cancel(callId(context), document, origin, stamp)));
    handlers.put("registerTool", this::tool);
    handlers.put("reportObservations", this::observe);
    for (Operation operation : contract.operations()) {
      if (operation.role().equals("ingest")) {
        Handler<RoutingContext> handler = handlers.remove(operation.id());
        if (handler == null) {
          throw new IllegalStateException(
              "Expected a handler of operation %s, but there is none".formatted(operation.id()));
        }
        router
            .route(
                HttpMethod.valueOf(operation.method()),
                operation.path().replaceAll("\\{(\\w+)}", ":$1"))
            .handler(handler);
      }
    }
    if (!handlers.isEmpty()) {
      throw new IllegalStateException(
          "Expected operations %s in the API document, but they are not there"
              .formatted(handlers.keySet()));
    }
  }

  private void tool(RoutingContext context) {
    ask(
        context,
        Contract.Body.TOOL,
        (document, origin, stamp) ->
            intake.tool(
                path(context, "server"),
                path(context, "name"),
                Optional.ofNullable(context.request().getParam("tenant")),
                document,
                origin,
                stamp));
  }

  private void ask(RoutingContext context, Contract.Body kind, Command command) {
    long received = nanoTime.getAsLong();
    requireType(context, "application/json")
        .compose(typed -> RequestBody.read(context, settings.maxBodyBytes()))
        .compose(body -> ask(context, body, kind, command, received))
        .onComplete(
            reply -> Answers.json(context, reply.status(), reply.body()),
            failure -> Answers.fail(context, failure));
  }

  private Future<Reply> ask(
      RoutingContext context, Buffer body, Contract.Body kind, Command command, long received) {
    if (body.length() > INLINE_BYTES) {
      return context
          .vertx()
          .executeBlocking(() -> prepare(context, body, kind, command), false)
          .compose(prepared -> send(Objects.requireNonNull(prepared), received));
    }
    try {
      return send(prepare(context, body, kind, command), received);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private record Prepared(CommandEnvelope command, Acknowledge level) {}

  private Prepared prepare(
      RoutingContext context, Buffer body, Contract.Body kind, Command command) {
    Origin origin = origin(context, EvidenceGrade.ENFORCED);
    JsonObject document = documents.read(body.getBytes(), kind);
    Acknowledge level =
        document.string("acknowledge").orElse("").equals("committed")
            ? Acknowledge.COMMITTED
            : Acknowledge.APPENDED;
    return new Prepared(command.of(document, origin, stamp(context)), level);
  }

  /** Completes on the context of the caller: answers are heard on other threads. */
  private Future<Reply> send(Prepared prepared, long received) {
    return Future.fromCompletionStage(
        door.ask(prepared.command, prepared.level, received), io.vertx.core.Vertx.currentContext());
  }

  private void observe(RoutingContext context) {
    if (!caller(context).is(Role.GATEWAY)) {
      context.request().resume();
      Answers.fail(
          context, Problems.forbidden("Expected a token of role gateway, but it is of another."));
      return;
    }
    if (!bulks.tryAcquire()) {
      context.request().resume();
      Answers.fail(context, Problems.overloaded());
      return;
    }
    requireType(context, "application/x-ndjson")
        .compose(typed -> RequestBody.read(context, settings.maxObservationBytes()))
        .compose(
            body ->
                context
                    .vertx()
                    .executeBlocking(
                        () ->
                            observations.take(
                                body.getBytes(), origin(context, EvidenceGrade.GATEWAY_REPORTED)),
                        false))
        .onComplete(
            results -> {
              bulks.release();
              Answers.lines(context, lines(results));
            },
            failure -> {
              bulks.release();
              Answers.fail(context, failure);
            });
  }

  private static String lines(List<JsonObject> results) {
    return results.stream().map(JsonObject::toJson).collect(Collectors.joining("\n", "", "\n"));
  }

  private static Future<Void> requireType(RoutingContext context, String expected) {
    String given = context.request().getHeader("content-type");
    String type = given == null ? "" : given.split(";", 2)[0].strip();
    if (type.equalsIgnoreCase(expected)) {
      return Future.succeededFuture();
    }
    // What is left of the request is let through unread, so that the connection stays usable.
    context.request().resume();
    return Future.failedFuture(Problems.unsupportedType(expected));
  }

  private static Origin origin(RoutingContext context, EvidenceGrade grade) {
    return new Origin(caller(context), grade, context.request().getHeader("traceparent"));
  }

  static Caller caller(RoutingContext context) {
    Caller caller = context.get(CALLER);
    if (caller == null) {
      throw Problems.unauthenticated();
    }
    return caller;
  }

  private Stamp stamp(RoutingContext context) {
    Stamp stamp = stamps.get();
    String key = context.request().getHeader("Idempotency-Key");
    if (key == null) {
      return stamp;
    }
    return stamp.withCommandId(
        Ids.uuid7(key)
            .orElseThrow(
                () -> Problems.invalid("Expected Idempotency-Key to be a UUIDv7, but it is not.")));
  }

  /** A parameter of the path; the route would not have matched without it. */
  private static String path(RoutingContext context, String name) {
    return String.valueOf(context.pathParam(name));
  }

  static UUID callId(RoutingContext context) {
    return Ids.uuid7(path(context, "callId"))
        .orElseThrow(() -> Problems.invalid("Expected the call id in the path to be a UUIDv7."));
  }
}
