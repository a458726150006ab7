package io.countersign.schemas.event;

import io.countersign.schemas.digest.Digest;

/**
 * A policy is not in force any more.
 *
 * @param name name of the policy
 * @param hash SHA-256 of its document
 * @param reason why, in the words of the operator
 */
public record PolicyWithdrawn(String name, Digest hash, String reason) implements ControlEvent {
  @Override
  public EventCode code() {
    return EventCode.CS6011I;
  }

  @Override
  public String control() {
    return "policy/" + name;
  }

  @Override
  public String told() {
    return "policy %s@%s was taken back: %s".formatted(name, hash.text(), reason);
  }
}
