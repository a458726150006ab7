package io.countersign.approvals.arguments;

import java.util.Collection;

/** How deep a document nests. */
public final class Depth {
  private Depth() {}

  /** Most arrays and objects around a value; {@code [[1]]} has depth 2. What is hidden has none. */
  public static int of(Seen document) {
    return switch (document) {
      case Seen.Members object -> 1 + deepest(object.members().values());
      case Seen.Elements array -> 1 + deepest(array.elements());
      case Seen.Scalar scalar -> 0;
      case Seen.Hidden hidden -> 0;
    };
  }

  private static int deepest(Collection<Seen> values) {
    int deepest = 0;
    for (Seen value : values) {
      deepest = Math.max(deepest, of(value));
    }
    return deepest;
  }
}
