package io.countersign.schemas.control;

import io.countersign.schemas.call.Limits;
import io.countersign.schemas.call.ToolOwner;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The review of an MCP server by a person.
 *
 * @param server MCP server
 * @param version version that was reviewed
 * @param owner the human who answers for the server
 * @param scores the six scores
 * @param evidence what they rest on
 * @param criticalFailures what must not be; any blocks the server
 * @param knownLimits what is known not to work or not covered
 * @param confirmedBy the human who confirms routine production use
 * @param nextReview day of the next review, as {@code YYYY-MM-DD}
 * @param override a lower gate that the reviewer wants
 */
public record ServerReview(
    String server,
    String version,
    ToolOwner owner,
    Scores scores,
    List<Evidence> evidence,
    List<String> criticalFailures,
    List<String> knownLimits,
    @Nullable String confirmedBy,
    String nextReview,
    @Nullable Gate override) {
  public ServerReview {
    server = Limits.identifier("server", server);
    version = Limits.identifier("server version", version);
    evidence = Limits.list("evidence", evidence);
    criticalFailures = Limits.list("criticalFailures", criticalFailures);
    knownLimits = Limits.list("knownLimits", knownLimits);
    confirmedBy = Limits.optionalIdentifier("confirmedBy", confirmedBy);
    nextReview = LocalDate.parse(nextReview).toString();
  }
}
