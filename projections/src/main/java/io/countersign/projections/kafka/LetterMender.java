package io.countersign.projections.kafka;

import io.countersign.projections.opensearch.DocumentStore;
import java.util.Collection;
import java.util.List;

/** What a follower needs to index dead letters of its ledgers again when somebody asks for it. */
final class LetterMender implements AutoCloseable {
  private final FollowerSettings settings;
  private final DeadLetterDesk desk;
  private final EventRecords format;
  private final DocumentStore store;
  private final Outlet outlet;

  /**
   * Makes it and starts to read the dead letters.
   *
   * @param store one that writes what has the same version again
   */
  LetterMender(
      FollowerSettings settings,
      DeadLetterDesk desk,
      EventRecords format,
      DocumentStore store,
      Outlet outlet) {
    this.settings = settings;
    this.desk = desk;
    this.format = format;
    this.store = store;
    this.outlet = outlet;
    desk.start();
  }

  /** The letters of these ledgers that somebody has asked for. */
  List<Letter> asked(Collection<Integer> ledgers) {
    return desk.asked(settings.topics().events(), ledgers);
  }

  /** Begins to index one again. */
  Mending begin(Letter letter, long followedTo) {
    return new Mending(
        letter,
        followedTo,
        desk.earliest(letter.sourcePartition()),
        EventConsumers.pointed(settings, "projections-letters-" + settings.instance()),
        format,
        store,
        outlet);
  }

  /** Notes what became of it. */
  void done(Letter letter) {
    desk.done(letter);
  }

  @Override
  public void close() {
    desk.close();
  }
}
