package io.countersign.approvals.people;

import io.countersign.schemas.approval.Approver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The people of a roster by all their names: read once, asked often. */
public final class People {
  private final Map<String, Approver> byName = new HashMap<>();

  public People(List<Approver> roster) {
    for (Approver approver : roster) {
      byName.putIfAbsent(Names.plain(approver.subject()), approver);
      approver.aliases().forEach(alias -> byName.putIfAbsent(Names.plain(alias), approver));
    }
  }

  /** The entry of a person, whom the roster may know by another name. */
  @Nullable Approver entry(String name) {
    return byName.get(Names.plain(name));
  }

  /** The one name that stands for a person, by whatever name of theirs they are called. */
  public String one(String name) {
    Approver entry = entry(name);
    return Names.plain(entry == null ? name : entry.subject());
  }
}
