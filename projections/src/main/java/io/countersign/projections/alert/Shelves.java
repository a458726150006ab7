package io.countersign.projections.alert;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** All shelves over one memory. They are made first, and then learn what the memory holds. */
final class Shelves {
  private final Memory memory;
  private final List<Shelf<?>> shelves = new ArrayList<>();

  Shelves(Memory memory) {
    this.memory = memory;
  }

  /** A new shelf, see {@link Shelf#Shelf}. */
  <T> Shelf<T> shelf(String name, int mostOfTenant, Form<T> form) {
    Shelf<T> shelf = new Shelf<>(memory, name, mostOfTenant, form);
    shelves.add(shelf);
    return shelf;
  }

  /** Reads what is there already. */
  void load() {
    memory.each((key, value) -> shelves.forEach(shelf -> shelf.found(key, value)));
  }

  /** Forgets some of what has ended, on each shelf. Whose end is told has been told before. */
  void tidy(Instant now, int most) {
    shelves.forEach(shelf -> shelf.tidy(now, most));
  }
}
