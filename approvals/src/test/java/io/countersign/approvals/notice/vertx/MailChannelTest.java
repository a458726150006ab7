package io.countersign.approvals.notice.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.countersign.approvals.notice.Asking;
import io.countersign.approvals.notice.Attempt;
import io.countersign.approvals.notice.vertx.MailSettings.Login;
import io.countersign.approvals.notice.vertx.MailSettings.Security;
import io.vertx.core.Vertx;
import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real SMTP server in this process. */
class MailChannelTest {
  private final Vertx vertx = Vertx.vertx();
  private final GreenMail server =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private MailSettings settings(Security security, Login login) {
    return new MailSettings(
        "127.0.0.1",
        server.getSmtp().getPort(),
        security,
        Optional.ofNullable(login),
        "Countersign <countersign@acme.example>",
        List.of("payments@acme.example", "audit@acme.example"),
        Duration.ofSeconds(10));
  }

  private Attempt tell(MailSettings settings, String tool) throws InterruptedException {
    try (MailChannel channel = new MailChannel(vertx, settings)) {
      return channel.tell(Asking.notice(tool), "msg_1");
    }
  }

  @Test
  void saysTheSameAsTextAndAsHtml() throws Exception {
    assertThat(tell(settings(Security.NONE, null), "transfer")).isEqualTo(new Attempt.Delivered());

    MimeMessage[] received = server.getReceivedMessages();
    assertThat(received).hasSize(2);
    MimeMessage mail = received[0];
    assertThat(mail.getSubject())
        .isEqualTo("Approval wanted: bank/transfer (%s)".formatted(Asking.ACTION.shortCode()));
    assertThat(mail.getMessageID()).isEqualTo("<msg_1@acme.example>");
    assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    for (String body : List.of(part(mail, 0), part(mail, 1))) {
      assertThat(body)
          .contains(
              "bank/transfer",
              "prod",
              "DESTRUCTIVE",
              "2 of payments",
              Asking.ACTION.shortCode(),
              "https://countersign.example/approvals/" + Asking.APPROVAL);
    }
  }

  private static String part(MimeMessage mail, int index) throws Exception {
    BodyPart part = ((Multipart) mail.getContent()).getBodyPart(index);
    return (String) part.getContent();
  }

  @Test
  void aHostileNameIsTextInHtmlAndInHeaders() throws Exception {
    var unused = tell(settings(Security.NONE, null), Asking.HOSTILE);

    MimeMessage mail = server.getReceivedMessages()[0];
    assertThat(part(mail, 1))
        .contains("&lt;!channel&gt;", "&lt;b&gt;&amp;\\u{200B}")
        .doesNotContain("<!channel>", "<b>");
    assertThat(mail.getSubject()).contains("<!channel>").doesNotContain("\n", "\u200B");
    assertThat(mail.getAllRecipients()).hasSize(2);
  }

  @Test
  void sendsNothingInTheClearUnlessItIsTold() throws Exception {
    assertThat(tell(settings(Security.STARTTLS, null), "transfer"))
        .isInstanceOf(Attempt.Failed.class);
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void introducesItself() throws Exception {
    server.setUser("payments@acme.example", "ana", "right");
    assertThat(tell(settings(Security.NONE, new Login("ana", "right")), "transfer"))
        .isEqualTo(new Attempt.Delivered());

    Attempt refused = tell(settings(Security.NONE, new Login("ana", "wrong")), "transfer");
    assertThat(refused).isNotInstanceOf(Attempt.Delivered.class);
    assertThat(refused.toString()).doesNotContain("wrong", "ana");
  }

  @Test
  void comesBackWhenNobodyListens() throws Exception {
    MailSettings settings = settings(Security.NONE, null);
    server.stop();

    assertThat(tell(settings, "transfer")).isInstanceOf(Attempt.Failed.class);
  }
}
