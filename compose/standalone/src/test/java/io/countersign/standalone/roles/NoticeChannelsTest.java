package io.countersign.standalone.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.approvals.notice.Subscription;
import io.countersign.schemas.approval.NoticeKind;
import io.countersign.standalone.config.ConfigurationReader;
import io.countersign.standalone.config.ConfigurationRefused;
import io.countersign.standalone.config.Notifications;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Channels as an operator writes them down, and what is wrong with them. */
class NoticeChannelsTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @TempDir private Path folder;

  private Notifications read(String channels) throws ConfigurationRefused, IOException {
    Path file =
        Files.writeString(
            folder.resolve("countersign.yaml"),
            "notifications:\n  publicUrl: https://console.example\n  channels:\n"
                + channels.replace("FOLDER", folder.toString()));
    return ConfigurationReader.read(Optional.of(file), Map.of(), Map.of())
        .configuration()
        .notifications();
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void opensEveryKindOfChannelInItsOrder() throws Exception {
    file("new", SECRET + "\n");
    file("old", SECRET);
    file("slack", "https://hooks.slack.example/services/T/B/x\n");
    file("password", "hunter2\n");
    Notifications settings =
        read(
            """
                - name: siem
                  kind: webhook
                  url: https://siem.example/hook
                  secretFiles: [FOLDER/new, FOLDER/old]
                - {name: chat, tenant: acme, kind: slack, urlFile: FOLDER/slack, notices: [requested, break-glass]}
                - {name: teams, kind: teams, urlFile: FOLDER/slack}
                - name: post
                  kind: mail
                  spare: true
                  smtpHost: smtp.example
                  smtpUser: countersign
                  smtpPasswordFile: FOLDER/password
                  from: countersign@acme.example
                  to: [payments@acme.example, audit@acme.example]
            """);

    NoticeChannels.Opened opened = NoticeChannels.open(settings);
    try (NoticeChannels resources = opened.resources()) {
      assertThat(opened.subscriptions())
          .extracting(Subscription::name)
          .containsExactly("siem", "chat", "teams", "post");
      assertThat(opened.subscriptions().get(1).notices())
          .containsExactlyInAnyOrder(NoticeKind.REQUESTED, NoticeKind.BREAK_GLASS);
      assertThat(opened.subscriptions().get(0).notices())
          .isEqualTo(EnumSet.complementOf(EnumSet.of(NoticeKind.ALERT_EXTENDED)));
      assertThat(opened.subscriptions())
          .extracting(Subscription::spare)
          .containsExactly(false, false, false, true);
      assertThat(resources).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "- {name: a b, kind: slack, url: https://x} | channels[0]: name: expected 1 to 64",
        "- {name: a, kind: pager, url: https://x} | kind: expected webhook, slack, teams, alertmanager or mail",
        "- {name: a, kind: slack} | expected url or urlFile, but neither",
        "- {name: a, kind: slack, url: https://x, urlFile: f} | expected url or urlFile, but both",
        "- {name: a, kind: slack, url: http://x.example} | url: expected https",
        "- {name: a, kind: slack, url: https://x, secretFiles: [f]} | secretFiles: expected none for slack",
        "- {name: a, kind: webhook, url: https://x} | secretFiles: expected a file for a signed webhook",
        "- {name: a, kind: mail, smtpHost: x, from: a@b} | expected smtpHost, from and to",
        "- {name: a, kind: mail, url: https://x} | expected smtpHost for mail",
        "- {name: a, kind: slack, url: https://x, from: a@b} | only for mail",
        "- {name: a, kind: slack, url: https://x, notices: [all]} | notices: expected some of",
        "- {name: a, kind: mail, smtpHost: x, from: a@b, to: c@d, smtpUser: u} | smtpUser and smtpPasswordFile together",
        "- {name: a, kind: mail, smtpHost: x, from: a@b, to: c@d, smtpSecurity: ssl} | smtpSecurity: expected starttls",
        "- {name: a, kind: slack, url: https://x, secret: s} | expected a known setting",
      })
  void refusesAChannelThatMakesNoSense(String channel, String problem) {
    assertThatThrownBy(() -> read("    " + channel + "\n"))
        .isInstanceOf(ConfigurationRefused.class)
        .hasMessageContaining(problem);
  }

  @Test
  void refusesTwoChannelsOfOneName() {
    String channel = "    - {name: a, kind: slack, url: https://x}\n";
    assertThatThrownBy(() -> read(channel + channel)).hasMessageContaining("a is there twice");
  }

  @Test
  void namesAFileThatCannotBeReadAndNeverWhatItHolds() throws Exception {
    file("several", "https://hooks.example/1\nhttps://hooks.example/2");
    file("words", "my secret words");
    List<List<String>> wrong =
        List.of(
            List.of("{name: a, kind: slack, urlFile: FOLDER/none}", "none cannot (NoSuchFile"),
            List.of("{name: a, kind: slack, urlFile: FOLDER/several}", "one line in"),
            List.of("{name: a, kind: slack, urlFile: FOLDER/words}", "an https URL"),
            List.of(
                "{name: a, kind: webhook, url: https://x, secretFiles: [FOLDER/words]}",
                "Expected whsec_"));
    for (List<String> each : wrong) {
      Notifications settings = read("    - " + each.getFirst() + "\n");
      assertThatThrownBy(() -> NoticeChannels.open(settings))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining(each.getLast())
          .hasMessageContaining("of a: expected")
          .hasMessageNotContaining("my secret")
          .hasMessageNotContaining("hooks.example");
    }
  }
}
