package io.countersign.schemas.command;

import io.countersign.schemas.audit.QueryParameter;
import io.countersign.schemas.call.Limits;
import java.util.List;

/**
 * Somebody gives a search a name, in place of the one of the same name.
 *
 * @param name its name
 * @param parameters what it asks for
 * @param description what it is for
 * @param by who saves it
 */
public record SaveSearch(
    String name, List<QueryParameter> parameters, String description, String by)
    implements KeepingCommand {
  public SaveSearch {
    name = Limits.identifier("name", name);
    parameters = QueryParameter.list(parameters);
    description = Limits.reason(description);
    by = Limits.identifier("by", by);
  }

  @Override
  public String control() {
    return "search/" + name;
  }
}
