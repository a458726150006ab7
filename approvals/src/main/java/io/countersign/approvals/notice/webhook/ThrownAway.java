package io.countersign.approvals.notice.webhook;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Reads a body up to a limit and keeps nothing of it; a longer one ends the connection. */
final class ThrownAway implements BodySubscriber<@Nullable Void> {
  private static final int MOST_BYTES = 64 * 1024;

  private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;
  private long bytes;

  @Override
  public CompletionStage<@Nullable Void> getBody() {
    return end;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> items) {
    items.forEach(item -> bytes += item.remaining());
    if (bytes > MOST_BYTES && subscription != null) {
      subscription.cancel();
      end.complete(null);
    }
  }

  @Override
  public void onError(Throwable failure) {
    end.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    end.complete(null);
  }
}
