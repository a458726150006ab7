package io.countersign.approvals.policy.yaml;

import java.util.Objects;

/** A document that {@link StrictYaml} does not accept: where and why. */
public final class YamlRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient YamlNode.Place place;

  YamlRefused(YamlNode.Place place, String message) {
    super(Objects.requireNonNull(message), null, false, false);
    this.place = place;
  }

  /** Where the document is wrong. */
  public YamlNode.Place place() {
    return place;
  }

  /** {@link #getMessage()}, never null: "Expected …, but …". */
  public String message() {
    return Objects.requireNonNull(getMessage());
  }
}
