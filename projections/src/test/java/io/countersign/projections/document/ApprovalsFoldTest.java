package io.countersign.projections.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.projections.document.BatchFold.Result;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.approval.ApprovalProgress;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.Change;
import io.countersign.schemas.approval.NoticeKind;
import io.countersign.schemas.approval.QuorumProgress;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.document.ApprovalJson;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.GrantClaimed;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.testkit.ApprovalScript;
import io.countersign.testkit.ApprovalScript.Asked;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ApprovalsFoldTest {
  private final ApprovalScript script = new ApprovalScript(3, "acme");

  @Test
  void givesTheSameDocumentsHoweverTheEventsAreCutAndRepeated() {
    for (long seed = 1; seed <= 20; seed++) {
      ApprovalScript random = random(seed, 60);
      assertThat(random.events()).hasSizeGreaterThan(250);
      MemoryStore.assertSameHoweverCut(random.events(), seed);
    }
  }

  @Test
  void endsEveryApprovalWhereItsCallSaysSo() {
    MemoryStore store = new MemoryStore();
    store.take(random(31, 300).events());
    int seen = 0;
    for (JsonObject call : store.of(Kind.CALLS).values()) {
      JsonObject told = call.object("approval").orElseThrow();
      String id = DocumentId.ofApproval("acme", told.string("approvalId").orElseThrow());
      JsonObject approval = Objects.requireNonNull(store.of(Kind.APPROVALS).get(id));
      assertThat(ApprovalJson.state(told)).isEqualTo(ApprovalJson.state(approval));
      assertThat(told.get("votes")).isEqualTo(approval.get("votes"));
      assertThat(told.get("waitedMillis")).isEqualTo(approval.get("waitedMillis"));
      seen++;
    }
    assertThat(seen).isGreaterThan(100);
  }

  @Test
  void keepsTheSnapshotOfACallUpToDateWithItsApproval() {
    MemoryStore store = new MemoryStore();
    Asked asked = script.ask("{\"id\":1}");
    CallSnapshot pending = snapshotOf(asked, store);
    assertThat(pending.state()).isEqualTo(CallState.PENDING);
    ApprovalProgress progress = Objects.requireNonNull(pending.approval());
    assertThat(progress.approvalId()).isEqualTo(asked.approvalId());
    assertThat(progress.state()).isEqualTo(ApprovalState.PENDING);
    assertThat(progress.previewDigest()).isEqualTo(asked.previewDigest());
    assertThat(progress.quorum()).containsExactly(new QuorumProgress("leads", 1, 0));

    script.vote(asked, "bo", Ballot.APPROVE, null);
    script.grant(asked, "bo");
    CallSnapshot approved = snapshotOf(asked, store);
    assertThat(approved.state()).isEqualTo(CallState.APPROVED);
    assertThat(Objects.requireNonNull(approved.approval()).quorum())
        .containsExactly(new QuorumProgress("leads", 1, 1));

    script.claim(asked);
    GrantClaimed claim = (GrantClaimed) script.events().getLast().body();
    CallSnapshot claimed = snapshotOf(asked, store);
    assertThat(claimed.state()).isEqualTo(CallState.CLAIMED);
    ApprovalProgress spent = Objects.requireNonNull(claimed.approval());
    assertThat(spent.claimId()).isEqualTo(claim.claimId());
    assertThat(spent.leaseUntil()).isEqualTo(claim.leaseUntil());
    assertThat(spent.claimedAt()).isEqualTo(script.events().getLast().recordedAt());
    assertThat(claimed.changedAt()).isEqualTo(script.events().getLast().position());
    assertThat(claimed.recordedAt()).isEqualTo(pending.recordedAt());

    script.report(asked);
    store.take(script.events());
    assertThat(store.snapshots).isEmpty();
  }

  @Test
  void letsAnApprovalBeFoundByItsGroupItsVotersAndItsAsker() {
    Asked asked = script.ask("{\"id\":1}");
    script.vote(asked, "bo", Ballot.DENY, null);
    script.vote(asked, "kim", Ballot.APPROVE, null);
    Result result = BatchFold.fold(Map.of(), script.events());
    JsonObject source =
        result.stages().stream()
            .flatMap(List::stream)
            .filter(document -> document.kind() == Kind.APPROVALS)
            .findFirst()
            .orElseThrow()
            .source();
    assertThat(source.array("group")).contains(JsonArray.ofStrings(List.of("leads")));
    assertThat(source.array("voter")).contains(JsonArray.ofStrings(List.of("bo", "kim")));
    assertThat(source.string("agent")).contains("triage-bot");
    assertThat(source.string("tool")).contains("close_ticket");
    assertThat(source.string("state")).contains("PENDING");
    List<String> voters = new ArrayList<>();
    result.stages().getFirst().stream()
        .filter(document -> document.kind() == Kind.TIMELINE)
        .forEach(
            document -> document.source().array("voter").ifPresent(v -> voters.add(v.toJson())));
    assertThat(voters).containsExactly("[\"bo\"]", "[\"kim\"]");
  }

  @Test
  void keepsTheApprovalOfAChange() {
    Asked asked = script.ask(Change.of(new PublishPolicy("desk", "rules: []", "olga")), "olga");
    script.grant(asked, "bo");
    MemoryStore store = new MemoryStore();
    store.take(script.events());
    assertThat(store.of(Kind.CALLS)).isEmpty();
    assertThat(store.of(Kind.APPROVALS).values())
        .singleElement()
        .satisfies(
            approval -> {
              assertThat(approval.string("control")).contains("policy/desk");
              assertThat(ApprovalJson.state(approval)).contains(ApprovalState.CONSUMED);
            });
  }

  private CallSnapshot snapshotOf(Asked asked, MemoryStore store) {
    store.take(script.events());
    return Objects.requireNonNull(store.snapshots.get("acme/" + asked.callId()));
  }

  /** Calls of which each goes its own way, several of them at a time. */
  private static ApprovalScript random(long seed, int calls) {
    Random random = new Random(seed);
    ApprovalScript script = new ApprovalScript(3, "acme");
    List<Asked> open = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      open.add(script.ask("{\"id\":%d}".formatted(i)));
      while (open.size() > random.nextInt(6)) {
        goOn(script, open, open.remove(random.nextInt(open.size())), random);
      }
    }
    return script;
  }

  private static void goOn(ApprovalScript script, List<Asked> open, Asked asked, Random random) {
    script.notice(asked, NoticeKind.REQUESTED, random.nextBoolean());
    script.vote(asked, "bo", Ballot.DENY, null);
    switch (random.nextInt(6)) {
      case 0 -> script.close(asked, ApprovalState.DENIED);
      case 1 -> script.close(asked, ApprovalState.EXPIRED);
      case 2 -> open.add(script.askAnew(asked, "{\"anew\":%d}".formatted(random.nextInt(99))));
      case 3 -> {
        script.grant(asked, "kim");
        script.close(asked, ApprovalState.REVOKED);
      }
      default -> {
        script.vote(asked, "bo", Ballot.APPROVE, Ballot.DENY);
        script.grant(asked, "bo");
        script.claim(asked);
        if (random.nextBoolean()) {
          script.overdue(asked);
        }
        if (random.nextBoolean()) {
          script.report(asked);
        } else if (random.nextBoolean()) {
          script.reconcile(asked);
        }
      }
    }
    script.notice(asked, NoticeKind.RESOLVED, true);
  }
}
