package io.countersign.standalone.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** How people are told that they are asked. The engine role tells them. */
public record Notifications(
    @Setting(
            "Base URL of the console, for the links in notices. Default: http.publicUrl; one of"
                + " them is needed when there are channels.")
        Optional<URI> publicUrl,
    @Setting(
            value = "How often a channel is tried before it has failed for good.",
            standard = "5",
            min = 1,
            max = 16)
        int attempts,
    @Setting(
            value =
                "Pause after the first failure; each further one is three times as long, give or"
                    + " take a fifth.",
            standard = "15s")
        Duration firstPause,
    @Setting(
            value = "Longest pause, also when a channel asks for more by `Retry-After`.",
            standard = "7m")
        Duration longestPause,
    @Setting(value = "Longest time for one delivery.", standard = "10s") Duration timeout,
    @Setting(
            value = "Events that are older are not told any more, such as after a long standstill.",
            standard = "1h")
        Duration oldest,
    @Setting(
            value =
                "How far back the record is read at the start, to know what open approvals are"
                    + " about; at least oldest.",
            standard = "2h")
        Duration lookBack,
    @Setting(
            value = "Most notices that are under way; more wait in the record.",
            standard = "1000",
            min = 1,
            max = 100_000)
        int mostWaiting,
    List<Channel> channels) {
  public Notifications {
    positive("firstPause", firstPause);
    positive("timeout", timeout);
    require(
        longestPause.compareTo(firstPause) >= 0,
        "longestPause: expected at least firstPause (%s), but was %s"
            .formatted(firstPause, longestPause));
    require(
        lookBack.compareTo(oldest) >= 0,
        "lookBack: expected at least oldest (%s), but was %s".formatted(oldest, lookBack));
    Set<String> names = new HashSet<>();
    channels.forEach(
        channel ->
            require(
                names.add(channel.name()),
                "channels: expected names that differ, but %s is there twice"
                    .formatted(channel.name())));
  }

  /**
   * A way to tell people. In the order of the list the next spare is tried when a channel has
   * failed for good.
   */
  public record Channel(
      @Setting("Name, by which the record says who was told.") String name,
      @Setting(
              value = "Whose approvals are told: a tenant, or `*` for every tenant.",
              standard = "*")
          String tenant,
      @Setting(
              "`webhook` (signed, Standard Webhooks), `slack` or `teams` (incoming webhooks of"
                  + " their formats), `alertmanager` (Prometheus, alerts only), or `mail`.")
          String kind,
      @Setting(
              "Where a webhook is posted: https, or http on this machine. Where the URL is a"
                  + " secret, as with Slack and Teams, use urlFile.")
          Optional<URI> url,
      @Setting("A file with that URL.") Optional<Path> urlFile,
      @Setting(
              "Files with the `whsec_…` secrets of a signed webhook, one each: the new one and the"
                  + " old one while it is replaced.")
          List<Path> secretFiles,
      @Setting("SMTP server of `mail`.") Optional<String> smtpHost,
      @Setting(value = "Port of the SMTP server.", standard = "587", min = 1, max = 65_535)
          int smtpPort,
      @Setting(
              value = "`starttls` (needed), `tls` (from the first byte) or `none`.",
              standard = "starttls")
          String smtpSecurity,
      @Setting("User at the SMTP server.") Optional<String> smtpUser,
      @Setting("A file with the password of that user.") Optional<Path> smtpPasswordFile,
      @Setting("Address that mail comes from.") Optional<String> from,
      @Setting("Addresses that mail goes to.") List<String> to,
      @Setting(
              value =
                  "What is told: of approvals `requested`, `escalated`, `resolved`, `break-glass`,"
                      + " `review-overdue`; of alerts `alert`, `alert-extended`, `alert-ended`. An"
                      + " Alertmanager is told all of alerts and nothing else.",
              standard =
                  "requested, escalated, resolved, break-glass, review-overdue, alert, alert-ended")
          List<String> notices,
      @Setting(
              value = "Lowest severity of alerts that are told: `low`, `medium` or `high`.",
              standard = "low")
          String severity,
      @Setting(
              value = "Whether it is told only when a channel before it has failed for good.",
              standard = "false")
          boolean spare) {
    private static final Set<String> KINDS =
        Set.of("webhook", "slack", "teams", "alertmanager", "mail");
    private static final Set<String> SECURITIES = Set.of("starttls", "tls", "none");
    private static final Set<String> NOTICES =
        Set.of(
            "requested",
            "escalated",
            "resolved",
            "break-glass",
            "review-overdue",
            "alert",
            "alert-extended",
            "alert-ended");

    public Channel {
      require(
          name.matches("[A-Za-z0-9._-]{1,64}"),
          "name: expected 1 to 64 letters, digits, dots, dashes and underscores, but was " + name);
      require(!tenant.isBlank(), "tenant: expected a tenant or *, but it is blank");
      require(
          KINDS.contains(kind),
          "kind: expected webhook, slack, teams, alertmanager or mail, but was " + kind);
      require(
          !notices.isEmpty() && NOTICES.containsAll(notices),
          "notices: expected some of requested, escalated, resolved, break-glass, review-overdue,"
              + " alert, alert-extended and alert-ended, but was "
              + notices);
      require(
          Alerts.SEVERITIES.contains(severity),
          "severity: expected low, medium or high, but was " + severity);
      require(
          SECURITIES.contains(smtpSecurity),
          "smtpSecurity: expected starttls, tls or none, but was " + smtpSecurity);
      boolean mail = kind.equals("mail");
      require(
          mail != (url.isPresent() || urlFile.isPresent()),
          mail
              ? "expected smtpHost for mail, but url or urlFile is set"
              : "expected url or urlFile, but neither is set");
      require(url.isEmpty() || urlFile.isEmpty(), "expected url or urlFile, but both are set");
      require(
          url.isEmpty() || isProtected(url.get()),
          "url: expected https, or http on this machine, but was http to another");
      require(
          kind.equals("webhook") != secretFiles.isEmpty(),
          "secretFiles: expected %s, but there %s"
              .formatted(
                  kind.equals("webhook") ? "a file for a signed webhook" : "none for " + kind,
                  secretFiles.isEmpty() ? "is none" : "are some"));
      boolean server = smtpHost.isPresent() && from.isPresent() && !to.isEmpty();
      boolean parts =
          smtpHost.isPresent() || from.isPresent() || !to.isEmpty() || smtpUser.isPresent();
      require(
          mail ? server : !parts,
          mail
              ? "expected smtpHost, from and to, but one of them is not set"
              : "expected smtpHost, smtpUser, from and to only for mail, but was " + kind);
      require(
          smtpUser.isPresent() == smtpPasswordFile.isPresent(),
          "expected smtpUser and smtpPasswordFile together, but one of them is not set");
    }

    /** Whether nobody on the way can read what is sent there. */
    public static boolean isProtected(URI url) {
      return "https".equals(url.getScheme())
          || Set.of("localhost", "127.0.0.1", "[::1]").contains(url.getHost());
    }

    /** The notices as the record names them, such as {@code BREAK_GLASS}. */
    public List<String> noticeKinds() {
      List<String> told =
          kind.equals("alertmanager") ? List.of("alert", "alert-extended", "alert-ended") : notices;
      return told.stream()
          .map(notice -> notice.replace('-', '_').toUpperCase(Locale.ROOT))
          .toList();
    }
  }

  private static void positive(String name, Duration value) {
    require(
        !value.isNegative() && !value.isZero(),
        name + ": expected more than zero, but was " + value);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
