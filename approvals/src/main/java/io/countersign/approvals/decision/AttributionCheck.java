package io.countersign.approvals.decision;

import io.countersign.approvals.names.Blanks;
import io.countersign.schemas.call.Actor;
import io.countersign.schemas.command.RecordIntent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a call that nobody can be held to: tenant, agent, principal, client, environment and run
 * must all be named.
 */
public final class AttributionCheck implements Check {
  @Override
  public String name() {
    return "attribution";
  }

  @Override
  public Finding examine(Question question, Draft draft) {
    List<String> missing = missing(question);
    if (!missing.isEmpty()) {
      return new Refuse(
          "ATTRIBUTION_MISSING",
          "Expected tenant, agent, principal, client, environment and run to be named, but missing: %s."
              .formatted(String.join(", ", missing)),
          null);
    }
    return new Pass("ATTRIBUTED", "The call names everyone who is behind it.", null);
  }

  private static List<String> missing(Question question) {
    RecordIntent intent = question.intent();
    Actor actor = intent.actor();
    List<String> missing = new ArrayList<>();
    note(missing, "tenant", Blanks.only(question.tenant()) ? null : question.tenant());
    note(missing, "agent", actor.agent());
    note(missing, "principal", actor.principal());
    note(missing, "client", actor.client());
    note(missing, "environment", intent.environment());
    note(missing, "run", intent.runId());
    return missing;
  }

  private static void note(List<String> missing, String name, @Nullable Object value) {
    if (value == null) {
      missing.add(name);
    }
  }
}
