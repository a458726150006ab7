package io.countersign.query.vertx;

import io.countersign.query.stream.StreamCut;
import io.countersign.query.stream.StreamItem;
import io.countersign.query.stream.StreamReader;
import io.countersign.query.stream.StreamRefused;
import io.countersign.query.stream.StreamToken;
import io.countersign.schemas.http.Problem;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One open answer of server-sent events (WHATWG HTML, section 9.2). Everything here happens on the
 * event loop of its request. It writes only while the connection takes something; what waits
 * meanwhile waits in the reader, which is bounded.
 */
final class StreamAnswer implements StreamReader.Client {
  /** How long a client that was cut may take to read why. */
  private static final long GOODBYE_MILLIS = 30_000;

  private final RoutingContext ctx;
  private final Vertx vertx;
  private final Context loop;
  private final HttpServerResponse response;
  private final StreamTimes times;
  private final Consumer<StreamAnswer> finished;
  private @Nullable StreamReader reader;
  private Optional<StreamToken> reached = Optional.empty();
  private long written;
  private long writtenBefore;
  private int stalled;
  private boolean begun;
  private boolean over;
  private long ticking = -1;
  private long expiry = -1;

  /**
   * Times of a stream, in milliseconds.
   *
   * @param heartbeatMillis between two signs of life
   * @param stallBeats heartbeats without anything taken after which a client is cut
   * @param retryMillis what clients are told to wait before they connect again
   */
  record StreamTimes(long heartbeatMillis, int stallBeats, long retryMillis) {}

  /**
   * @param finished told once, when nothing is sent any more
   */
  StreamAnswer(RoutingContext ctx, StreamTimes times, Consumer<StreamAnswer> finished) {
    this.ctx = ctx;
    this.vertx = ctx.vertx();
    this.loop = vertx.getOrCreateContext();
    this.response = ctx.response();
    this.times = times;
    this.finished = finished;
  }

  /** Names the reader that is answered, and when its token ends. */
  void answers(StreamReader stream, long tokenMillis) {
    reader = stream;
    response.closeHandler(closed -> finish());
    response.exceptionHandler(broken -> finish());
    expiry =
        vertx.setTimer(
            Math.max(1, tokenMillis),
            expired ->
                stream.cut(
                    new StreamCut(
                        StreamCut.Reason.TOKEN_EXPIRED,
                        "The token that this stream was opened with has expired. Connect again with"
                            + " a new one and the last id.")));
  }

  /** Events that were written. */
  long written() {
    return written;
  }

  /** The stream that is answered. */
  Optional<StreamReader> reader() {
    return Optional.ofNullable(reader);
  }

  @Override
  public void begun(Optional<StreamToken> at) {
    loop.runOnContext(
        now -> {
          if (over || response.closed()) {
            finish();
            return;
          }
          begun = true;
          reached = at;
          response
              .setChunked(true)
              .putHeader("content-type", "text/event-stream; charset=utf-8")
              .putHeader("X-Accel-Buffering", "no");
          response.drainHandler(drained -> drain());
          write("retry: %d\n".formatted(times.retryMillis()) + event("begin", at, place(at)));
          ticking = vertx.setPeriodic(times.heartbeatMillis(), tick -> beat());
          drain();
        });
  }

  @Override
  public void refused(StreamRefused why) {
    loop.runOnContext(
        now -> {
          if (!over && !response.ended()) {
            finish();
            ctx.fail(new ProblemException(problem(why)));
          }
        });
  }

  private static Problem problem(StreamRefused why) {
    return switch (why.kind()) {
      case UNKNOWN_PLACE ->
          Problem.invalidRequest(
              why.message(),
              List.of(new Problem.Violation("/header/Last-Event-ID", why.message())));
      case TOO_OLD ->
          new Problem(
              "gone",
              "What was asked for is not there any more",
              410,
              why.message(),
              List.of(),
              OptionalInt.empty());
      case UNAVAILABLE -> Problem.unavailable(why.message());
    };
  }

  @Override
  public void ready() {
    loop.runOnContext(now -> drain());
  }

  private void drain() {
    StreamReader stream = reader;
    if (over || stream == null) {
      return;
    }
    if (!begun) {
      stream
          .cut()
          .ifPresent(
              why -> refused(new StreamRefused(StreamRefused.Kind.UNAVAILABLE, why.message())));
      return;
    }
    while (!response.writeQueueFull()) {
      Optional<StreamItem> next = stream.poll();
      if (next.isEmpty()) {
        break;
      }
      StreamItem item = next.get();
      reached = Optional.of(item.token());
      written++;
      write("id: %s\ndata: %s\n\n".formatted(item.token().text(), item.text()));
    }
    stream.cut().ifPresent(this::sayGoodbye);
  }

  private void beat() {
    StreamReader stream = reader;
    if (over || stream == null) {
      return;
    }
    if (response.writeQueueFull()) {
      stalled = written == writtenBefore ? stalled + 1 : 0;
      writtenBefore = written;
      if (stalled >= times.stallBeats()) {
        stream.cut(
            new StreamCut(
                StreamCut.Reason.SLOW,
                "Expected the client to take something, but it took nothing for a long time."
                    + " Connect again with the last id."));
      }
      return;
    }
    stalled = 0;
    // an id without data moves the place that a client comes back to, and tells it nothing else
    Optional<StreamToken> seen = stream.seenUpTo().filter(this::isNews);
    seen.ifPresent(token -> reached = seen);
    write(
        seen.map(token -> "id: %s\n: heartbeat\n\n".formatted(token.text()))
            .orElse(": heartbeat\n\n"));
  }

  private boolean isNews(StreamToken token) {
    return reached.isEmpty() || token.compareTo(reached.get()) > 0;
  }

  private void sayGoodbye(StreamCut why) {
    if (over) {
      return;
    }
    JsonObject told =
        JsonObject.builder()
            .put("message", why.message())
            .put("reason", why.reason().name())
            .put(
                "resumeAfter",
                reached.isEmpty() ? JsonNull.NULL : new JsonString(reached.get().text()))
            .build();
    long goodbye = vertx.setTimer(GOODBYE_MILLIS, late -> ctx.request().connection().close());
    finish();
    response.end(event("cut", reached, told)).onComplete(ended -> vertx.cancelTimer(goodbye));
  }

  private static JsonObject place(Optional<StreamToken> at) {
    return JsonObject.of("after", at.isEmpty() ? JsonNull.NULL : new JsonString(at.get().text()));
  }

  private static String event(String name, Optional<StreamToken> id, JsonObject data) {
    String line = id.map(token -> "id: " + token.text() + "\n").orElse("");
    return "event: %s\n%sdata: %s\n\n".formatted(name, line, CanonicalJson.text(data));
  }

  private void write(String text) {
    response.write(text).onFailure(gone -> finish());
  }

  private void finish() {
    if (over) {
      return;
    }
    over = true;
    if (ticking >= 0) {
      vertx.cancelTimer(ticking);
    }
    vertx.cancelTimer(expiry);
    finished.accept(this);
  }
}
