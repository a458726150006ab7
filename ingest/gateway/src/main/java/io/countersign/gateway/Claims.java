package io.countersign.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.gateway.grants.GrantRefused;
import io.countersign.gateway.grants.OfflineGrants;
import io.countersign.gateway.ingest.Answer;
import io.countersign.gateway.ingest.Claim;
import io.countersign.gateway.ingest.IngestClient;
import io.countersign.schemas.digest.Digest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spends approvals, immediately before a call is sent. One attempt to send is one claim id; while
 * the answer is not clear the same claim is made again, and when it stays unclear the call is not
 * sent.
 */
final class Claims {

  static final String DIGEST_MISMATCH = "DIGEST_MISMATCH";
  static final String CLAIM_UNCLEAR = "CLAIM_UNCLEAR";
  static final String GRANT_REFUSED = "GRANT_REFUSED";
  static final String JOURNAL_FAILED = "JOURNAL_FAILED";

  private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

  private static final String OFFLINE_NOT_ALLOWED = "OFFLINE_NOT_ALLOWED";
  private static final String OFFLINE = "OFFLINE";
  private static final String ONLINE = "ONLINE";

  /** A claim is repeated for so many times the timeout of one. */
  private static final int PATIENCE = 3;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final IngestClient ingest;
  private final CallIds ids;
  private final String tenant;
  private final Duration timeout;
  private final @Nullable OfflineGrants offline;

  Claims(
      IngestClient ingest,
      CallIds ids,
      String tenant,
      Duration timeout,
      @Nullable OfflineGrants offline) {
    this.ingest = ingest;
    this.ids = ids;
    this.tenant = tenant;
    this.timeout = timeout;
    this.offline = offline;
  }

  /** Claims an approved call. Blocks; permitted only when the claim is certain. */
  Ruling claim(Waiting waiting, Answer.ApprovalNeeded approved) {
    if (waiting.open().abandoned().isDone()) {
      return new Ruling.Gone();
    }
    Optional<Digest> action = waiting.question().actionDigest();
    if (action.isEmpty() || !action.get().text().equals(approved.actionDigest())) {
      LOG.error(
          "Expected the approval of call {} to be for the action that would be sent, but it is for another. The call was not made.",
          approved.callId());
      return refused(
          waiting,
          DIGEST_MISMATCH,
          "the approval is for another action than this call would be now, so it was not made");
    }
    if (offline != null && approved.approval().offline()) {
      Claim claim = attempt(waiting, action.get(), OFFLINE);
      if (!(claim instanceof Claim.Refused refused)
          || !refused.code().equals(OFFLINE_NOT_ALLOWED)) {
        return rule(waiting, action.get(), claim, offline);
      }
    }
    return rule(waiting, action.get(), attempt(waiting, action.get(), ONLINE), null);
  }

  private Claim attempt(Waiting waiting, Digest action, String mode) {
    String claimId = ids.next();
    ObjectNode body = JsonRpc.object().put("claimId", claimId).put("tenant", tenant);
    body.put("actionDigest", action.text()).put("mode", mode);
    Claim claim = repeated(waiting.open(), claimId, JsonRpc.bytes(body));
    boolean mayBeClaimed =
        switch (claim) {
          case Claim.Claimed claimed -> true;
          case Claim.Refused refused -> false;
          case Claim.Unclear unclear -> unclear.mayBeRecorded();
        };
    if (mayBeClaimed) {
      waiting.open().claimed(claimId);
    }
    return claim;
  }

  /** Unclear at last: then it may be recorded when any of the tries may be. */
  private Claim repeated(OpenCall call, String claimId, byte[] body) {
    long end = System.nanoTime() + timeout.multipliedBy(PATIENCE).toNanos();
    Duration pause = FIRST_PAUSE;
    boolean mayBeRecorded = false;
    Claim claim = ingest.claim(call.callId(), claimId, body, timeout).join();
    while (claim instanceof Claim.Unclear unclear) {
      mayBeRecorded |= unclear.mayBeRecorded();
      if (System.nanoTime() >= end || !rest(call, pause)) {
        return new Claim.Unclear(unclear.cause(), mayBeRecorded);
      }
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
      claim = ingest.claim(call.callId(), claimId, body, timeout).join();
    }
    return claim;
  }

  /** Waits between two tries; false when the client left and there need not be another. */
  private static boolean rest(OpenCall call, Duration pause) {
    try {
      call.abandoned().get(pause.toNanos(), TimeUnit.NANOSECONDS);
      return false;
    } catch (TimeoutException over) {
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("leaving has no way to fail", impossible);
    }
  }

  private Ruling rule(Waiting waiting, Digest action, Claim claim, @Nullable OfflineGrants grants) {
    return switch (claim) {
      case Claim.Refused refused -> {
        String code = refused.code();
        yield refused(waiting, code, refused.detail());
      }
      case Claim.Unclear unclear -> {
        LOG.warn(
            "Expected a clear answer to the claim of call {}, but: {}. The call was not made.",
            waiting.open().callId(),
            unclear.cause());
        yield refused(
            waiting,
            CLAIM_UNCLEAR,
            "Countersign did not say whether the approval is spent, so the call was not made");
      }
      case Claim.Claimed claimed when grants != null -> spend(waiting, action, claimed, grants);
      case Claim.Claimed claimed ->
          new Ruling.Permitted(waiting.open(), waiting.replies(), claimed.leaseUntil());
    };
  }

  private Ruling spend(
      Waiting waiting, Digest action, Claim.Claimed claimed, OfflineGrants grants) {
    OpenCall call = waiting.open();
    try {
      grants.spend(
          claimed.grant(),
          new OfflineGrants.Expected(
              tenant, call.callId(), String.valueOf(call.claimId()), action.text()));
      return new Ruling.Permitted(call, waiting.replies(), claimed.leaseUntil());
    } catch (GrantRefused refused) {
      LOG.error("The grant of call {} was refused: {}", call.callId(), refused.getMessage());
      return refused(waiting, GRANT_REFUSED, String.valueOf(refused.getMessage()));
    } catch (IOException error) {
      LOG.error(
          "The journal of grants cannot be written; call {} was not made.", call.callId(), error);
      return refused(
          waiting,
          JOURNAL_FAILED,
          "the journal of grants cannot be written, so the call was not made");
    }
  }

  private static Ruling refused(Waiting waiting, String code, String message) {
    return new Ruling.Reply(waiting.replies().deniedBecause("approval", code, message));
  }
}
