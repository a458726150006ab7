package io.countersign.schemas.event;

/**
 * An event of a later version of Countersign, whose kind this build does not know. Projections keep
 * it as it is; the engine stops on it. Never written.
 *
 * @param type kind by the name that its writer gave it
 */
public record Unknown(String type) implements Event {
  @Override
  public EventCode code() {
    throw new IllegalStateException(
        "Expected an event that this build knows, but its type is "
            + type
            + ": read the code from the envelope");
  }
}
