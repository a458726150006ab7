package io.countersign.query.vertx;

import io.countersign.query.BadQuery;
import io.countersign.query.export.ExportRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what an export is to hold from the parameters of a question. */
final class ExportParameters {
  private ExportParameters() {}

  static ExportRequest read(Asked asked) {
    Map<String, List<String>> filters = new TreeMap<>(asked.parameters());
    filters.remove("tenant");
    try {
      return ExportRequest.of(
          asked.tenant(),
          one(filters.remove("of"), "events"),
          one(filters.remove("format"), "NDJSON"),
          one(filters.remove("order"), "asc"),
          filters);
    } catch (BadQuery e) {
      throw Asked.refused(e);
    }
  }

  private static String one(@Nullable List<String> given, String otherwise) {
    return given == null ? otherwise : given.size() == 1 ? given.getFirst() : "";
  }
}
