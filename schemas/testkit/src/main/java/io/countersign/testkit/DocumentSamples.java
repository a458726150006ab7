package io.countersign.testkit;

import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.document.BudgetSnapshot;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.intake.IntakeReport;

/**
 * Samples of the records of other topics than commands and events, like those in {@link Samples}.
 */
public final class DocumentSamples {
  private DocumentSamples() {}

  public static CallSnapshot callSnapshot() {
    return EnvelopeSamples.callSnapshot(CallState.ALLOWED, Verdict.ALLOW);
  }

  public static CallSnapshot minimalCallSnapshot() {
    return EnvelopeSamples.minimalCallSnapshot();
  }

  public static BudgetSnapshot budgetSnapshot() {
    return EnvelopeSamples.budgetSnapshot(ControlValueSamples.budget());
  }

  public static BudgetSnapshot minimalBudgetSnapshot() {
    return EnvelopeSamples.budgetSnapshot(null);
  }

  public static Alert alert() {
    return AlertSamples.alert();
  }

  public static Alert minimalAlert() {
    return AlertSamples.minimalAlert();
  }

  public static IntakeReport intakeReport() {
    return EnvelopeSamples.intakeReport();
  }

  public static IntakeReport minimalIntakeReport() {
    return new IntakeReport(Samples.commandId(0), Samples.TENANT, "CANCEL", Samples.CALL_ID, "");
  }
}
