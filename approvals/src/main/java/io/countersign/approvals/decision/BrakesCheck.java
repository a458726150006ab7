package io.countersign.approvals.decision;

import io.countersign.approvals.state.Brake;
import java.util.Optional;

/** Refuses what a brake of the tenant or of the platform stops. */
public final class BrakesCheck implements Check {
  @Override
  public String name() {
    return "brakes";
  }

  @Override
  public Finding examine(Question question, Draft draft) {
    Optional<Brake> stopping =
        Brakes.stopping(
            question.controls(),
            question.platform(),
            question.intent().tool(),
            question.intent().environment(),
            question.risk());
    return stopping
        .<Finding>map(
            brake -> new Refuse(Brakes.code(brake), Brakes.message(brake), brake.reference()))
        .orElseGet(() -> new Pass("NO_BRAKE", "No brake stops this call.", null));
  }
}
