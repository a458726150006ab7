package io.countersign.query.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One open stream: a bounded queue between who reads the log and who writes to the client. A client
 * that takes less than comes is cut, and nobody waits for it but the one who catches up for it
 * alone. Safe for use by many threads.
 */
public final class StreamReader {
  /** How long a reader of the past waits for one client, all its waits together. */
  private static final Duration MOST_WAITED = Duration.ofMinutes(1);

  private final String tenant;
  private final StreamFilter filter;
  private final int maxItems;
  private final long maxCharacters;
  private final Client client;
  private final Deque<StreamItem> items = new ArrayDeque<>();
  private long waited;
  private long characters;
  private @Nullable StreamToken examined;
  private @Nullable StreamCut cut;
  private boolean closed;

  /** Who gets the stream. Told on any thread; must not block. */
  public interface Client {
    /**
     * The stream begins.
     *
     * @param at the last event before it; empty when the ledger has none yet
     */
    void begun(Optional<StreamToken> at);

    /** The stream does not begin. */
    void refused(StreamRefused why);

    /** There is something to take, or the stream was cut. */
    void ready();
  }

  /**
   * @param tenant whose events
   * @param filter which of them
   * @param maxItems most events that wait for the client
   * @param maxCharacters most characters of them
   */
  public StreamReader(
      String tenant, StreamFilter filter, int maxItems, long maxCharacters, Client client) {
    this.tenant = tenant;
    this.filter = filter;
    this.maxItems = maxItems;
    this.maxCharacters = maxCharacters;
    this.client = client;
  }

  /** Whose events. */
  public String tenant() {
    return tenant;
  }

  /** Which of them. */
  public StreamFilter filter() {
    return filter;
  }

  /** Who gets them. */
  public Client client() {
    return client;
  }

  /** Gives a live event without waiting; a client for whom there is no room is cut. */
  public void offer(StreamItem item) {
    synchronized (this) {
      if (ended()) {
        return;
      }
      if (!hasRoom(item)) {
        cut(
            new StreamCut(
                StreamCut.Reason.SLOW,
                "Expected the client to take events as fast as they come, but more than %s waited. Connect again with the last id: what is missing is sent again."
                    .formatted(maxItems)));
        return;
      }
      add(item);
    }
    client.ready();
  }

  /**
   * Gives an event of the past, waiting for room; gives nothing when the stream has ended. A client
   * for whom was waited longer than {@link #MOST_WAITED} in all is cut, because others wait for
   * whoever reads the past.
   */
  public void put(StreamItem item) throws InterruptedException {
    synchronized (this) {
      while (!ended() && !hasRoom(item)) {
        long left = MOST_WAITED.toNanos() - waited;
        if (left <= 0) {
          cut(
              new StreamCut(
                  StreamCut.Reason.SLOW,
                  "Expected the client to take events of the past within %s of waiting, but it did not. Connect again with the last id: it goes on there."
                      .formatted(MOST_WAITED)));
          return;
        }
        long begun = System.nanoTime();
        wait(left / 1_000_000 + 1);
        waited += System.nanoTime() - begun;
      }
      if (ended()) {
        return;
      }
      add(item);
    }
    client.ready();
  }

  private boolean hasRoom(StreamItem item) {
    return items.isEmpty()
        || (items.size() < maxItems && characters + item.text().length() <= maxCharacters);
  }

  private void add(StreamItem item) {
    items.add(item);
    characters += item.text().length();
    examined = item.token();
  }

  /** Says that an event was looked at and is not for this client. */
  public synchronized void passOver(StreamItem item) {
    examined = item.token();
  }

  /** Takes the next event. */
  public synchronized Optional<StreamItem> poll() {
    StreamItem item = items.poll();
    if (item != null) {
      characters -= item.text().length();
      notifyAll();
    }
    return Optional.ofNullable(item);
  }

  /**
   * Up to where a client that has taken everything has seen all there is for it; empty while
   * something waits to be taken, nothing was looked at, or the stream has ended: what was dropped
   * then was not seen.
   */
  public synchronized Optional<StreamToken> seenUpTo() {
    return items.isEmpty() && !ended() ? Optional.ofNullable(examined) : Optional.empty();
  }

  /** Ends the stream; what waits is dropped, and sent again when the client comes back. */
  public void cut(StreamCut why) {
    synchronized (this) {
      if (ended()) {
        return;
      }
      cut = why;
      clear();
    }
    client.ready();
  }

  /** Ends the stream because the client has gone. */
  public synchronized void close() {
    closed = true;
    clear();
  }

  private void clear() {
    items.clear();
    characters = 0;
    notifyAll();
  }

  /** Why it was cut, when it was. */
  public synchronized Optional<StreamCut> cut() {
    return Optional.ofNullable(cut);
  }

  /** Whether nothing is to be given any more. */
  public synchronized boolean ended() {
    return closed || cut != null;
  }
}
