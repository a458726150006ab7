package io.countersign.schemas.command;

import io.countersign.schemas.call.Limits;

/**
 * An operator puts a policy into force, in place of the one of the same name.
 *
 * @param name name of the policy
 * @param document the YAML document
 * @param by who publishes it
 */
public record PublishPolicy(String name, String document, String by) implements ControlCommand {
  public PublishPolicy {
    name = Limits.identifier("policy name", name);
    document = Limits.document("policy document", document);
    by = Limits.identifier("by", by);
  }

  @Override
  public String control() {
    return "policy/" + name;
  }
}
