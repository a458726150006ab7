package io.countersign.schemas.command;

/**
 * Raises the behaviour level once every engine instance supports it.
 *
 * @param level the level to activate
 */
public record ActivateBehaviour(int level) implements Command {
  public ActivateBehaviour {
    if (level < 1) {
      throw new IllegalArgumentException("Expected a level of 1 or more, but was " + level);
    }
  }
}
