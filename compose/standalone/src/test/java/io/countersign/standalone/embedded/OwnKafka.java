package io.countersign.standalone.embedded;

import java.nio.file.Path;

/** A broker for a test that must not share the ledgers of the shared stack, in this process. */
public final class OwnKafka {
  private OwnKafka() {}

  /** Starts it on a free port; returns when it serves requests. */
  public static EmbeddedKafka start(Path folder) throws StartFailure {
    return EmbeddedKafka.start(folder, 0);
  }
}
