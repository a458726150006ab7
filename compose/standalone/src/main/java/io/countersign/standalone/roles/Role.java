package io.countersign.standalone.roles;

import java.util.Locale;

/** What a process can be. */
public enum Role {
  /** Decides: commands to events. */
  ENGINE,
  /** The door in: HTTP and intake to commands. */
  INGEST,
  /** Events to search documents. */
  PROJECTIONS,
  /** The door out: search and stories. */
  QUERY;

  /** As on the command line and in logs. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
