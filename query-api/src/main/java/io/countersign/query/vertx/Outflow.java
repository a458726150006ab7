package io.countersign.query.vertx;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Writes an answer from a thread that may block: each write waits until the bytes are on their way,
 * so a slow client slows its own reader down and nothing piles up.
 */
final class Outflow {
  private final Context loop;
  private final HttpServerResponse response;
  private final Duration patience;

  /**
   * @param patience how long one write may take before the client is given up
   */
  Outflow(Context loop, HttpServerResponse response, Duration patience) {
    this.loop = loop;
    this.response = response;
    this.patience = patience;
  }

  /**
   * Writes some text.
   *
   * @throws IOException when the client has gone or takes nothing
   */
  void write(String text) throws IOException, InterruptedException {
    Buffer bytes = Buffer.buffer(text);
    await(() -> response.write(bytes));
  }

  /** Ends the answer. */
  void end() throws IOException, InterruptedException {
    await(response::end);
  }

  /** Breaks the connection off, so that the client does not take a part for the whole. */
  void breakOff() {
    loop.runOnContext(
        now -> {
          if (!response.ended()) {
            response.reset();
          }
        });
  }

  private void await(Supplier<Future<Void>> write) throws IOException, InterruptedException {
    Promise<Void> written = Promise.promise();
    loop.runOnContext(
        now -> {
          if (response.closed()) {
            written.fail(new IOException("the client has gone"));
          } else {
            write.get().onComplete(written);
          }
        });
    try {
      written
          .future()
          .toCompletionStage()
          .toCompletableFuture()
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("Expected the client to take what it asked for, but it did not", e);
    }
  }
}
