package io.countersign.testkit;

import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.alert.AlertAcknowledgement;
import io.countersign.schemas.alert.AlertAction;
import io.countersign.schemas.alert.AlertContributor;
import io.countersign.schemas.alert.AlertDetector;
import io.countersign.schemas.alert.AlertEntity;
import io.countersign.schemas.alert.AlertMeasure;
import io.countersign.schemas.alert.AlertParameter;
import io.countersign.schemas.alert.AlertResolution;
import io.countersign.schemas.alert.AlertState;
import io.countersign.schemas.alert.AlertVerdict;
import io.countersign.schemas.alert.ContributorDimension;
import io.countersign.schemas.alert.EntityLevel;
import io.countersign.schemas.call.Severity;
import java.time.Duration;
import java.util.List;

/** Samples of alerts: an agent writes far more than it used to. */
final class AlertSamples {
  private static final Duration QUIET = Duration.ofMinutes(60);

  private AlertSamples() {}

  static Alert alert() {
    return new Alert(
        SampleIds.derived(0x0a1e, 1),
        4,
        Samples.TENANT,
        "WRITE_BURST/ACTOR/triage-bot",
        "WRITE_BURST",
        AlertState.RESOLVED,
        2,
        Severity.HIGH,
        AlertAction.WRITE,
        new AlertEntity(EntityLevel.ACTOR, "triage-bot"),
        new AlertMeasure(
            SampleIds.time(0),
            SampleIds.time(300_000),
            61,
            4_200L,
            17_000L,
            9_130L,
            1_209_600L,
            List.of(5L, 4L, 6L, 0L, 0L, 3L, 4L)),
        List.of(
            new AlertContributor(
                ContributorDimension.TOOL, "tickets/close_ticket", 58, 54_100, false),
            new AlertContributor(ContributorDimension.ACTOR, "triage-bot", 61, 56_800, true)),
        List.of(Samples.CALL_ID),
        List.of(Samples.RUN_ID),
        List.of(Samples.eventId(3), Samples.eventId(7)),
        "triage-bot writes far more than usual: 61 in 5 minutes, expected 4.2",
        "In 5 minutes triage-bot made 61 allowed writes. At this hour of the week 4.2 are expected"
            + " and up to 17 are usual.",
        "Resolve it as EXPECTED to see no more of it at this hour of the week.",
        new AlertDetector("counts", 1, List.of(new AlertParameter("surpriseThousandths", "4600"))),
        SampleIds.time(1),
        SampleIds.time(299_000),
        SampleIds.time(299_000).plus(QUIET),
        SampleIds.time(120_000),
        SampleIds.time(400_000),
        0,
        1,
        812,
        Samples.eventId(9),
        new AlertAcknowledgement("kim@acme.example", SampleIds.time(350_000), "I am looking"),
        new AlertResolution(
            AlertVerdict.TRUE_POSITIVE,
            "kim@acme.example",
            SampleIds.time(400_000),
            "a loop in the prompt"));
  }

  static Alert minimalAlert() {
    return new Alert(
        SampleIds.derived(0x0a1e, 2),
        1,
        Samples.TENANT,
        "BREAK_GLASS/TENANT/acme",
        "BREAK_GLASS",
        AlertState.OPEN,
        0,
        Severity.LOW,
        null,
        AlertEntity.tenant(Samples.TENANT),
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        "Somebody ran a call without the votes it needs",
        "Each use of break-glass is an alert.",
        "It cannot be silenced.",
        new AlertDetector("rules", 1, List.of()),
        SampleIds.time(0),
        SampleIds.time(0),
        SampleIds.time(0).plus(QUIET),
        SampleIds.time(0),
        SampleIds.time(0),
        0,
        1,
        0,
        Samples.eventId(0),
        null,
        null);
  }
}
