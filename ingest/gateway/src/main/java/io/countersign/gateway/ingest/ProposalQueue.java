package io.countersign.gateway.ingest;

import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tools on their way to ingest as proposals for the catalogue. Nobody waits for them: one thread
 * sends them in the background and repeats with growing pauses while ingest is away. What finds no
 * room, or is not taken in the end, is dropped and told to {@link #onDrop}.
 */
public final class ProposalQueue implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProposalQueue.class);

  /** Most tools in one request. */
  public static final int MAX_BATCH = 256;

  /** A larger request would be more than ingest reads; one tool alone may be larger. */
  private static final int MAX_BATCH_BYTES = 192 * 1024;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /**
   * One tool of a server.
   *
   * @param definition digest of {@code json}
   * @param json the tool as ingest takes it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, written once
  public record Proposal(String server, String tool, Digest definition, byte[] json) {}

  /** Told of tools that the catalogue does not get. */
  public interface Dropped {
    /**
     * Takes note of them.
     *
     * @param why the end of a sentence
     * @param passing another try may succeed
     */
    void dropped(List<Proposal> proposals, String why, boolean passing);
  }

  /** How much may wait. */
  public record Capacity(int tools, long bytes) {
    /** 4,096 tools of together 16 MiB. */
    public static final Capacity DEFAULT = new Capacity(4096, 16L * 1024 * 1024);
  }

  private final IngestClient ingest;
  private final String tenant;
  private final Capacity capacity;
  private final Duration timeout;
  private final Duration patience;
  private final LongAdder delivered = new LongAdder();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Proposal> waiting = new ArrayDeque<>();
  private volatile Dropped dropped = (proposals, why, passing) -> {};
  private long waitingBytes;
  private boolean sending;
  private boolean closing;
  private boolean closed;

  /**
   * Starts with an empty queue.
   *
   * @param tenant tenant of every proposal
   * @param timeout how long one request may take
   * @param patience how long a request is repeated before its tools are dropped
   */
  public ProposalQueue(
      IngestClient ingest, String tenant, Capacity capacity, Duration timeout, Duration patience) {
    this.ingest = ingest;
    this.tenant = tenant;
    this.capacity = capacity;
    this.timeout = timeout;
    this.patience = patience;
    Thread.ofVirtual().name("tool-proposals").start(this::run);
  }

  /** Who is told of the tools that were dropped. */
  public void onDrop(Dropped told) {
    dropped = told;
  }

  /** Tools that ingest took. */
  public long delivered() {
    return delivered.sum();
  }

  /** Takes a tool to be proposed soon, or drops it when too many wait. Never blocks on ingest. */
  public void offer(Proposal proposal) {
    lock.lock();
    try {
      boolean room =
          !closing
              && waiting.size() < capacity.tools()
              && waitingBytes + proposal.json().length <= capacity.bytes();
      if (room) {
        waiting.add(proposal);
        waitingBytes += proposal.json().length;
        changed.signalAll();
        return;
      }
    } finally {
      lock.unlock();
    }
    dropped.dropped(List.of(proposal), "too many tools wait for Countersign to take them", true);
  }

  private void run() {
    for (List<Proposal> batch = next(); !batch.isEmpty(); batch = next()) {
      try {
        deliver(batch);
      } catch (RuntimeException bug) {
        LOG.error("Proposing {} tools failed.", batch.size(), bug);
      } finally {
        sent();
      }
    }
  }

  /**
   * The next tools of one server, once there are any; none when the queue was closed. A name comes
   * once in a request.
   */
  private List<Proposal> next() {
    List<Proposal> batch = new ArrayList<>();
    Set<String> names = new HashSet<>();
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed && !closing) {
        changed.await();
      }
      long bytes = 0;
      for (Proposal head = closed ? null : waiting.peek(); head != null; head = waiting.peek()) {
        bytes += head.json().length;
        boolean fits = batch.size() < MAX_BATCH && bytes <= MAX_BATCH_BYTES;
        boolean other = !batch.isEmpty() && !head.server().equals(batch.getFirst().server());
        if ((!fits && !batch.isEmpty()) || other || !names.add(head.tool())) {
          break;
        }
        batch.add(waiting.remove());
        waitingBytes -= head.json().length;
      }
      sending = !batch.isEmpty();
      changed.signalAll();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return batch;
  }

  private void sent() {
    lock.lock();
    try {
      sending = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A request that is refused for good is halved, so that one bad tool keeps no other back. */
  private void deliver(List<Proposal> batch) {
    IngestClient.Proposed proposed = repeatedly(body(batch));
    switch (proposed.receipt()) {
      case TAKEN -> taken(batch, proposed.refused());
      case LATER -> dropped.dropped(batch, "Countersign did not take it in time", true);
      case REFUSED -> {
        int half = batch.size() / 2;
        if (half == 0) {
          dropped.dropped(batch, "Countersign refused it", false);
        } else {
          deliver(batch.subList(0, half));
          deliver(batch.subList(half, batch.size()));
        }
      }
    }
  }

  private void taken(List<Proposal> batch, Map<String, String> refused) {
    int count = batch.size();
    for (Proposal proposal : batch) {
      @Nullable String code = refused.get(proposal.tool());
      if (code != null) {
        count--;
        boolean passing = code.equals("unavailable");
        dropped.dropped(List.of(proposal), "Countersign refused it: " + code, passing);
      }
    }
    delivered.add(count);
    LOG.info("proposed {} tools of {}", count, batch.getFirst().server());
  }

  private IngestClient.Proposed repeatedly(byte[] body) {
    long giveUp = System.nanoTime() + patience.toNanos();
    Duration pause = FIRST_PAUSE;
    IngestClient.Proposed proposed = ingest.propose(body, timeout).join();
    while (proposed.receipt() == IngestClient.Receipt.LATER
        && System.nanoTime() < giveUp
        && rest(pause)) {
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
      proposed = ingest.propose(body, timeout).join();
    }
    return proposed;
  }

  /** Waits between two tries; false when the queue is closing and there is no next one. */
  private boolean rest(Duration pause) {
    lock.lock();
    try {
      long nanos = pause.toNanos();
      while (nanos > 0 && !closing) {
        nanos = changed.awaitNanos(nanos);
      }
      return !closing;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private byte[] body(List<Proposal> batch) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(ascii("{\"tenant\":"));
    body.writeBytes(quoted(tenant));
    body.writeBytes(ascii(",\"server\":"));
    body.writeBytes(quoted(batch.getFirst().server()));
    body.writeBytes(ascii(",\"tools\":["));
    for (int i = 0; i < batch.size(); i++) {
      body.writeBytes(ascii(i == 0 ? "" : ","));
      body.writeBytes(batch.get(i).json());
    }
    body.writeBytes(ascii("]}"));
    return body.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] quoted(String text) {
    return CanonicalJson.bytes(new JsonString(text));
  }

  /** Tries what still waits once, for at most as long as given; takes nothing more. */
  public void flush(Duration deadline) {
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
      long nanos = deadline.toNanos();
      while ((sending || !waiting.isEmpty()) && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Gives up what still waits. Call {@link #flush} first. */
  @Override
  public void close() {
    List<Proposal> left;
    lock.lock();
    try {
      closing = true;
      closed = true;
      left = List.copyOf(waiting);
      waiting.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (!left.isEmpty()) {
      dropped.dropped(left, "the gateway stopped before Countersign took it", true);
    }
  }
}
