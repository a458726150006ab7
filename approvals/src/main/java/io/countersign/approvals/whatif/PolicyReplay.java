package io.countersign.approvals.whatif;

import io.countersign.approvals.Delivery;
import io.countersign.approvals.Engine;
import io.countersign.approvals.state.Head;
import io.countersign.approvals.state.MemoryState;
import io.countersign.schemas.call.Actor;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Salt;
import io.countersign.schemas.call.Source;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.WithdrawPolicy;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.EventEnvelope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Runs the commands of a tenant's ledger through the engine twice: as recorded, and as if a policy
 * had been in force in place of the one of its name. Reports each call whose verdict differs.
 * Commands are given one by one in the order of the log and are not kept; up to {@link
 * Candidate#since} one run does for both. Not safe for concurrent use.
 *
 * <p>Outcomes and cancellations are handed to both runs as they were recorded: nobody knows what an
 * agent would have done after another answer.
 */
public final class PolicyReplay {
  /** Most examples of each kind of change. */
  public static final int MOST_EXAMPLES = 100;

  private static final String SOURCE = "what-if";

  /** How the engine says that a control stands already as it was asked for. */
  private static final String UNCHANGED = "CONTROL_UNCHANGED";

  private final Candidate candidate;
  private final int ledger;
  private final History recorded;
  private final Changes changes;
  private @Nullable History other;
  private boolean inForce;
  private long commands;

  /**
   * @param engine the engine to run
   * @param candidate the policy and when it begins
   * @param ledger ledger of the candidate's tenant
   * @param examples most examples of each kind of change, 0 to {@link #MOST_EXAMPLES}
   */
  public PolicyReplay(Engine engine, Candidate candidate, int ledger, int examples) {
    if (examples < 0 || examples > MOST_EXAMPLES) {
      throw new IllegalArgumentException(
          "Expected 0 to %s examples, but was %s".formatted(MOST_EXAMPLES, examples));
    }
    this.candidate = candidate;
    this.ledger = ledger;
    this.recorded = new History(engine, ledger, new MemoryState());
    this.changes = new Changes(examples);
  }

  /**
   * Handles the next command of the ledger.
   *
   * @throws ReplayRefused when the candidate begins here and the engine refuses to publish it
   */
  public void command(Delivery delivery) throws ReplayRefused {
    commands++;
    if (other == null && begins(delivery.logTime())) {
      other = fork();
    }
    History otherwise = other;
    if (otherwise == null) {
      recorded.take(delivery);
      return;
    }
    boolean ours = delivery.command().tenant().equals(candidate.tenant());
    if (ours && delivery.command().body() instanceof RecordIntent intent) {
      compare(delivery, intent, otherwise);
    } else {
      recorded.take(delivery);
      boolean replaced = ours && replaces(delivery.command().body());
      otherwise.take(replaced ? refusable(delivery) : delivery);
    }
  }

  /**
   * The same command with a body that is refused for sure. Both runs then count as many events, so
   * what they forget and when is no difference between them.
   */
  private Delivery refusable(Delivery delivery) {
    CommandEnvelope command = delivery.command();
    return new Delivery(
        new CommandEnvelope(
            command.commandId(),
            command.tenant(),
            command.issuedAt(),
            command.occurredAt(),
            command.source(),
            command.traceparent(),
            command.salt(),
            new PublishPolicy(candidate.policy().name(), "", command.source().gateway())),
        delivery.ledger(),
        delivery.logTime());
  }

  /** Goes past a record of the ledger that is no command. */
  public void undecodable(Instant logTime, Digest record) {
    commands++;
    recorded.pass(logTime, record);
    if (other != null) {
      other.pass(logTime, record);
    }
  }

  /**
   * What was found.
   *
   * @throws ReplayRefused when the ledger was never opened by these commands, or the engine refuses
   *     to publish the candidate
   */
  public ReplayReport report() throws ReplayRefused {
    if (recorded.state().head() == null) {
      throw new ReplayRefused(
          "HISTORY_EMPTY",
          "Expected the commands of ledger %s from its genesis on, but there is none among them."
              .formatted(ledger));
    }
    if (other == null) {
      other = fork();
    }
    return changes.report(candidate, inForce, commands);
  }

  private boolean begins(Instant logTime) {
    return recorded.state().head() != null && !logTime.isBefore(candidate.since());
  }

  /** The later fate of the policy's name is not the candidate's. */
  private boolean replaces(Command body) {
    String name = candidate.policy().name();
    return (body instanceof PublishPolicy publish && publish.name().equals(name))
        || (body instanceof WithdrawPolicy withdraw && withdraw.name().equals(name));
  }

  private History fork() throws ReplayRefused {
    History fork = recorded.fork();
    Head head = fork.state().head();
    if (head == null) {
      throw new IllegalStateException("Expected an open ledger, but it is not");
    }
    Digest hash = hash(candidate.policy());
    Delivery publication = new Delivery(published(head.now(), hash), ledger, head.now());
    recorded.take(refusable(publication));
    List<EventEnvelope> events = fork.take(publication);
    for (EventEnvelope event : events) {
      if (event.body() instanceof CommandRejected rejected) {
        if (!rejected.rejection().equals(UNCHANGED)) {
          throw new ReplayRefused(rejected.rejection(), rejected.message());
        }
        inForce = true;
      } else if (event.body() instanceof CommandFailed failed) {
        throw new ReplayRefused(failed.failure(), failed.message());
      }
    }
    return fork;
  }

  /** A command that nobody sent, at a time that is the ledger's. */
  private CommandEnvelope published(Instant now, Digest hash) {
    ByteBuffer chance = ByteBuffer.wrap(hash.bytes());
    long high = now.toEpochMilli() << 16 | 0x7000 | (chance.getLong() & 0x0FFF);
    long low = (chance.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new CommandEnvelope(
        new UUID(high, low),
        candidate.tenant(),
        now,
        null,
        new Source(SOURCE, EvidenceGrade.ENFORCED),
        null,
        new Salt(Arrays.copyOf(hash.bytes(), Salt.BYTES)),
        candidate.policy());
  }

  private void compare(Delivery delivery, RecordIntent intent, History otherwise) {
    List<EventEnvelope> asRecorded = recorded.handle(recorded.state(), delivery);
    List<EventEnvelope> asOther = otherwise.handle(otherwise.state(), delivery);
    Answer was = Answer.of(asRecorded);
    Answer would = Answer.of(asOther);
    // A repeat of a call is not another call.
    boolean looked = was.decided() || would.decided();
    if (looked) {
      changes.looked(was.verdict(), would.verdict());
    }
    if (looked && was.verdict() != would.verdict()) {
      OtherPolicies alone =
          new OtherPolicies(candidate.tenant(), recorded.state(), otherwise.state());
      boolean consequence = Answer.of(recorded.handle(alone, delivery)).verdict() == was.verdict();
      recorded.apply(asRecorded);
      changes.changed(key(intent, was, would), call(intent, was, would, consequence, recordedAt()));
    } else {
      recorded.apply(asRecorded);
    }
    otherwise.apply(asOther);
  }

  private Instant recordedAt() {
    Head head = recorded.state().head();
    return head == null ? Instant.EPOCH : head.now();
  }

  private static ChangeGroup.Key key(RecordIntent intent, Answer was, Answer would) {
    Reason reason = would.verdict() == Verdict.ALLOW ? was.against() : would.against();
    return new ChangeGroup.Key(
        intent.tool().server(),
        intent.tool().name(),
        was.verdict(),
        would.verdict(),
        reason == null ? "UNEXPLAINED" : reason.code(),
        reason == null ? null : reason.reference());
  }

  private static ChangedCall call(
      RecordIntent intent, Answer was, Answer would, boolean consequence, Instant recordedAt) {
    Actor actor = intent.actor();
    return new ChangedCall(
        intent.callId(),
        intent.runId(),
        actor.agent() == null ? null : actor.agent().id(),
        actor.principal() == null ? null : actor.principal().id(),
        intent.environment(),
        recordedAt,
        consequence,
        was.reasons(),
        would.reasons());
  }

  static Digest hash(PublishPolicy policy) {
    return Digest.sha256(policy.document().getBytes(StandardCharsets.UTF_8));
  }
}
