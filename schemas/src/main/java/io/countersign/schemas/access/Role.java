package io.countersign.schemas.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a caller may do. */
public enum Role {
  /** Asks for decisions and reports outcomes. Never together with {@link #APPROVER}. */
  GATEWAY,
  /** Votes on approvals. Never together with {@link #GATEWAY}. */
  APPROVER,
  /** Keeps catalogue, policy, budgets, gates and brakes. */
  OPERATOR,
  /** Reads the record. */
  AUDITOR,
  /** Keeps the installation itself. */
  ADMIN,
  /** Sees what concerns itself, and does nothing: the person that agents act for. */
  USER;

  /** The role as tokens and logs write it: lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role with this text; exactly as {@link #text()} writes it. */
  public static Optional<Role> of(String text) {
    return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
  }
}
