package io.countersign.ingest.vertx;

import io.countersign.ingest.Acknowledge;
import io.countersign.ingest.Documents;
import io.countersign.ingest.Ids;
import io.countersign.ingest.Origin;
import io.countersign.ingest.Problems;
import io.countersign.ingest.Reply;
import io.countersign.ingest.Stamp;
import io.countersign.ingest.contract.Contract;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.json.JsonObject;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * From a request to its answer: reads the body within limits, lets it be made into commands (beside
 * the event loop when it is large), and writes what came of them.
 */
final class Requests {
  static final List<String> JSON = List.of("application/json");

  /** Larger bodies are parsed, redacted and digested beside the event loop. */
  private static final int INLINE_BYTES = 32 * 1024;

  private final Documents documents;
  private final Supplier<Stamp> stamps;
  private final LongSupplier nanoTime;
  private final int maxBytes;

  /**
   * @param stamps ids, salts and the time of commands
   * @param maxBytes longest JSON body
   */
  Requests(Documents documents, Supplier<Stamp> stamps, LongSupplier nanoTime, int maxBytes) {
    this.documents = documents;
    this.stamps = stamps;
    this.nanoTime = nanoTime;
    this.maxBytes = maxBytes;
  }

  /** Makes a command of a document. */
  interface Command {
    CommandEnvelope of(JsonObject document, Origin origin, Stamp stamp);
  }

  /** Appends a command and answers when it is recorded. */
  interface Asking {
    CompletableFuture<Reply> ask(
        CommandEnvelope command, UUID key, Acknowledge level, long receivedNanos);
  }

  /**
   * A command, the key under which its request may be sent again, and when its caller wants to be
   * answered.
   */
  record Prepared(CommandEnvelope command, UUID key, Acknowledge level) {}

  /** The idempotency key of a request, and clock and chance for its command. */
  record Keyed(UUID key, Stamp stamp) {}

  /** A JSON body that becomes one command. */
  void json(RoutingContext context, Contract.Body kind, Command command, Asking door) {
    long received = nanoTime.getAsLong();
    answer(
        context,
        JSON,
        maxBytes,
        body -> {
          Origin origin = origin(context, EvidenceGrade.ENFORCED);
          JsonObject document = documents.read(body, kind);
          Keyed keyed = keyed(context, body);
          return new Prepared(
              command.of(document, origin, keyed.stamp),
              keyed.key,
              acknowledge(document.string("acknowledge")));
        },
        prepared -> door.ask(prepared.command, prepared.key, prepared.level, received));
  }

  /**
   * A body of one of these types.
   *
   * @param prepare what to make of it; may run beside the event loop
   * @param send does not block
   */
  <P> void answer(
      RoutingContext context,
      List<String> types,
      int most,
      Function<byte[], P> prepare,
      Function<P, CompletableFuture<Reply>> send) {
    requireType(context, types)
        .compose(typed -> RequestBody.read(context, most))
        .compose(body -> prepared(context, body, prepare))
        .compose(
            // Completes on the context of the caller: answers are heard on other threads.
            prepared -> Future.fromCompletionStage(send.apply(prepared), Vertx.currentContext()))
        .onComplete(
            reply -> Answers.json(context, reply.status(), reply.body()),
            failure -> Answers.fail(context, failure));
  }

  private static <P> Future<P> prepared(
      RoutingContext context, Buffer body, Function<byte[], P> prepare) {
    if (body.length() > INLINE_BYTES) {
      return context
          .vertx()
          .executeBlocking(() -> prepare.apply(body.getBytes()), false)
          .map(prepared -> Objects.requireNonNull(prepared));
    }
    try {
      return Future.succeededFuture(prepare.apply(body.getBytes()));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  JsonObject document(byte[] body, Contract.Body kind) {
    return documents.read(body, kind);
  }

  int maxBytes() {
    return maxBytes;
  }

  long now() {
    return nanoTime.getAsLong();
  }

  static Future<Void> requireType(RoutingContext context, List<String> expected) {
    String given = context.request().getHeader("content-type");
    String[] parts = given == null ? new String[] {""} : given.split(";", -1);
    boolean known = expected.stream().anyMatch(parts[0].strip()::equalsIgnoreCase);
    if (known && isUtf8(parts)) {
      return Future.succeededFuture();
    }
    // What is left of the request is let through unread, so that the connection stays usable.
    context.request().resume();
    return Future.failedFuture(Problems.unsupportedType(String.join(" or ", expected)));
  }

  private static boolean isUtf8(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String[] parameter = parts[i].strip().split("=", 2);
      if (parameter[0].equalsIgnoreCase("charset")
          && !(parameter.length == 2
              && parameter[1].replace("\"", "").strip().equalsIgnoreCase("utf-8"))) {
        return false;
      }
    }
    return true;
  }

  static Acknowledge acknowledge(Optional<String> text) {
    return text.orElse("").equals("committed") ? Acknowledge.COMMITTED : Acknowledge.APPENDED;
  }

  static Origin origin(RoutingContext context, EvidenceGrade grade) {
    return new Origin(caller(context), grade, context.request().getHeader("traceparent"));
  }

  static Caller caller(RoutingContext context) {
    Caller caller = context.get(IngestRoutes.CALLER);
    if (caller == null) {
      throw Problems.unauthenticated();
    }
    return caller;
  }

  /**
   * The id of the command follows from the key and the request, so that a key that is used for two
   * requests by mistake never answers one with what became of the other. A request without a key
   * gets one, to be told to its caller.
   */
  Keyed keyed(RoutingContext context, byte[] body) {
    Stamp stamp = stamps.get();
    String header = context.request().getHeader("Idempotency-Key");
    UUID key =
        header == null
            ? stamp.commandId()
            : Ids.uuid7(header)
                .orElseThrow(
                    () ->
                        Problems.invalid(
                            "Expected Idempotency-Key to be a UUIDv7, but it is not."));
    UUID commandId =
        Ids.ofRequest(
            key,
            caller(context).subject(),
            context.request().method().name(),
            target(context.request()),
            body);
    return new Keyed(key, stamp.withCommandId(commandId));
  }

  private static String target(HttpServerRequest request) {
    String query = request.query();
    String path = String.valueOf(request.path());
    return query == null ? path : path + "?" + query;
  }

  /** A parameter of the query. */
  static Optional<String> query(RoutingContext context, String name) {
    return Optional.ofNullable(context.request().getParam(name));
  }

  /** A parameter of the path; the route would not have matched without it. */
  static String path(RoutingContext context, String name) {
    return String.valueOf(context.pathParam(name));
  }
}
