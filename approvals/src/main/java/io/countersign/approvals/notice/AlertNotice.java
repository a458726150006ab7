package io.countersign.approvals.notice;

import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.alert.AlertContributor;
import io.countersign.schemas.alert.AlertMeasure;
import io.countersign.schemas.alert.AlertState;
import io.countersign.schemas.approval.NoticeKind;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One version of an alert to tell people.
 *
 * @param alert the alert as it stands
 * @param link where to look
 */
public record AlertNotice(Alert alert, URI link) implements Notice {
  private static final int MOST_CONTRIBUTORS = 3;
  private static final long THOUSAND = 1_000;

  /**
   * The notice of a version of an alert.
   *
   * @param consoleUrl base URL of the console, under which an alert has its page
   */
  public static AlertNotice of(Alert alert, URI consoleUrl) {
    String base = consoleUrl.toString().replaceAll("/+$", "");
    return new AlertNotice(alert, URI.create(base + "/alerts/" + alert.alertId()));
  }

  @Override
  public int ledger() {
    return alert.ledger();
  }

  @Override
  public String tenant() {
    return alert.tenant();
  }

  @Override
  public UUID about() {
    return alert.alertId();
  }

  @Override
  public NoticeKind kind() {
    if (!alert.state().live()) {
      return NoticeKind.ALERT_ENDED;
    }
    return alert.version() == 1 ? NoticeKind.ALERT : NoticeKind.ALERT_EXTENDED;
  }

  @Override
  public String identity() {
    return alert.alertId() + "/" + alert.version();
  }

  @Override
  public Instant recordedAt() {
    return alert.updatedAt();
  }

  @Override
  public String invitation() {
    return "Look at it there";
  }

  @Override
  public String what() {
    return Shown.text(alert.headline());
  }

  @Override
  public String code() {
    return "";
  }

  @Override
  public String happened() {
    return switch (alert.state()) {
      case OPEN -> alert.version() == 1 ? "Alert" : "Alert goes on";
      case ACKNOWLEDGED -> "Alert that somebody looks into";
      case CLOSED -> "Alert closed, because it was quiet for an hour";
      case RESOLVED ->
          alert.resolution() == null
              ? "Alert resolved"
              : "Alert resolved as " + alert.resolution().verdict();
    };
  }

  @Override
  public List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Severity", alert.severity().name()));
    facts.add(new Fact("Kind", Shown.text(alert.kind())));
    facts.add(
        new Fact(
            "About", Shown.text("%s %s".formatted(alert.entity().level(), alert.entity().name()))));
    if (alert.measure() != null) {
      facts.add(new Fact("Counted", counted(alert.measure())));
    }
    if (!alert.contributors().isEmpty()) {
      facts.add(
          new Fact(
              "Mostly",
              Shown.text(
                  alert.contributors().stream()
                      .limit(MOST_CONTRIBUTORS)
                      .map(AlertContributor::name)
                      .collect(Collectors.joining(", ")))));
    }
    facts.add(new Fact("Since", alert.firstSeen().toString()));
    if (alert.state() == AlertState.ACKNOWLEDGED && alert.acknowledgement() != null) {
      facts.add(new Fact("By", Shown.text(alert.acknowledgement().by())));
    }
    if (alert.resolution() != null) {
      facts.add(new Fact("By", Shown.text(alert.resolution().by())));
    }
    facts.add(new Fact("Tenant", Shown.text(alert.tenant())));
    facts.add(new Fact("Alert", alert.alertId().toString()));
    return facts;
  }

  private static String counted(AlertMeasure measure) {
    Long expected = measure.expectedThousandths();
    return expected == null
        ? Long.toString(measure.observed())
        : "%s, expected %s.%s"
            .formatted(
                measure.observed(), expected / THOUSAND, expected % THOUSAND / (THOUSAND / 10));
  }
}
