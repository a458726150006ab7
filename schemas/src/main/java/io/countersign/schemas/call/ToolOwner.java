package io.countersign.schemas.call;

import org.jspecify.annotations.Nullable;

/**
 * The human who answers for a tool.
 *
 * @param name name of the owner
 * @param contact how to reach the owner
 * @param escalation whom to page when the owner does not answer
 */
public record ToolOwner(String name, String contact, @Nullable String escalation) {
  public ToolOwner {
    name = Limits.identifier("owner name", name);
    contact = Limits.identifier("owner contact", contact);
    escalation = Limits.optionalIdentifier("owner escalation", escalation);
  }
}
