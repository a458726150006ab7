package io.countersign.schemas.command;

/** What is asked of how records are kept and found: retention, legal holds, saved searches. */
public sealed interface KeepingCommand extends ControlCommand
    permits SetRetention, PlaceLegalHold, ReleaseLegalHold, SaveSearch, RemoveSearch {

  /** Who asks for it. */
  String by();
}
