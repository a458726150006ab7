package io.countersign.standalone.roles;

import io.countersign.approvals.notice.Channel;
import io.countersign.approvals.notice.Subscription;
import io.countersign.approvals.notice.WantedAlerts;
import io.countersign.approvals.notice.vertx.MailChannel;
import io.countersign.approvals.notice.vertx.MailSettings;
import io.countersign.approvals.notice.webhook.AlertmanagerWebhook;
import io.countersign.approvals.notice.webhook.JsonPost;
import io.countersign.approvals.notice.webhook.SignedWebhook;
import io.countersign.approvals.notice.webhook.SlackWebhook;
import io.countersign.approvals.notice.webhook.TeamsWebhook;
import io.countersign.approvals.notice.webhook.WebhookSecret;
import io.countersign.schemas.approval.NoticeKind;
import io.countersign.schemas.call.Severity;
import io.countersign.standalone.config.Notifications;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The channels of the configuration, with their secrets from the files it names. */
final class NoticeChannels implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NoticeChannels.class);
  private static final int MOST_BYTES = 16 * 1024;

  private final Notifications settings;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final JsonPost post;
  private Optional<Vertx> vertx = Optional.empty();

  private NoticeChannels(Notifications settings) {
    this.settings = settings;
    this.post = new JsonPost(settings.timeout(), InstantSource.system());
    parts.push(post);
  }

  /** Channels, open until they are closed together. */
  record Opened(List<Subscription> subscriptions, NoticeChannels resources) {}

  /**
   * Reads every secret and opens every channel.
   *
   * @throws CannotStart when a file cannot be read or holds something else
   */
  static Opened open(Notifications settings) throws CannotStart {
    NoticeChannels channels = new NoticeChannels(settings);
    try {
      List<Subscription> subscriptions = new ArrayList<>();
      for (Notifications.Channel channel : settings.channels()) {
        subscriptions.add(
            new Subscription(
                channel.name(),
                channel.tenant(),
                channel.noticeKinds().stream()
                    .map(NoticeKind::valueOf)
                    .collect(Collectors.toUnmodifiableSet()),
                new WantedAlerts(
                    Severity.valueOf(channel.severity().toUpperCase(Locale.ROOT)), Set.of()),
                channel.spare(),
                channels.channel(channel)));
      }
      return new Opened(subscriptions, channels);
    } catch (CannotStart | RuntimeException e) {
      channels.close();
      throw e;
    }
  }

  private Channel channel(Notifications.Channel channel) throws CannotStart {
    return switch (channel.kind()) {
      case "webhook" -> new SignedWebhook(url(channel), secrets(channel), post);
      case "slack" -> new SlackWebhook(url(channel), post);
      case "teams" -> new TeamsWebhook(url(channel), post);
      case "alertmanager" -> new AlertmanagerWebhook(url(channel), post);
      default -> mail(channel);
    };
  }

  private Channel mail(Notifications.Channel channel) throws CannotStart {
    Optional<MailSettings.Login> login = Optional.empty();
    if (channel.smtpUser().isPresent() && channel.smtpPasswordFile().isPresent()) {
      login =
          Optional.of(
              new MailSettings.Login(
                  channel.smtpUser().get(),
                  secret(channel, "smtpPasswordFile", channel.smtpPasswordFile().get())));
    }
    MailChannel mail =
        new MailChannel(
            vertx(),
            new MailSettings(
                channel.smtpHost().orElseThrow(),
                channel.smtpPort(),
                MailSettings.Security.valueOf(channel.smtpSecurity().toUpperCase(Locale.ROOT)),
                login,
                channel.from().orElseThrow(),
                channel.to(),
                settings.timeout()));
    parts.push(mail);
    return mail;
  }

  private Vertx vertx() {
    if (vertx.isEmpty()) {
      Vertx made =
          Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setInternalBlockingPoolSize(1));
      parts.push(() -> made.close().toCompletionStage().toCompletableFuture().join());
      vertx = Optional.of(made);
    }
    return vertx.get();
  }

  private static URI url(Notifications.Channel channel) throws CannotStart {
    if (channel.url().isPresent()) {
      return channel.url().get();
    }
    String text = secret(channel, "urlFile", channel.urlFile().orElseThrow());
    try {
      URI url = URI.create(text);
      if (url.getHost() != null && Notifications.Channel.isProtected(url)) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      LOG.debug("The file of channel {} holds no URL", channel.name());
    }
    throw refused(channel, "urlFile", "an https URL, but it holds something else");
  }

  private static List<WebhookSecret> secrets(Notifications.Channel channel) throws CannotStart {
    List<WebhookSecret> secrets = new ArrayList<>();
    for (Path file : channel.secretFiles()) {
      try {
        secrets.add(WebhookSecret.parse(secret(channel, "secretFiles", file)));
      } catch (IllegalArgumentException e) {
        throw refused(channel, "secretFiles", file + ": " + e.getMessage());
      }
    }
    return secrets;
  }

  /** The one line of a file, which is never told. */
  private static String secret(Notifications.Channel channel, String key, Path file)
      throws CannotStart {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      String text = new String(bytes, StandardCharsets.UTF_8).strip();
      if (bytes.length <= MOST_BYTES
          && !text.isEmpty()
          && text.chars().noneMatch(Character::isISOControl)) {
        return text;
      }
      throw refused(
          channel,
          key,
          "one line in %s, but it is empty, too large or has several".formatted(file));
    } catch (IOException e) {
      throw refused(
          channel,
          key,
          "a file that can be read, but %s cannot (%s): create it, readable for this user only"
              .formatted(file, e.getClass().getSimpleName()));
    }
  }

  private static CannotStart refused(Notifications.Channel channel, String key, String expected) {
    return new CannotStart(
        "notifications.channels, %s of %s: expected %s".formatted(key, channel.name(), expected));
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("Expected a channel to close, but it did not", e);
      }
    }
  }
}
