package io.countersign.approvals.notice.vertx;

import io.countersign.approvals.notice.Attempt;
import io.countersign.approvals.notice.Channel;
import io.countersign.approvals.notice.Fact;
import io.countersign.approvals.notice.Notice;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Mail by SMTP, as text and as HTML that say the same. Somebody else's text is escaped. */
public final class MailChannel implements Channel, AutoCloseable {
  private static final int POOL = 4;

  private final MailSettings settings;
  private final MailClient client;

  /**
   * @param vertx whose event loop sends; it is not closed with the channel
   */
  public MailChannel(Vertx vertx, MailSettings settings) {
    this.settings = settings;
    this.client = MailClient.create(vertx, config(settings));
  }

  private static MailConfig config(MailSettings settings) {
    int millis = Math.toIntExact(settings.timeout().toMillis());
    MailConfig config =
        new MailConfig()
            .setHostname(settings.host())
            .setPort(settings.port())
            .setMaxPoolSize(POOL)
            .setUserAgent("countersign")
            .setConnectTimeout(millis)
            .setIdleTimeout(millis)
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    switch (settings.security()) {
      case STARTTLS -> config.setStarttls(StartTLSOptions.REQUIRED);
      case TLS -> config.setStarttls(StartTLSOptions.DISABLED).setSsl(true);
      case NONE -> config.setStarttls(StartTLSOptions.DISABLED);
    }
    settings
        .login()
        .ifPresentOrElse(
            login ->
                config
                    .setLogin(LoginOption.REQUIRED)
                    .setUsername(login.user())
                    .setPassword(login.password()),
            () -> config.setLogin(LoginOption.DISABLED));
    return config;
  }

  @Override
  public Attempt tell(Notice notice, String messageId) throws InterruptedException {
    try {
      var unused =
          client
              .sendMail(message(notice, messageId))
              .toCompletionStage()
              .toCompletableFuture()
              .get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
      return new Attempt.Delivered();
    } catch (TimeoutException e) {
      return new Attempt.Failed("no answer in time", Optional.empty());
    } catch (ExecutionException e) {
      return failed(e.getCause() == null ? e : e.getCause());
    }
  }

  /** Never the server's words: they may quote what was sent. */
  private static Attempt failed(Throwable failure) {
    if (failure instanceof SMTPException refused) {
      String detail = "answered " + refused.getReplyCode();
      return refused.isPermanent()
          ? new Attempt.Refused(detail)
          : new Attempt.Failed(detail, Optional.empty());
    }
    return new Attempt.Failed(
        "cannot be reached (%s)".formatted(failure.getClass().getSimpleName()), Optional.empty());
  }

  private MailMessage message(Notice notice, String messageId) {
    String code = notice.code().isEmpty() ? "" : " (" + notice.code() + ")";
    String host = settings.from().substring(settings.from().lastIndexOf('@') + 1).replace(">", "");
    return new MailMessage()
        .setFrom(settings.from())
        .setTo(settings.to())
        .setSubject(notice.headline() + code)
        .addHeader("Message-ID", "<%s@%s>".formatted(messageId, host))
        // RFC 3834, section 5: no out-of-office answers
        .addHeader("Auto-Submitted", "auto-generated")
        .setText(text(notice))
        .setHtml(html(notice));
  }

  private static String text(Notice notice) {
    String facts =
        notice.facts().stream()
            .map(fact -> fact.label() + ": " + fact.value() + "\n")
            .collect(Collectors.joining());
    return "%s\n\n%s\n%s:\n%s\n"
        .formatted(notice.headline(), facts, notice.invitation(), notice.link());
  }

  private static String html(Notice notice) {
    String rows = notice.facts().stream().map(MailChannel::row).collect(Collectors.joining());
    String link = escaped(notice.link().toString());
    return """
    <!DOCTYPE html>
    <html><body>
    <h2>%s</h2>
    <table>
    %s</table>
    <p><a href="%s">%s</a><br>%s</p>
    </body></html>
    """
        .formatted(escaped(notice.headline()), rows, link, escaped(notice.invitation()), link);
  }

  private static String row(Fact fact) {
    return "<tr><th align=\"left\">%s</th><td>%s</td></tr>\n"
        .formatted(escaped(fact.label()), escaped(fact.value()));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  @Override
  public void close() {
    client.close().toCompletionStage().toCompletableFuture().join();
  }
}
