package io.countersign.approvals.state;

import io.countersign.schemas.control.ClassRetention;
import java.util.List;
import java.util.Optional;

/**
 * How a tenant's records are kept and found. No decision about a call depends on it, so it is apart
 * from {@link Controls}, which every decision reads.
 *
 * @param classes classes whose records search keeps for a limited time
 * @param retentionPosition position of the event that set them; -1 before the first
 * @param holds legal holds in force, in the order of their ids
 * @param searches saved searches, in the order of their names
 */
public record Keeping(
    List<ClassRetention> classes,
    long retentionPosition,
    List<KeptHold> holds,
    List<KeptSearch> searches) {
  public Keeping {
    classes = List.copyOf(classes);
    holds = List.copyOf(holds);
    searches = List.copyOf(searches);
  }

  /** What holds for a tenant that has set nothing. */
  public static final Keeping NONE = new Keeping(List.of(), -1, List.of(), List.of());

  /** The hold of this id. */
  public Optional<KeptHold> hold(String id) {
    return holds.stream().filter(hold -> hold.id().equals(id)).findFirst();
  }

  /** The search of this name. */
  public Optional<KeptSearch> search(String name) {
    return searches.stream().filter(search -> search.name().equals(name)).findFirst();
  }

  /** This with another retention. */
  public Keeping withRetention(List<ClassRetention> changed, long position) {
    return new Keeping(changed, position, holds, searches);
  }

  /** This with other holds. */
  public Keeping withHolds(List<KeptHold> changed) {
    return new Keeping(classes, retentionPosition, changed, searches);
  }

  /** This with other searches. */
  public Keeping withSearches(List<KeptSearch> changed) {
    return new Keeping(classes, retentionPosition, holds, changed);
  }
}
