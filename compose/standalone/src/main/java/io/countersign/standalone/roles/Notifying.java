package io.countersign.standalone.roles;

import io.countersign.approvals.kafka.LedgerCommands;
import io.countersign.approvals.notice.NoticeDesk;
import io.countersign.approvals.notice.Notices;
import io.countersign.approvals.notice.RetryPlan;
import io.countersign.approvals.notice.kafka.FollowerSettings;
import io.countersign.approvals.notice.kafka.KafkaDeliveryLog;
import io.countersign.approvals.notice.kafka.NoticeFollower;
import io.countersign.standalone.config.Configuration;
import io.countersign.standalone.config.Notifications;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The part of the engine role that tells people what they are asked. */
final class Notifying implements AutoCloseable {
  private final NoticeFollower follower;
  private final NoticeDesk desk;
  private final KafkaDeliveryLog log;
  private final NoticeChannels channels;

  private Notifying(
      NoticeFollower follower, NoticeDesk desk, KafkaDeliveryLog log, NoticeChannels channels) {
    this.follower = follower;
    this.desk = desk;
    this.log = log;
    this.channels = channels;
  }

  /**
   * Starts telling.
   *
   * @throws CannotStart when a channel's secret cannot be read, or nothing says where links lead
   */
  static Notifying start(Configuration configuration, Installation installation)
      throws CannotStart {
    Notifications settings = configuration.notifications();
    URI console =
        settings
            .publicUrl()
            .or(configuration.http()::publicUrl)
            .orElseThrow(
                () ->
                    new CannotStart(
                        "Expected notifications.publicUrl or http.publicUrl, because notices carry a link, but neither is set."));
    String instance = configuration.engine().instanceId();
    int generation = configuration.engine().generation();
    FollowerSettings following;
    RetryPlan plan;
    try {
      following =
          new FollowerSettings(
              installation.client(),
              "countersign-notices-g" + generation,
              instance,
              settings.oldest(),
              settings.lookBack(),
              settings.mostWaiting());
      plan = new RetryPlan(settings.attempts(), settings.firstPause(), settings.longestPause());
    } catch (IllegalArgumentException e) {
      throw new CannotStart("notifications: " + e.getMessage(), e);
    }
    NoticeChannels.Opened channels = NoticeChannels.open(settings);
    KafkaDeliveryLog log =
        new KafkaDeliveryLog(
            new LedgerCommands(
                installation.client(), installation.formats(), instance + "-notices"));
    NoticeDesk desk =
        new NoticeDesk(
            channels.subscriptions(), plan, log, () -> ThreadLocalRandom.current().nextDouble());
    NoticeFollower follower =
        new NoticeFollower(
            following, installation.formats(), new Notices(console), desk, InstantSource.system());
    return new Notifying(follower, desk, log, channels.resources());
  }

  /** Why people are not told; empty when they are. */
  List<String> notReady() {
    return follower.notReady();
  }

  @Override
  public void close() {
    follower.close();
    desk.close();
    log.close();
    channels.close();
  }
}
