package io.countersign.standalone.estate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What must be done so that the controls in force are those that are wanted.
 *
 * @param changes in the order in which they are done: tools are retired, then everything is put
 *     into force in the order of the kinds, with policies withdrawn before a tool is registered;
 *     limits and budgets, which only bound, are removed at the end
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
    changes.addAll(removals);
    // Stable: within a step the order of the estates stays.
    changes.sort(Comparator.comparingInt(Plan::step));
    return new Plan(changes, unchanged, beside);
  }

  /**
   * When a change is done among the others. A plan may stop anywhere: a new tool comes when no
   * policy is left that might allow it by mistake, and what bounds calls goes last.
   */
  private static int step(Change change) {
    boolean removal = change.after() == null;
    return switch (change.control().kind()) {
      case SETTINGS -> 1;
      case BUDGET -> removal ? 9 : 2;
      case LIMIT -> removal ? 8 : 3;
      case POLICY -> removal ? 5 : 4;
      case SERVER_REVIEW -> 6;
      case TOOL -> removal ? 0 : 7;
    };
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
        "%s, %d unchanged%s."
            .formatted(
                counted(),
                unchanged,
                beside == 0 ? "" : ", %d not in these files and left alone".formatted(beside)));
    return lines;
  }

  /** How much of what is done, in words. */
  public String counted() {
    return "%d to create, %d to change, %d to remove".formatted(count('+'), count('~'), removals());
  }

  /** How many controls are removed. */
  public long removals() {
    return count('-');
  }

  private long count(char sign) {
    return changes.stream().filter(change -> change.sign() == sign).count();
  }
}
