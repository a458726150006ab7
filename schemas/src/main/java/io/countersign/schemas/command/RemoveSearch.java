package io.countersign.schemas.command;

import io.countersign.schemas.call.Limits;

/**
 * Somebody removes a saved search.
 *
 * @param name its name
 * @param by who removes it
 */
public record RemoveSearch(String name, String by) implements KeepingCommand {
  public RemoveSearch {
    name = Limits.identifier("name", name);
    by = Limits.identifier("by", by);
  }

  @Override
  public String control() {
    return "search/" + name;
  }
}
