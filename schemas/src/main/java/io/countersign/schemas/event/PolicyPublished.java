package io.countersign.schemas.event;

import io.countersign.schemas.call.Limits;
import io.countersign.schemas.digest.Digest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy is in force.
 *
 * @param name name of the policy
 * @param document the YAML document
 * @param hash SHA-256 of the document
 * @param previousHash hash of the document before, when there was one
 * @param warnings what looks wrong in it though it is valid
 * @param by who published it
 */
public record PolicyPublished(
    String name,
    String document,
    Digest hash,
    @Nullable Digest previousHash,
    List<String> warnings,
    String by)
    implements ControlEvent {
  public PolicyPublished {
    document = Limits.document("policy document", document);
    warnings = List.copyOf(warnings);
  }

  @Override
  public EventCode code() {
    return EventCode.CS6010I;
  }

  @Override
  public String control() {
    return "policy/" + name;
  }

  @Override
  public String told() {
    return "policy %s@%s is in force".formatted(name, hash.text());
  }
}
