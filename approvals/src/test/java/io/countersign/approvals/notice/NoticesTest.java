package io.countersign.approvals.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.Change;
import io.countersign.schemas.approval.NoticeKind;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.QuorumSlot;
import io.countersign.schemas.event.ApprovalClosed;
import io.countersign.schemas.event.ApprovalEscalated;
import io.countersign.schemas.event.ApprovalGranted;
import io.countersign.schemas.event.BreakGlassInvoked;
import io.countersign.schemas.event.BreakGlassOverdue;
import io.countersign.schemas.event.ChangeRequested;
import io.countersign.schemas.event.Event;
import io.countersign.testkit.Samples;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NoticesTest {
  private final Notices notices = new Notices(Asking.CONSOLE);

  private ApprovalNotice told(Event body) {
    return notices.of(Asking.event(body)).orElseThrow();
  }

  private static ApprovalClosed closed(ApprovalState state, String by) {
    return new ApprovalClosed(
        Asking.APPROVAL, Samples.CALL_ID, state, state.name(), "secret words", by, null);
  }

  private static String facts(ApprovalNotice notice) {
    return notice.facts().stream()
        .map(fact -> fact.label() + "=" + fact.value())
        .collect(Collectors.joining("; "));
  }

  @Test
  void saysWhatIsWantedByWhomUntilWhenAndWhereToLook() {
    ApprovalNotice notice = notices.of(Asking.requested("transfer")).orElseThrow();

    assertThat(notice.kind()).isEqualTo(NoticeKind.REQUESTED);
    assertThat(notice.headline()).isEqualTo("Approval wanted: bank/transfer");
    assertThat(notice.link())
        .hasToString("https://countersign.example/approvals/" + Asking.APPROVAL);
    assertThat(facts(notice))
        .isEqualTo(
            "Environment=prod; Risk=DESTRUCTIVE; Code=%s; Asked=2 of payments; Decide by=2026-11-21T13:00:00Z; Tenant=acme; Approval=%s"
                .formatted(Asking.ACTION.shortCode(), Asking.APPROVAL));
  }

  @Test
  void namesTheGroupThatDecidesInPlaceOfAnEmptyOne() {
    ApprovalNotice notice =
        told(
            Asking.requested(
                "transfer",
                List.of(new QuorumSlot("payments", 2), new QuorumSlot("*", 1)),
                "on-call",
                List.of("payments")));

    assertThat(notice.asked()).containsExactly("2 of on-call", "1 of all approvers");
  }

  @Test
  void tellsTheGroupBesidesWhenNobodyDecides() {
    notices.of(Asking.requested("transfer"));
    ApprovalNotice notice =
        told(new ApprovalEscalated(Asking.APPROVAL, Samples.CALL_ID, 2, "directors"));

    assertThat(notice.kind()).isEqualTo(NoticeKind.ESCALATED);
    assertThat(notice.headline()).isEqualTo("Approval still wanted: bank/transfer");
    assertThat(notice.asked()).containsExactly("2 of payments", "directors");
    assertThat(notice.deadline()).isEqualTo(Asking.EXPIRES);
  }

  @Test
  void tellsEachEndOnceAndNotItsWords() {
    notices.of(Asking.requested("transfer"));
    ApprovalNotice granted =
        told(
            new ApprovalGranted(
                Asking.APPROVAL, Samples.CALL_ID, List.of(), false, Asking.EXPIRES));
    assertThat(granted.headline()).isEqualTo("Approved: bank/transfer");
    assertThat(facts(granted)).contains("Usable until=2026-11-21T13:00:00Z");

    for (ApprovalState state : ApprovalState.values()) {
      if (state.closed()) {
        ApprovalNotice notice = told(closed(state, "ana"));
        assertThat(notice.kind()).isEqualTo(NoticeKind.RESOLVED);
        assertThat(notice.happened()).isNotEqualTo("Decided");
        assertThat(notice.state()).isEqualTo(state.name());
        assertThat(facts(notice)).contains("By=ana").doesNotContain("secret words");
      }
    }
  }

  @Test
  void tellsABrokenGlassOnceAndAnOverdueReview() {
    notices.of(Asking.requested("transfer"));
    assertThat(
            notices.of(
                Asking.event(
                    new ApprovalGranted(
                        Asking.APPROVAL, Samples.CALL_ID, List.of(), true, Asking.EXPIRES))))
        .isEmpty();
    ApprovalNotice broken =
        told(
            new BreakGlassInvoked(
                Asking.APPROVAL,
                Samples.CALL_ID,
                "card 4111 must be blocked",
                "INC-7",
                Asking.ACTION,
                Asking.ACTION,
                new Voter("ana", List.of()),
                null,
                Asking.EXPIRES));
    assertThat(broken.kind()).isEqualTo(NoticeKind.BREAK_GLASS);
    assertThat(broken.headline()).startsWith("Glass broken").endsWith("bank/transfer");
    assertThat(facts(broken)).contains("By=ana", "Review by=").doesNotContain("4111");

    ApprovalNotice overdue =
        told(new BreakGlassOverdue(Asking.APPROVAL, Samples.CALL_ID, Asking.EXPIRES));
    assertThat(overdue.kind()).isEqualTo(NoticeKind.REVIEW_OVERDUE);
  }

  @Test
  void tellsAChangeOfAControlWithoutItsDocument() {
    ApprovalNotice notice =
        told(
            new ChangeRequested(
                Asking.APPROVAL,
                Change.of(new PublishPolicy("payments", "policy: secret", "bo")),
                Asking.ACTION,
                Asking.ACTION,
                ApprovalTerms.DEFAULT,
                List.of(),
                List.of(),
                "bo",
                Asking.EXPIRES));

    assertThat(notice.headline()).isEqualTo("Approval wanted: publication of policy payments");
    assertThat(notice.callId()).isNull();
    assertThat(notice.toString()).doesNotContain("secret");
  }

  @Test
  void tellsTheEndOfAnApprovalItHasNotSeenBegin() {
    ApprovalNotice notice = told(closed(ApprovalState.DENIED, "ana"));

    assertThat(notice.headline()).isEqualTo("Denied: approval " + Asking.APPROVAL);
    assertThat(notice.code()).isEmpty();
  }

  @Test
  void saysNothingOfOtherEvents() {
    for (Event body : Samples.events()) {
      boolean told = notices.of(Asking.event(body)).isPresent();
      assertThat(told).as(body.type()).isEqualTo(Notices.TYPES.contains(body.type()));
    }
  }

  @Test
  void makesInvisibleCharactersVisibleAndLongNamesShort() {
    assertThat(Asking.notice("a\u200Bb").what()).isEqualTo("bank/a\\u{200B}b");
    assertThat(Asking.notice("x".repeat(250)).what()).hasSize(161).endsWith("…");
  }

  @Test
  void idsFollowFromTheEventAndTheChannel() {
    ApprovalNotice notice = Asking.notice("transfer");
    assertThat(notice.messageId("slack"))
        .isEqualTo(Asking.notice("transfer").messageId("slack"))
        .isNotEqualTo(notice.messageId("mail"))
        .matches("msg_[0-9a-f]{32}");
    UUID record = notice.recordId("slack");
    assertThat(record)
        .isEqualTo(Asking.notice("transfer").recordId("slack"))
        .isNotEqualTo(notice.recordId("mail"));
    assertThat(record.version()).isEqualTo(7);
    assertThat(record.variant()).isEqualTo(2);
    assertThat(record.getMostSignificantBits() >>> 16)
        .isEqualTo(notice.recordedAt().toEpochMilli());
  }
}
