package io.countersign.ingest;

import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for the event of which command. Bounded, and it refuses early: when a caller of a
 * ledger waited in vain and nobody of that ledger was answered meanwhile, the ledger counts as
 * stalled. Of a stalled ledger one caller at a time is let in, as a probe; all others are refused
 * before anything is appended. The first answer ends that.
 *
 * <p>Safe for concurrent use. Time comes in as {@link System#nanoTime} values.
 */
public final class Waiters {
  private static final int GIVEN_UP_PER_WAITER = 10;

  /**
   * How long an answer rests that another event of its command may follow. They are written in one
   * transaction and side by side, so they are never far apart; when none follows, nothing does.
   */
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final int limit;
  private final Map<UUID, List<Ticket>> byCommand = new HashMap<>();
  private final Map<Integer, Ledger> ledgers = new HashMap<>();
  private final Map<UUID, GivenUp> givenUp;
  private int waiting;

  /**
   * @param limit most callers that wait at once
   */
  public Waiters(int limit) {
    this.limit = limit;
    this.givenUp = new Bounded(GIVEN_UP_PER_WAITER * limit);
  }

  /** What became of a wish to wait. */
  public sealed interface Admission permits Ticket, Refused {}

  /** Why nobody may wait now. */
  public enum Refused implements Admission {
    /** As many wait as may. */
    FULL,
    /** The engine does not answer for this ledger. */
    STALLED
  }

  /** What a waiting caller hears in the end. */
  public sealed interface Heard {
    /**
     * The answer.
     *
     * @param event the event that answers
     * @param consequence the event of the same command that says what came of that, when there is
     *     one
     * @param findings what the same command raised before
     */
    record Answered(
        EventEnvelope event, @Nullable EventEnvelope consequence, List<FindingRaised> findings)
        implements Heard {}

    /**
     * Nothing came in time.
     *
     * @param alone whether nobody else still waits for the same command
     */
    record GaveUp(boolean alone) implements Heard {}
  }

  /** One waiting caller. */
  public static final class Ticket implements Admission {
    private final Asked asked;
    private final Acknowledge level;
    private final int ledger;
    private final long deadlineNanos;
    private final long answersBefore;
    private final List<FindingRaised> findings = new ArrayList<>();
    private final CompletableFuture<Heard> heard = new CompletableFuture<>();
    private @Nullable EventEnvelope answer;
    private @Nullable EventEnvelope consequence;
    private OptionalLong restUntilNanos = OptionalLong.empty();

    private Ticket(
        Asked asked, Acknowledge level, int ledger, long deadlineNanos, long answersBefore) {
      this.asked = asked;
      this.level = level;
      this.ledger = ledger;
      this.deadlineNanos = deadlineNanos;
      this.answersBefore = answersBefore;
    }

    /** Completes once, with the answer or without; never fails. */
    public CompletableFuture<Heard> heard() {
      return heard;
    }

    /** Takes in an event of its command; whether it has heard everything. */
    private boolean take(EventEnvelope event) {
      if (event.body() instanceof FindingRaised finding) {
        findings.add(finding);
        return false;
      }
      if (answer != null) {
        boolean follows = asked.kind().isFollowedBy(event.body());
        consequence = follows ? event : null;
        return follows;
      }
      if (!asked.kind().isAnsweredBy(event.body())) {
        return false;
      }
      answer = event;
      return !asked.kind().mayFollow(event.body());
    }

    /** Whether it was answered a while ago and nothing followed. */
    private boolean isRested(long nowNanos) {
      if (answer == null) {
        return false;
      }
      if (restUntilNanos.isEmpty()) {
        restUntilNanos = OptionalLong.of(nowNanos + REST_NANOS);
      }
      return nowNanos - restUntilNanos.getAsLong() >= 0;
    }

    private Heard told(boolean alone) {
      return answer == null
          ? new Heard.GaveUp(alone)
          : new Heard.Answered(answer, consequence, List.copyOf(findings));
    }
  }

  /** A command of which a caller was told no although the log may have it. */
  private static final class GivenUp {
    private int times;
    private boolean abandoned;
  }

  /** Commands that were given up; the oldest make room. */
  private static final class Bounded extends LinkedHashMap<UUID, GivenUp> {
    private static final long serialVersionUID = 1L;
    private final int most;

    Bounded(int most) {
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<UUID, GivenUp> eldest) {
      return size() > most;
    }
  }

  private static final class Ledger {
    private int waiting;
    private long answers;
    private boolean stalled;
  }

  /** Lets a caller wait until its answer is heard or the deadline has passed, or says why not. */
  public synchronized Admission admit(
      Asked asked, Acknowledge level, int ledger, long deadlineNanos) {
    Ledger state = ledgers.computeIfAbsent(ledger, number -> new Ledger());
    if (state.stalled && state.waiting > 0) {
      return Refused.STALLED;
    }
    if (waiting >= limit) {
      return Refused.FULL;
    }
    Ticket ticket = new Ticket(asked, level, ledger, deadlineNanos, state.answers);
    byCommand.computeIfAbsent(asked.commandId(), id -> new ArrayList<>(1)).add(ticket);
    state.waiting++;
    waiting++;
    return ticket;
  }

  /** Whether somebody waits for this command at this level: else its events need no decoding. */
  public synchronized boolean await(UUID commandId, Acknowledge level) {
    List<Ticket> tickets = byCommand.get(commandId);
    return tickets != null && tickets.stream().anyMatch(ticket -> ticket.level == level);
  }

  /** Tells an event to those who wait for its command at this level. */
  public void hear(EventEnvelope event, Acknowledge level) {
    List<Ticket> answered = new ArrayList<>(1);
    synchronized (this) {
      List<Ticket> tickets = byCommand.getOrDefault(event.commandId(), List.of());
      for (Ticket ticket : List.copyOf(tickets)) {
        // A command id that was sent again by another tenant must not show it this one's answer.
        if (ticket.level != level
            || !ticket.asked.tenant().equals(event.tenant())
            || !ticket.asked.isOwn(event)
            || isGivenUp(event)) {
          continue;
        }
        boolean before = ticket.answer != null;
        boolean complete = ticket.take(event);
        if (!before && ticket.answer != null) {
          Ledger ledger = ledger(ticket);
          ledger.answers++;
          ledger.stalled = false;
        }
        if (complete) {
          remove(ticket);
          answered.add(ticket);
        }
      }
    }
    answered.forEach(ticket -> ticket.heard.complete(ticket.told(false)));
  }

  /**
   * A decision whose first caller was told no is or will be abandoned, so it answers nobody any
   * more; who asks again hears the engine's refusal, which comes after the abandonment.
   */
  private boolean isGivenUp(EventEnvelope event) {
    GivenUp past = givenUp.get(event.commandId());
    return event.body() instanceof DecisionMade && past != null && past.abandoned;
  }

  /** Whether a caller of this command was told no although the log may have the command. */
  public synchronized boolean wasGivenUp(UUID commandId) {
    return givenUp.containsKey(commandId);
  }

  /** The log surely does not have a command that was given up: it may be asked again as new. */
  public synchronized void neverWritten(UUID commandId) {
    givenUp.computeIfPresent(commandId, (id, past) -> --past.times > 0 ? past : null);
  }

  /** Ends the wait of everybody whose deadline has passed, or whose answer nothing follows. */
  public void expire(long nowNanos) {
    end(ticket -> ticket.isRested(nowNanos) || nowNanos - ticket.deadlineNanos >= 0);
  }

  /** Ends every wait. */
  public void expireAll() {
    end(ticket -> true);
  }

  private void end(Predicate<Ticket> which) {
    List<Ticket> ended;
    synchronized (this) {
      ended = byCommand.values().stream().flatMap(List::stream).filter(which).toList();
    }
    ended.forEach(this::giveUp);
  }

  /** Ends the wait of one caller in vain; does nothing the second time. */
  public void giveUp(Ticket ticket) {
    end(ticket, true);
  }

  /** Ends the wait of one caller whose command was refused before it reached the ledger. */
  public void withdraw(Ticket ticket) {
    end(ticket, false);
  }

  private void end(Ticket ticket, boolean inVain) {
    boolean alone;
    synchronized (this) {
      if (!remove(ticket)) {
        return;
      }
      alone = !byCommand.containsKey(ticket.asked.commandId());
      if (ticket.answer == null) {
        Ledger ledger = ledger(ticket);
        ledger.stalled |= inVain && ledger.answers == ticket.answersBefore;
        remember(ticket.asked.commandId(), inVain, alone);
      }
    }
    ticket.heard.complete(ticket.told(alone));
  }

  private void remember(UUID commandId, boolean inVain, boolean alone) {
    if (inVain) {
      givenUp.computeIfAbsent(commandId, id -> new GivenUp()).times++;
    }
    GivenUp past = givenUp.get(commandId);
    if (past != null && alone) {
      past.abandoned = true;
    }
  }

  /** How many callers wait. */
  public synchronized int waiting() {
    return waiting;
  }

  /** How many ledgers do not answer. */
  public synchronized long stalled() {
    return ledgers.values().stream().filter(ledger -> ledger.stalled).count();
  }

  private Ledger ledger(Ticket ticket) {
    return ledgers.computeIfAbsent(ticket.ledger, number -> new Ledger());
  }

  private boolean remove(Ticket ticket) {
    List<Ticket> tickets = byCommand.get(ticket.asked.commandId());
    if (tickets == null) {
      return false;
    }
    boolean removed = false;
    for (Iterator<Ticket> each = tickets.iterator(); each.hasNext(); ) {
      if (each.next() == ticket) {
        each.remove();
        removed = true;
      }
    }
    if (tickets.isEmpty()) {
      byCommand.remove(ticket.asked.commandId());
    }
    if (removed) {
      ledger(ticket).waiting--;
      waiting--;
    }
    return removed;
  }
}
