package io.countersign.approvals.people;

import io.countersign.schemas.approval.Approver;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether two names mean one person. Issuers, gateways and people write the same name in more than
 * one case, and nobody may approve their own call by that: names are compared without case and
 * without blanks around them. A roster may give a person further names.
 */
public final class Names {
  private Names() {}

  /** Whether two names are one. */
  public static boolean same(String one, String other) {
    return plain(one).equals(plain(other));
  }

  /** Whether a name is among others. */
  public static boolean among(Collection<String> names, String name) {
    return names.stream().anyMatch(other -> same(other, name));
  }

  /** The entry of a person, whom the roster may know by another name. */
  public static @Nullable Approver entry(List<Approver> roster, String name) {
    for (Approver approver : roster) {
      if (same(approver.subject(), name) || among(approver.aliases(), name)) {
        return approver;
      }
    }
    return null;
  }

  /** Whether two names mean one person by the roster. */
  public static boolean samePerson(List<Approver> roster, String one, String other) {
    if (same(one, other)) {
      return true;
    }
    Approver entry = entry(roster, one);
    return entry != null && entry.equals(entry(roster, other));
  }

  static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }
}
