package io.countersign.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.ingest.Waiters.Heard.Answered;
import io.countersign.schemas.approval.ApprovalProgress;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.CancelRun;
import io.countersign.schemas.command.CastVote;
import io.countersign.schemas.command.ClaimGrant;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RevokeApproval;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.ApprovalEvent;
import io.countersign.schemas.event.ChangeRequested;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.json.JsonObject;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ApprovalRepliesTest {
  private static final Replies REPLIES = new Replies(URI.create("https://desk.example"));
  private static final UUID OTHER = UUID.fromString("019aa6a0-5f00-7000-8000-0000000000ff");

  private final CommandEnvelope intent = Given.intent(Given.CALL);
  private final Digest action = ((RecordIntent) intent.body()).actionDigest();
  private final CommandEnvelope approve = command(vote(Ballot.APPROVE));
  private final CommandEnvelope deny = command(vote(Ballot.DENY));
  private final CommandEnvelope claim = command(claim(GivenApprovals.CLAIM, action));

  @Test
  void saysWhereAnApprovalStandsWithAVote() {
    assertThat(reply(approve, GivenApprovals.vote(Ballot.APPROVE, 1, action), null).body())
        .isEqualTo(
            Given.json(
                """
                {'approvalId':'%s','vote':'APPROVE','state':'PENDING',
                 'quorum':[{'group':'leads','count':2,'votes':1}],
                 'recordedAt':'2026-11-21T09:00:00Z','ledger':3,'position':7}
                """
                    .formatted(GivenApprovals.APPROVAL)));
    assertThat(
            reply(approve, GivenApprovals.vote(Ballot.APPROVE, 2, action), GivenApprovals.granted())
                .body()
                .string("state"))
        .contains("APPROVED");
    for (ApprovalState ended : List.of(ApprovalState.DENIED, ApprovalState.REVOKED)) {
      JsonObject body =
          reply(deny, GivenApprovals.vote(Ballot.DENY, 0, action), GivenApprovals.closed(ended))
              .body();
      assertThat(body.string("state")).contains(ended.name());
      assertThat(body.string("cause")).contains("BY_PERSON");
    }
  }

  @Test
  void takesAVoteOnceMoreForRecorded() {
    StandingAnswer standing = standing(progress(ApprovalState.APPROVED, null));
    Reply reply = REPLIES.to(Asked.of(approve), rejected(approve, "VOTE_REPEATED", standing));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body().bool("repeated")).contains(true);
    assertThat(reply.body().string("state")).contains("APPROVED");
    Reply unknown = REPLIES.to(Asked.of(approve), rejected(approve, "DUPLICATE_COMMAND", null));
    assertThat(unknown.body().bool("repeated")).contains(true);
    assertThat(unknown.body().has("state")).isFalse();
  }

  @Test
  void givesTheReceiptOfAClaim() {
    Reply reply = reply(claim, GivenApprovals.claimed(action), null);
    assertThat(reply.body())
        .isEqualTo(
            Given.json(
                """
                {'callId':'%s','approvalId':'%s','claimId':'%s','mode':'ONLINE',
                 'claimedAt':'2026-11-21T09:00:00Z','leaseUntil':'2026-11-21T09:01:00Z',
                 'actionDigest':'%s','recordedAt':'2026-11-21T09:00:00Z','ledger':3,'position':7}
                """
                    .formatted(
                        Given.CALL, GivenApprovals.APPROVAL, GivenApprovals.CLAIM, action.text())));
  }

  @Test
  void givesTheSameReceiptForTheSameClaimOnly() {
    ApprovalProgress claimed = progress(ApprovalState.CLAIMED, GivenApprovals.CLAIM);
    Reply reply = REPLIES.to(Asked.of(claim), rejected(claim, "CLAIM_REPEATED", standing(claimed)));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body().bool("repeated")).contains(true);
    assertThat(reply.body().string("leaseUntil")).contains("2026-11-21T09:01:00Z");
    assertThat(reply.body().string("claimId")).contains(GivenApprovals.CLAIM.toString());
    for (StandingAnswer other :
        new StandingAnswer[] {
          null,
          Given.standing(Verdict.ASK, action),
          standing(progress(ApprovalState.CLAIMED, OTHER)),
          Variations.with(standing(claimed), "actionDigest", Given.digest(9))
        }) {
      assertThat(refused(claim, "CLAIM_REPEATED", other).problem().status()).isEqualTo(409);
    }
    assertThat(refused(claim, "DUPLICATE_COMMAND", null).problem().code())
        .isEqualTo("duplicate-command");
  }

  @Test
  void refusesAClaimWithTheCodeOfTheEngine() {
    for (String code : List.of("NOT_APPROVED", "ALREADY_CLAIMED", "DIGEST_MISMATCH", "LAPSED")) {
      ProblemException refused = refused(claim, code, null);
      assertThat(refused.problem().status()).isEqualTo(409);
      assertThat(refused.problem().code())
          .isEqualTo(code.toLowerCase(Locale.ROOT).replace('_', '-'));
    }
  }

  @Test
  void neverTakesTheClaimOfAnotherForItsOwn() {
    for (Command other :
        List.of(
            claim(OTHER, action),
            claim(GivenApprovals.CLAIM, Given.digest(9)),
            new ClaimGrant(OTHER, GivenApprovals.CLAIM, action, GrantMode.ONLINE),
            new ClaimGrant(Given.CALL, GivenApprovals.CLAIM, action, GrantMode.OFFLINE),
            new CancelRun("run-1", "over"))) {
      CommandEnvelope command = command(other);
      EventEnvelope event = Given.event(command, 7, GivenApprovals.claimed(action));
      assertThat(Asked.of(claim).isOwn(event)).isTrue();
      if (other instanceof ClaimGrant) {
        assertThat(Asked.of(command).isOwn(event)).as(other.toString()).isFalse();
        assertThatThrownBy(
                () -> REPLIES.to(Asked.of(command), new Answered(event, null, List.of())))
            .hasMessageStartingWith("Expected an event that answers");
      }
    }
    EventEnvelope ofAnotherGateway =
        Given.event(claim, 7, GivenApprovals.claimed((ClaimGrant) claim.body(), "gw-2"));
    assertThat(Asked.of(claim).isOwn(ofAnotherGateway)).isFalse();
  }

  @Test
  void saysThatAnApprovalWasTakenBack() {
    CommandEnvelope revoke = command(new RevokeApproval(GivenApprovals.APPROVAL, "no", "olga"));
    JsonObject body = reply(revoke, GivenApprovals.closed(ApprovalState.REVOKED), null).body();
    assertThat(body.string("state")).contains("REVOKED");
    assertThat(refused(revoke, "TOO_LATE", null).problem().code()).isEqualTo("too-late");
  }

  @Test
  void saysThatARunGaveUpWhatItWaitedFor() {
    CommandEnvelope cancel = command(new CancelRun("run-1", "over"));
    Reply reply = reply(cancel, GivenApprovals.closed(ApprovalState.CANCELLED), null);
    assertThat(reply.body().string("runId")).contains("run-1");
    EventEnvelope ofAnotherRun =
        Variations.with(
            Given.event(cancel, 7, GivenApprovals.closed(ApprovalState.CANCELLED)),
            "runId",
            "run-2");
    assertThat(Asked.of(cancel).isOwn(ofAnotherRun)).isFalse();
  }

  @Test
  void namesTheCallThatWaitsWhenTheSameIsAskedAgain() {
    CommandEnvelope again = Given.intent(OTHER);
    StandingAnswer standing =
        new StandingAnswer(
            OTHER,
            7,
            Given.NOW,
            Verdict.ASK,
            List.of(),
            action,
            null,
            Given.CALL,
            progress(ApprovalState.PENDING, null));
    JsonObject body =
        REPLIES.to(Asked.of(again), rejected(again, "APPROVAL_OPEN", standing)).body();
    assertThat(body.string("callId")).contains(Given.CALL.toString());
    assertThat(body.string("verdict")).contains("ASK");
    assertThat(body.integer("retryAfterMs")).isPresent();
    assertThat(body.object("approval").flatMap(approval -> approval.string("state")))
        .contains("PENDING");
  }

  @Test
  void answersAChangeThatWaitsWithItsApproval() {
    ChangeRequested change =
        Samples.events().stream()
            .filter(ChangeRequested.class::isInstance)
            .map(ChangeRequested.class::cast)
            .findFirst()
            .orElseThrow();
    CommandEnvelope command = command(change.change().command());
    Reply reply = reply(command, change, null);
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.body().string("control")).contains(change.change().command().control());
    JsonObject approval = reply.body().object("approval").orElseThrow();
    assertThat(approval.string("id")).contains(change.approvalId().toString());
    assertThat(approval.string("shortCode")).contains(change.changeDigest().shortCode());
    assertThat(Asked.Kind.CONTROL.isAnsweredBy(change)).isTrue();
    Reply again =
        REPLIES.to(
            Asked.of(command),
            rejected(command, "APPROVAL_OPEN", standing(progress(ApprovalState.PENDING, null))));
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.body().bool("repeated")).contains(true);
  }

  @Test
  void answersNobodyByWhatOnlyAccompanies() {
    List<String> answers =
        Samples.events().stream()
            .filter(ApprovalEvent.class::isInstance)
            .filter(
                event ->
                    java.util.Arrays.stream(Asked.Kind.values())
                        .anyMatch(kind -> kind.isAnsweredBy(event)))
            .map(Event::type)
            .distinct()
            .toList();
    assertThat(answers)
        .containsExactlyInAnyOrder(
            "ChangeRequested",
            "VoteCast",
            "ApprovalClosed",
            "GrantClaimed",
            "CallConfirmed",
            "BreakGlassInvoked",
            "BreakGlassReviewed");
  }

  private CastVote vote(Ballot ballot) {
    return new CastVote(
        GivenApprovals.APPROVAL,
        ballot,
        null,
        action,
        GivenApprovals.PREVIEW,
        new Voter("ana", List.of("leads")),
        null);
  }

  private static ClaimGrant claim(UUID claimId, Digest action) {
    return new ClaimGrant(Given.CALL, claimId, action, GrantMode.ONLINE);
  }

  private CommandEnvelope command(Command body) {
    return new CommandEnvelope(
        intent.commandId(), "acme", Given.NOW, null, Given.source(), null, intent.salt(), body);
  }

  private static ApprovalProgress progress(ApprovalState state, @Nullable UUID claimId) {
    return new ApprovalProgress(
        GivenApprovals.APPROVAL,
        state,
        GivenApprovals.PREVIEW,
        GivenApprovals.EXPIRES,
        List.of(GivenApprovals.leads(2)),
        false,
        null,
        claimId,
        claimId == null ? null : Given.NOW,
        claimId == null ? null : Given.NOW.plusSeconds(60));
  }

  private StandingAnswer standing(ApprovalProgress approval) {
    return new StandingAnswer(
        OTHER, 7, Given.NOW, Verdict.ASK, List.of(), action, null, null, approval);
  }

  private static Answered rejected(
      CommandEnvelope command, String code, @Nullable StandingAnswer standing) {
    return new Answered(Given.rejection(command, code, standing), null, List.of());
  }

  private static Reply reply(CommandEnvelope command, Event event, @Nullable Event consequence) {
    return REPLIES.to(
        Asked.of(command),
        new Answered(
            Given.event(command, 7, event),
            consequence == null ? null : Given.event(command, 8, consequence),
            List.of()));
  }

  private static ProblemException refused(
      CommandEnvelope command, String code, @Nullable StandingAnswer standing) {
    return catchThrowableOfType(
        ProblemException.class,
        () -> REPLIES.to(Asked.of(command), rejected(command, code, standing)));
  }
}
