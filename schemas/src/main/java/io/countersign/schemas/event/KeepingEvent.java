package io.countersign.schemas.event;

/** What happened to how records are kept and found: retention, legal holds, saved searches. */
public sealed interface KeepingEvent extends ControlEvent
    permits RetentionSet, LegalHoldPlaced, LegalHoldReleased, SearchSaved, SearchRemoved {

  /** Who did it. */
  String by();
}
