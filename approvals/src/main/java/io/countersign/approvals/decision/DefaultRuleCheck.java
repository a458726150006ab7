package io.countersign.approvals.decision;

import io.countersign.approvals.state.Tool;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.control.ToolDefinition;
import org.jspecify.annotations.Nullable;

/** What holds when no rule speaks: reading is allowed, everything else is not. */
public final class DefaultRuleCheck implements Check {
  private static final String REFERENCE = "rule/default@1";

  @Override
  public String name() {
    return "policy";
  }

  @Override
  public Finding examine(Question question, Draft draft) {
    @Nullable Tool tool = question.tool();
    ToolDefinition definition = tool == null ? null : tool.definition();
    if (definition == null) {
      return new Refuse("DEFAULT_DENY", "No rule allows an unknown tool.", REFERENCE);
    }
    Risk risk = definition.risk();
    return switch (risk) {
      case READ ->
          new Pass("DEFAULT_ALLOW_READ", "No rule speaks, and the tool only reads.", REFERENCE);
      case WRITE, DESTRUCTIVE ->
          new Refuse(
              "DEFAULT_DENY",
              "Expected a rule that allows a %s tool, but there is none.".formatted(risk),
              REFERENCE);
    };
  }
}
