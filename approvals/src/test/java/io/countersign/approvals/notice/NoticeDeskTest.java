package io.countersign.approvals.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.notice.webhook.JsonPost;
import io.countersign.approvals.notice.webhook.SlackWebhook;
import io.countersign.schemas.approval.NoticeKind;
import io.countersign.schemas.command.RecordNotification;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NoticeDeskTest {
  private static final Set<NoticeKind> ALL = EnumSet.allOf(NoticeKind.class);
  private static final RetryPlan QUICK =
      new RetryPlan(3, Duration.ofMillis(5), Duration.ofMillis(20));

  private final JsonPost post = new JsonPost(Duration.ofSeconds(5), InstantSource.system());
  private final List<RecordNotification> recorded = new CopyOnWriteArrayList<>();
  private final List<UUID> commandIds = new CopyOnWriteArrayList<>();
  private final DeliveryLog log =
      (ledger, tenant, commandId, how) -> {
        commandIds.add(commandId);
        recorded.add(how);
      };

  @AfterEach
  void closePost() {
    post.close();
  }

  private Subscription slack(String name, boolean spare, Receiver receiver) {
    return new Subscription(name, "*", ALL, spare, new SlackWebhook(receiver.url(), post));
  }

  private void tell(Subscription... subscriptions) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    try (NoticeDesk desk = new NoticeDesk(List.of(subscriptions), QUICK, log, () -> 0.5)) {
      desk.tell(Asking.notice("transfer"), done::countDown);
      assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private List<String> told() {
    return recorded.stream()
        .map(
            how ->
                "%s %s after %d: %s"
                    .formatted(how.channel(), how.delivered(), how.attempt(), how.detail()))
        .sorted()
        .toList();
  }

  @Test
  void triesAgainUntilTheChannelHasIt() throws Exception {
    try (Receiver receiver = Receiver.answering(503, 429, 200)) {
      tell(slack("slack", false, receiver));

      assertThat(told()).containsExactly("slack true after 3: null");
      assertThat(receiver.received()).hasSize(3);
    }
  }

  @Test
  void triesTheNextSpareWhenAChannelHasFailedForGood() throws Exception {
    try (Receiver broken = Receiver.answering(500);
        Receiver gone = Receiver.answering(404);
        Receiver working = Receiver.answering(200);
        Receiver unused = Receiver.answering(200)) {
      tell(
          slack("1-broken", false, broken),
          slack("2-gone", true, gone),
          slack("3-working", true, working),
          slack("4-unused", true, unused));

      assertThat(told())
          .containsExactly(
              "1-broken false after 3: answered 500",
              "2-gone false after 1: answered 404",
              "3-working true after 1: null");
      assertThat(unused.received()).isEmpty();
    }
  }

  @Test
  void oneChannelThatFailsHoldsBackNoOther() throws Exception {
    try (Receiver broken = Receiver.answering(500);
        Receiver working = Receiver.answering(204)) {
      tell(slack("broken", false, broken), slack("working", false, working));

      assertThat(told())
          .containsExactly("broken false after 3: answered 500", "working true after 1: null");
    }
  }

  @Test
  void twoThatFailedTryASpareOnce() throws Exception {
    try (Receiver broken = Receiver.answering(400);
        Receiver spare = Receiver.answering(200)) {
      tell(slack("a", false, broken), slack("b", false, broken), slack("c", true, spare));

      assertThat(spare.received()).hasSize(1);
    }
  }

  @Test
  void aSpareIsToldWhenThereIsNoOther() throws Exception {
    try (Receiver spare = Receiver.answering(200)) {
      tell(slack("spare", true, spare));

      assertThat(told()).containsExactly("spare true after 1: null");
    }
  }

  @Test
  void tellsOnlyWhoWantsIt() throws Exception {
    try (Receiver receiver = Receiver.answering(200)) {
      Channel channel = new SlackWebhook(receiver.url(), post);
      tell(
          new Subscription("other", "umbrella", ALL, false, channel),
          new Subscription("ends", "*", Set.of(NoticeKind.RESOLVED), false, channel),
          new Subscription("ours", "acme", Set.of(NoticeKind.REQUESTED), false, channel));

      assertThat(told()).containsExactly("ours true after 1: null");
    }
  }

  @Test
  void aRepeatIsRecordedUnderTheSameId() throws Exception {
    try (Receiver receiver = Receiver.answering(200)) {
      tell(slack("slack", false, receiver));
      tell(slack("slack", false, receiver));

      assertThat(Set.copyOf(commandIds)).hasSize(1);
      assertThat(commandIds).hasSize(2);
    }
  }

  @Test
  void aFaultOfAChannelIsAFailureAndNotTheEnd() throws Exception {
    Channel faulty =
        (notice, messageId) -> {
          throw new IllegalStateException("boom with a secret");
        };
    tell(new Subscription("faulty", "*", ALL, false, faulty));

    assertThat(told())
        .containsExactly("faulty false after 3: a fault of ours (IllegalStateException)");
  }

  @Test
  void whatIsUnderWayWhenItClosesIsNotDone() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    Channel slow =
        (notice, messageId) -> {
          asked.countDown();
          new CountDownLatch(1).await();
          return new Attempt.Delivered();
        };
    NoticeDesk desk =
        new NoticeDesk(
            List.of(new Subscription("slow", "*", ALL, false, slow)), QUICK, log, () -> 0.5);
    desk.tell(Asking.notice("transfer"), done::countDown);
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    desk.close();

    assertThat(done.getCount()).isEqualTo(1);
    assertThat(recorded).isEmpty();
  }

  @Test
  void nothingToTellIsDoneAtOnce() throws IOException, InterruptedException {
    tell();
    assertThat(recorded).isEmpty();
  }
}
