package io.countersign.gateway;

import io.countersign.gateway.ClientFrame.ToolCall;
import io.countersign.gateway.grants.OfflineGrants;
import io.countersign.gateway.ingest.Answer;
import io.countersign.gateway.ingest.IngestClient;
import io.countersign.gateway.ingest.OutcomeQueue;
import io.countersign.gateway.ingest.ProposalQueue;
import io.countersign.schemas.call.Amounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks before a tool runs and reports after. The one place where a call becomes permitted: a driver
 * sends a {@code tools/call} to a server only between {@link #begin} answering true and the call's
 * {@link OpenCall#settle}.
 */
public final class CallGate implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CallGate.class);

  static final String BUSY = "GATEWAY_BUSY";
  static final String PERMISSION_EXPIRED = "PERMISSION_EXPIRED";
  static final String STOPPING = "GATEWAY_STOPPING";

  private final GatewaySettings settings;
  private final InstantSource clock;
  private final CallIds ids;
  private final IngestClient ingest;
  private final OutcomeQueue outcomes;
  private final @Nullable ProposalQueue proposals;
  private final ToolSightings sightings;
  private final @Nullable OfflineGrants offline;
  private final Approvals approvals;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("gateway-timer").factory());
  private final Set<OpenCall> running = ConcurrentHashMap.newKeySet();
  private final LongAdder asked = new LongAdder();
  private final LongAdder allowed = new LongAdder();

  /**
   * @throws UncheckedIOException when the journal of offline grants cannot be used
   */
  public CallGate(GatewaySettings settings, InstantSource clock, RandomGenerator random) {
    this.settings = settings;
    this.clock = clock;
    this.ids = new CallIds(clock, random);
    Limits limits = settings.limits();
    this.ingest = new IngestClient(settings.ingest(), settings.tokenFile(), limits.askTimeout());
    this.outcomes =
        new OutcomeQueue(
            ingest, limits.maxOpenCalls(), limits.reportTimeout(), limits.reportPatience());
    this.proposals =
        settings.proposeTools()
            ? new ProposalQueue(
                ingest,
                settings.identity().tenant(),
                ProposalQueue.Capacity.DEFAULT,
                limits.reportTimeout(),
                limits.reportPatience())
            : null;
    this.sightings =
        proposals == null ? ToolSightings.ignored() : ToolSightings.proposedTo(proposals);
    this.offline = settings.offline() == null ? null : open(settings.offline());
    this.approvals = new Approvals(settings, ingest, ids, offline);
  }

  private OfflineGrants open(GatewaySettings.Offline how) {
    try {
      return OfflineGrants.open(
          how.journal(),
          how.gatewayId(),
          () -> ingest.grantKeys(settings.limits().askTimeout()).join(),
          clock);
    } catch (IOException error) {
      ingest.close();
      throw new UncheckedIOException(String.valueOf(error.getMessage()), error);
    }
  }

  /** The server behind this gateway, as nobody has seen it yet. */
  public McpSession.Server server() {
    return new McpSession.Server(
        settings.identity().server(),
        new ServerCatalogue(),
        sightings,
        settings.limits().maxServerFrameBytes());
  }

  /**
   * A question under way.
   *
   * @param call the call, to abandon it when the client leaves
   * @param replies what the client may be told about it
   * @param ruling the answer; never completes exceptionally
   */
  public record Asked(OpenCall call, Replies replies, CompletableFuture<Ruling> ruling) {}

  /**
   * Asks about one call. Whatever goes wrong is a reply that says the call was not made.
   *
   * @param client the way to the client while the call is held for its approval
   */
  public Asked ask(McpSession session, ToolCall call, RequestHints hints, ToClient client) {
    asked.increment();
    String callId = ids.next();
    Optional<Amounts> bound = Question.bound(settings.bound(), call);
    OpenCall open =
        new OpenCall(
            callId,
            call.id(),
            bound.orElse(settings.bound()),
            (ended, outcome, millis) -> end(session, ended, outcome, millis));
    Replies replies = new Replies(call, open, settings.identity().tenant());
    if (bound.isEmpty()) {
      return answered(
          open,
          replies,
          JsonRpc.error(call.id(), JsonRpc.INVALID_PARAMS, DeclaredAmounts.BOUND_EXPECTED));
    }
    final Question question;
    try {
      question = new Question(settings.identity(), session, call, hints);
    } catch (IllegalArgumentException error) {
      // The identity that the headers gave; its message holds no value.
      return answered(
          open,
          replies,
          JsonRpc.error(call.id(), JsonRpc.INVALID_REQUEST, String.valueOf(error.getMessage())));
    }
    if (!outcomes.reserve()) {
      LOG.warn(
          "Expected at most {} open or unreported calls, but one more came. It was refused.",
          settings.limits().maxOpenCalls());
      return answered(
          open,
          replies,
          replies.deniedBecause(
              BUSY, "too many calls are open or not yet reported; try again later"));
    }
    if (!session.open(open)) {
      outcomes.release();
      return answered(
          open, replies, JsonRpc.error(call.id(), JsonRpc.INVALID_REQUEST, JsonRpc.ID_IN_USE));
    }
    Duration timeout = settings.limits().askTimeout();
    return new Asked(
        open,
        replies,
        ingest
            .ask(callId, question.body(callId, open.bound()), question.traceparent(), timeout)
            .thenCompose(
                answer ->
                    rule(new Waiting(session, call, open, question, replies, client), answer)));
  }

  private static Asked answered(OpenCall call, Replies replies, byte[] frame) {
    return new Asked(call, replies, CompletableFuture.completedFuture(new Ruling.Reply(frame)));
  }

  private CompletableFuture<Ruling> rule(Waiting waiting, Answer answer) {
    OpenCall call = waiting.open();
    Replies replies = waiting.replies();
    return switch (answer) {
      case Answer.Allowed permission ->
          CompletableFuture.completedFuture(
              new Ruling.Permitted(call, replies, permission.validUntil()));
      case Answer.ApprovalNeeded needed ->
          // Holding and claiming block, each in a thread of its own.
          CompletableFuture.supplyAsync(() -> resume(waiting, needed), Thread::startVirtualThread);
      case Answer.Denied denied -> unsent(waiting, replies.denied(denied));
      case Answer.Rejected rejected -> unsent(waiting, replies.rejected(rejected));
      case Answer.Unavailable unavailable -> {
        LOG.warn(
            "Expected a verdict on call {}, but Countersign gave none: {}. The call was not made.",
            call.callId(),
            unavailable.cause());
        yield unsent(waiting, replies.unavailable());
      }
    };
  }

  private CompletableFuture<Ruling> unsent(Waiting waiting, byte[] frame) {
    drop(waiting);
    return CompletableFuture.completedFuture(new Ruling.Reply(frame));
  }

  private Ruling resume(Waiting waiting, Answer.ApprovalNeeded needed) {
    Ruling ruling;
    try {
      ruling = approvals.resume(waiting, needed);
    } catch (RuntimeException bug) {
      LOG.error("The gateway failed with a call that needs an approval.", bug);
      ruling = new Ruling.Reply(waiting.replies().unavailable());
    }
    if (!(ruling instanceof Ruling.Permitted)) {
      drop(waiting);
    }
    return ruling;
  }

  /** The call will not be sent. What was claimed for it, perhaps, must be known as not run. */
  private void drop(Waiting waiting) {
    OpenCall call = waiting.open();
    if (call.claimId() == null) {
      waiting.session().close(call);
      outcomes.release();
    } else if (call.giveUp()) {
      end(waiting.session(), call, Outcome.notRun("claim_not_used"), 0);
    }
  }

  /**
   * The last check, immediately before the original frame is sent; on {@link Ruling.Go} it must be
   * sent.
   */
  public Ruling.Start begin(McpSession session, Ruling.Permitted permitted) {
    OpenCall call = permitted.call();
    @Nullable Instant until = permitted.validUntil();
    if (until != null && !clock.instant().isBefore(until)) {
      notRun(session, permitted, "permission_expired");
      return new Ruling.Reply(
          permitted
              .replies()
              .deniedBecause(
                  PERMISSION_EXPIRED,
                  "the permission ended before the call could be sent; call again"));
    }
    running.add(call);
    if (!call.dispatch(System.nanoTime())) {
      notRun(session, permitted, "client_gone");
      return new Ruling.Gone();
    }
    allowed.increment();
    long millis = settings.limits().callTimeout().toMillis();
    call.timer(
        timer.schedule(() -> call.settle(Outcome.timedOut()), millis, TimeUnit.MILLISECONDS));
    return new Ruling.Go(call);
  }

  /** What a client is told when the gateway stops before its call was sent. */
  public static byte[] stopping(Replies replies) {
    return replies.deniedBecause(
        STOPPING, "the gateway is stopping, and the call was not made; call again");
  }

  /**
   * A driver failed with a call. One that may have reached the server is UNKNOWN, any other was
   * surely not run.
   */
  public void failed(McpSession session, Ruling.Permitted permitted) {
    if (!permitted.call().settle(Outcome.unknown("gateway_failed"))) {
      notRun(session, permitted, "gateway_failed");
    }
  }

  /** The call was permitted but will not be sent. */
  public void notRun(McpSession session, Ruling.Permitted permitted, String why) {
    if (permitted.call().giveUp()) {
      end(session, permitted.call(), Outcome.notRun(why), 0);
    }
  }

  private void end(McpSession session, OpenCall call, Outcome outcome, long durationMillis) {
    session.close(call, outcome);
    running.remove(call);
    outcomes.submit(
        call.callId(),
        outcome.report(
            settings.identity().tenant(),
            call.bound(),
            call.claimId(),
            durationMillis,
            settings.limits().maxResultBytes()));
  }

  /** Holds no call any longer: those that wait are told that their approval is pending. */
  public void stopHolding() {
    approvals.stopHolding();
  }

  /**
   * Delivers the reports still waiting, within the shutdown grace, and stops. Calls still running
   * end as UNKNOWN.
   */
  @Override
  public void close() {
    stopHolding();
    running.forEach(call -> call.settle(Outcome.unknown("gateway_stopped")));
    outcomes.flush(settings.limits().shutdownGrace());
    outcomes.close();
    if (proposals != null) {
      proposals.flush(settings.limits().shutdownGrace());
      proposals.close();
    }
    timer.shutdownNow();
    ingest.close();
    closeJournal();
    LOG.info(
        "gateway stopped: {} calls asked, {} sent, {} outcomes recorded, {} not recorded, {} tools proposed, {} not proposed",
        asked,
        allowed,
        outcomes.recorded(),
        outcomes.lost(),
        proposals == null ? 0 : proposals.delivered(),
        sightings.dropped());
  }

  private void closeJournal() {
    if (offline != null) {
      try {
        offline.close();
      } catch (IOException error) {
        LOG.warn("The journal of grants could not be closed; what is in it stays.", error);
      }
    }
  }
}
