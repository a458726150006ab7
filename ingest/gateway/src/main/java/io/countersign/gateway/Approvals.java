package io.countersign.gateway;

import io.countersign.gateway.grants.OfflineGrants;
import io.countersign.gateway.ingest.Answer;
import io.countersign.gateway.ingest.IngestClient;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a call that needs an approval: held while people decide, claimed when they have
 * agreed, and otherwise answered so that the same call, made again, goes on where this one stood.
 * The gateway remembers nothing for that: ingest answers a repeated question with the approval that
 * stands.
 */
final class Approvals {

  private final GatewaySettings settings;
  private final IngestClient ingest;
  private final Claims claims;
  private final @Nullable Confirmation confirmation;
  private final Semaphore places;
  private final Set<Hold> holds = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  Approvals(
      GatewaySettings settings, IngestClient ingest, CallIds ids, @Nullable OfflineGrants offline) {
    Limits limits = settings.limits();
    String tenant = settings.identity().tenant();
    this.settings = settings;
    this.ingest = ingest;
    this.claims = new Claims(ingest, ids, tenant, limits.askTimeout(), offline);
    this.confirmation =
        settings.confirm() ? new Confirmation(ingest, tenant, limits.askTimeout()) : null;
    this.places = new Semaphore(limits.maxHeldCalls());
  }

  /** Goes on with a call that ingest did not allow at once. Blocks while it is held. */
  Ruling resume(Waiting waiting, Answer.ApprovalNeeded asked) {
    waiting.open().continueAs(asked.callId());
    return switch (await(waiting, asked)) {
      case Hold.End.Approved(Answer.ApprovalNeeded approved) -> claims.claim(waiting, approved);
      case Hold.End.Pending(Answer.ApprovalNeeded now) ->
          reply(waiting.replies().approvalPending(now, waiting.session().capabilities()));
      case Hold.End.Over(Answer.ApprovalNeeded now) ->
          reply(waiting.replies().approvalOver(now.approval()));
      case Hold.End.Denied(Answer.Denied denied) -> reply(waiting.replies().denied(denied));
      case Hold.End.Withdrawn withdrawn ->
          reply(
              waiting
                  .replies()
                  .deniedBecause(
                      "approval",
                      "NOT_CONFIRMED",
                      "the user did not confirm the call, and it was taken back"));
      case Hold.End.Gone gone -> new Ruling.Gone();
    };
  }

  private static Ruling reply(byte[] frame) {
    return new Ruling.Reply(frame);
  }

  private Hold.End await(Waiting waiting, Answer.ApprovalNeeded asked) {
    if (waiting.open().abandoned().isDone()) {
      return new Hold.End.Gone();
    }
    if (asked.approval().isApproved()) {
      return new Hold.End.Approved(asked);
    }
    boolean undecided = asked.approval().isPending() || asked.approval().state().isEmpty();
    if (!undecided) {
      return new Hold.End.Over(asked);
    }
    Limits limits = settings.limits();
    boolean mayHold = asked.approval().isPending() && limits.holdApproval().isPositive();
    if (!mayHold || !places.tryAcquire()) {
      return new Hold.End.Pending(asked);
    }
    Hold hold = new Hold(ingest, settings.identity().tenant(), limits.askTimeout(), waiting);
    holds.add(hold);
    try {
      if (stopping) {
        hold.release(Hold.Release.STOPPING);
      }
      return await(waiting, asked, hold);
    } finally {
      holds.remove(hold);
      places.release();
    }
  }

  private Hold.End await(Waiting waiting, Answer.ApprovalNeeded asked, Hold hold) {
    if (confirmation == null) {
      return hold.await(asked, settings.limits().holdApproval());
    }
    Runnable takeBack = confirmation.ask(waiting, asked.approval(), hold);
    try {
      return hold.await(asked, settings.limits().holdApproval());
    } finally {
      takeBack.run();
    }
  }

  /** Holds no call any longer: those that wait are answered that their approval is pending. */
  void stopHolding() {
    stopping = true;
    holds.forEach(hold -> hold.release(Hold.Release.STOPPING));
  }
}
