package io.countersign.query.vertx;

import io.countersign.query.BadQuery;
import io.countersign.query.opensearch.ControlReader;
import io.countersign.schemas.document.ControlName;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Searches that have a name. A question that names one asks with its parameters; a parameter that
 * the question gives itself takes the place of the saved one.
 */
final class SavedSearches {
  private static final String SAVED = "saved";

  /** What a question says for itself, whatever was saved. */
  private static final Set<String> OF_THE_QUESTION = Set.of(SAVED, "tenant", "cursor");

  private final ControlReader controls;

  SavedSearches(ControlReader controls) {
    this.controls = controls;
  }

  /**
   * The question with the parameters of the search that it names; itself when it names none.
   *
   * @param unused parameters that the search may have been saved with and that mean nothing here
   */
  Asked merged(Asked asked, List<String> unused) throws SearchUnavailable {
    List<String> names = asked.parameters().get(SAVED);
    if (names == null) {
      return asked;
    }
    String name = names.getFirst();
    if (!asked.visible()) {
      throw Asked.notFound();
    }
    Optional<JsonObject> saved =
        names.size() == 1 && Asked.isIdentifier(name)
            ? controls.control(asked.tenant(), ControlName.search(name))
            : Optional.empty();
    Map<String, List<String>> merged =
        parameters(
            saved
                .filter(search -> search.string("state").equals(Optional.of("SET")))
                .orElseThrow(
                    () ->
                        Asked.refused(
                            new BadQuery(
                                SAVED,
                                "Expected the name of a saved search of this tenant, but there is"
                                    + " none"))));
    unused.forEach(merged::remove);
    Asked own = asked.without(SAVED);
    merged.putAll(own.parameters());
    return asked.with(merged);
  }

  private static Map<String, List<String>> parameters(JsonObject saved) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (JsonValue one : saved.array("parameters").orElse(JsonArray.EMPTY).elements()) {
      if (one instanceof JsonObject parameter) {
        String name = parameter.string("name").orElse("");
        if (!OF_THE_QUESTION.contains(name)) {
          parameters
              .computeIfAbsent(name, unseen -> new ArrayList<>())
              .add(parameter.string("value").orElse(""));
        }
      }
    }
    return parameters;
  }
}
