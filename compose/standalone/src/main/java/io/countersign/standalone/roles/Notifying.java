package io.countersign.standalone.roles;

import io.countersign.approvals.kafka.LedgerCommands;
import io.countersign.approvals.notice.BrakeChannel;
import io.countersign.approvals.notice.NoticeDesk;
import io.countersign.approvals.notice.Notices;
import io.countersign.approvals.notice.RetryPlan;
import io.countersign.approvals.notice.Subscription;
import io.countersign.approvals.notice.WantedAlerts;
import io.countersign.approvals.notice.kafka.AlertSource;
import io.countersign.approvals.notice.kafka.FollowerSettings;
import io.countersign.approvals.notice.kafka.KafkaBrakeLever;
import io.countersign.approvals.notice.kafka.KafkaDeliveryLog;
import io.countersign.approvals.notice.kafka.NoticeFollower;
import io.countersign.schemas.approval.NoticeKind;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.standalone.config.Alerts;
import io.countersign.standalone.config.Configuration;
import io.countersign.standalone.config.Notifications;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** The part of the engine role that tells people what they are asked and what alerts there are. */
final class Notifying implements AutoCloseable {
  private final List<NoticeFollower> followers;
  private final NoticeDesk desk;
  private final KafkaDeliveryLog log;
  private final KafkaBrakeLever lever;
  private final NoticeChannels channels;

  private Notifying(
      List<NoticeFollower> followers,
      NoticeDesk desk,
      KafkaDeliveryLog log,
      KafkaBrakeLever lever,
      NoticeChannels channels) {
    this.followers = followers;
    this.desk = desk;
    this.log = log;
    this.lever = lever;
    this.channels = channels;
  }

  /** Whether anybody is to be told, or anything done by itself. */
  static boolean isWanted(Configuration configuration) {
    return !configuration.notifications().channels().isEmpty()
        || !configuration.alerts().brakes().isEmpty();
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
                        "Expected notifications.publicUrl or http.publicUrl, because notices carry"
                            + " a link, but neither is set."));
    String instance = configuration.engine().instanceId();
    int generation = configuration.engine().generation();
    FollowerSettings approvals;
    FollowerSettings alerts;
    RetryPlan plan;
    try {
      approvals = following(settings, installation, "countersign-notices-g" + generation, instance);
      alerts =
          following(settings, installation, "countersign-alert-notices-g" + generation, instance);
      plan = new RetryPlan(settings.attempts(), settings.firstPause(), settings.longestPause());
    } catch (IllegalArgumentException e) {
      throw new CannotStart("notifications: " + e.getMessage(), e);
    }
    NoticeChannels.Opened channels = NoticeChannels.open(settings);
    KafkaDeliveryLog log =
        new KafkaDeliveryLog(
            new LedgerCommands(
                installation.client(), installation.formats(), instance + "-notices"));
    KafkaBrakeLever lever =
        new KafkaBrakeLever(
            new LedgerCommands(
                installation.client(), installation.formats(), instance + "-alerts"));
    List<Subscription> subscriptions = new ArrayList<>(channels.subscriptions());
    configuration.alerts().brakes().forEach(brake -> subscriptions.add(brake(brake, lever)));
    NoticeDesk desk =
        new NoticeDesk(subscriptions, plan, log, () -> ThreadLocalRandom.current().nextDouble());
    List<NoticeFollower> followers =
        List.of(
            new NoticeFollower(
                approvals,
                installation.formats(),
                new Notices(console),
                desk,
                InstantSource.system()),
            new NoticeFollower(
                alerts,
                new AlertSource(installation.formats(), console),
                desk,
                InstantSource.system()));
    return new Notifying(followers, desk, log, lever, channels.resources());
  }

  private static FollowerSettings following(
      Notifications settings, Installation installation, String group, String instance) {
    return new FollowerSettings(
        installation.client(),
        group,
        instance,
        settings.oldest(),
        settings.lookBack(),
        settings.mostWaiting());
  }

  /** A brake is a channel, so that it is tried again and recorded as any other. */
  private static Subscription brake(Alerts.Brake brake, KafkaBrakeLever lever) {
    return new Subscription(
        "brake-" + brake.name(),
        brake.tenant(),
        Set.of(NoticeKind.ALERT),
        new WantedAlerts(
            Severity.valueOf(brake.severity().toUpperCase(Locale.ROOT)), Set.copyOf(brake.kinds())),
        false,
        new BrakeChannel(
            brake.name(),
            BrakeKind.valueOf(brake.brakeKind()),
            BrakeChannel.Reach.valueOf(brake.scope().toUpperCase(Locale.ROOT)),
            lever));
  }

  /** Why people are not told; empty when they are. */
  List<String> notReady() {
    return followers.stream().flatMap(follower -> follower.notReady().stream()).distinct().toList();
  }

  @Override
  public void close() {
    followers.forEach(NoticeFollower::close);
    desk.close();
    log.close();
    lever.close();
    channels.close();
  }
}
