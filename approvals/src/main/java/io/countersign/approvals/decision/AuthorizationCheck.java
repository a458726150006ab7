package io.countersign.approvals.decision;

import io.countersign.approvals.arguments.Authorization;
import io.countersign.approvals.arguments.ResourceExtraction;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.control.ToolDefinition;

/**
 * Refuses an actor without the tool's scopes, a principal in none of its groups, and resources that
 * the tool may not touch. Resources are read from the arguments; what the gateway claims can only
 * refuse.
 */
public final class AuthorizationCheck implements Check {
  @Override
  public String name() {
    return "authorization";
  }

  @Override
  public Finding examine(Question question, Draft draft) {
    ToolDefinition definition = question.definition();
    if (definition == null) {
      return new Refuse(
          "SCOPE_MISSING", "Expected a known tool with its scopes, but there is none.", null);
    }
    RecordIntent intent = question.intent();
    ResourceExtraction.Result extraction =
        ResourceExtraction.extract(definition.resources(), draft.arguments());
    if (extraction instanceof ResourceExtraction.Extracted extracted) {
      draft.resources(extracted.resources());
    }
    Authorization.Result result =
        Authorization.examine(definition, intent.actor(), intent.resources(), extraction);
    return switch (result) {
      case Authorization.Authorized authorized ->
          new Pass(authorized.code(), authorized.message(), question.toolReference());
      case Authorization.Refused refused ->
          new Refuse(refused.code(), refused.message(), question.toolReference());
    };
  }
}
