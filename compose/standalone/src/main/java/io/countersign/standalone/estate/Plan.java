package io.countersign.standalone.estate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What must be done so that the controls in force are those that are wanted.
 *
 * @param changes in the order in which they are done: what bounds calls first, what lets them pass
 *     last, removals at the end
 * @param unchanged how many controls stand as they are wanted
 * @param beside how many are in force that nobody named, and stay
 */
public record Plan(List<Change> changes, int unchanged, int beside) {
  public Plan {
    changes = List.copyOf(changes);
  }

  /**
   * Compares.
   *
   * @param inForce what is in force
   * @param wanted what shall be
   * @param prune whether what nobody named is removed, where its kind can be
   */
  public static Plan of(Estate inForce, Estate wanted, boolean prune) {
    List<Change> changes = new ArrayList<>();
    int unchanged = 0;
    for (Control after : wanted.controls()) {
      Control before = inForce.find(after.id());
      if (after.equals(before)) {
        unchanged++;
      } else {
        changes.add(new Change(before, after));
      }
    }
    List<Change> removals = new ArrayList<>();
    int beside = 0;
    for (Control before : inForce.controls()) {
      if (wanted.find(before.id()) == null) {
        if (prune && before.kind().removable()) {
          removals.add(new Change(before, null));
        } else {
          beside++;
        }
      }
    }
    Collections.reverse(removals);
    changes.addAll(removals);
    return new Plan(changes, unchanged, beside);
  }

  /** Whether nothing is to be done. */
  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /** The plan for a person, one line or more for each change. */
  public List<String> told() {
    List<String> lines = new ArrayList<>();
    for (Change change : changes) {
      lines.add("  %s %s".formatted(change.sign(), change.control().told()));
      change.differences().forEach(line -> lines.add("      " + line));
    }
    lines.add(
        "%d to create, %d to change, %d to remove, %d unchanged%s."
            .formatted(
                count('+'),
                count('~'),
                count('-'),
                unchanged,
                beside == 0 ? "" : ", %d not in these files and left alone".formatted(beside)));
    return lines;
  }

  private long count(char sign) {
    return changes.stream().filter(change -> change.sign() == sign).count();
  }
}
