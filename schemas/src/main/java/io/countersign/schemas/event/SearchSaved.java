package io.countersign.schemas.event;

import io.countersign.schemas.audit.QueryParameter;
import io.countersign.schemas.call.Limits;
import java.util.List;

/**
 * A search has a name.
 *
 * @param name its name
 * @param parameters what it asks for
 * @param description what it is for
 * @param by who saved it
 */
public record SearchSaved(
    String name, List<QueryParameter> parameters, String description, String by)
    implements KeepingEvent {
  public SearchSaved {
    name = Limits.identifier("name", name);
    parameters = QueryParameter.list(parameters);
    description = Limits.reason(description);
    by = Limits.identifier("by", by);
  }

  @Override
  public EventCode code() {
    return EventCode.CS6060I;
  }

  @Override
  public String control() {
    return "search/" + name;
  }

  @Override
  public String told() {
    return "search %s saved by %s: %s".formatted(name, by, description);
  }
}
