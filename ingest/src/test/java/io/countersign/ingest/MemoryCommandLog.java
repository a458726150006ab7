package io.countersign.ingest;

import io.countersign.schemas.command.CommandEnvelope;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A command log in memory, and what comes of an append is the test's to say. */
public final class MemoryCommandLog implements CommandLog {
  public final List<CommandEnvelope> commands = new CopyOnWriteArrayList<>();
  public volatile CompletableFuture<Appended> next =
      CompletableFuture.completedFuture(Appended.WRITTEN);
  public volatile Consumer<CommandEnvelope> listener = command -> {};

  @Override
  public CompletableFuture<Appended> append(CommandEnvelope command, long deadlineNanos) {
    commands.add(command);
    listener.accept(command);
    return next;
  }
}
