package io.countersign.query.export;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An export as its folder remembers it. Whatever happened after the last time it was written down
 * is done again in the same way.
 *
 * @param id its id
 * @param request what it is to hold
 * @param requestedBy subject of the token that asked for it
 * @param createdAt when that was
 * @param expiresAt until when its files are kept
 * @param state where it stands
 * @param opening what was fixed when it began to read
 * @param tally what has been counted
 * @param parts its files, the last one perhaps still open
 * @param finishedAt when it ended
 * @param failure why it failed; empty when it did not
 */
public record Export(
    UUID id,
    ExportRequest request,
    String requestedBy,
    Instant createdAt,
    Instant expiresAt,
    ExportState state,
    Optional<Opening> opening,
    Tally tally,
    List<Part> parts,
    Optional<Instant> finishedAt,
    String failure) {
  public Export {
    parts = List.copyOf(parts);
  }

  static Export queued(
      UUID id, ExportRequest request, String requestedBy, Instant createdAt, Instant expiresAt) {
    return new Export(
        id,
        request,
        requestedBy,
        createdAt,
        expiresAt,
        ExportState.QUEUED,
        Optional.empty(),
        Tally.NONE,
        List.of(),
        Optional.empty(),
        "");
  }

  Export running(Opening begun) {
    return new Export(
        id,
        request,
        requestedBy,
        createdAt,
        expiresAt,
        ExportState.RUNNING,
        Optional.of(begun),
        tally,
        parts,
        finishedAt,
        failure);
  }

  Export advanced(Tally counted, List<Part> written) {
    return new Export(
        id,
        request,
        requestedBy,
        createdAt,
        expiresAt,
        state,
        opening,
        counted,
        written,
        finishedAt,
        failure);
  }

  Export ended(ExportState how, Instant when, String why) {
    return new Export(
        id,
        request,
        requestedBy,
        createdAt,
        expiresAt,
        how,
        opening,
        tally,
        how == ExportState.DONE ? parts : List.of(),
        Optional.of(finishedAt.orElse(when)),
        why);
  }

  /** Bytes of its files so far. */
  public long bytes() {
    return parts.stream().mapToLong(Part::bytes).sum();
  }

  /** The files that are complete. */
  public List<Part> closedParts() {
    return parts.stream().filter(part -> !part.sha256().isEmpty()).toList();
  }

  /**
   * What clients see.
   *
   * @param entriesPerSecond how fast it is read now; 0 when it is not
   */
  public JsonObject view(long entriesPerSecond) {
    List<JsonValue> files = new ArrayList<>();
    for (Part part : closedParts()) {
      files.add(file(part));
    }
    return JsonObject.builder()
        .put("bytes", bytes())
        .put("createdAt", createdAt.toString())
        .put("entriesPerSecond", entriesPerSecond)
        .put("expiresAt", expiresAt.toString())
        .put("exportId", id.toString())
        .putIfPresent("failure", optional(failure))
        .put("files", new JsonArray(files))
        .put("filters", request.filters())
        .putIfPresent("finishedAt", finishedAt.map(time -> text(time.toString())))
        .put("format", request.format().name())
        .putIfPresent("from", request.query().from().map(time -> text(time.toString())))
        .put("of", request.of())
        .put("order", request.order())
        .put("read", tally.read())
        .put("readUpTo", opening.map(Opening::readUpTo).orElse(JsonObject.EMPTY))
        .put("requestedBy", requestedBy)
        .put("state", state.name())
        .put("tenant", request.tenant())
        .putIfPresent("to", request.query().to().map(time -> text(time.toString())))
        .putIfPresent("total", opening.map(begun -> JsonNumber.of(begun.total())))
        .build();
  }

  JsonObject file(Part part) {
    return JsonObject.builder()
        .put("bytes", part.bytes())
        .put("entries", part.entries())
        .put("name", part.name(request))
        .put("number", part.number())
        .put("plainBytes", part.plainBytes())
        .put("sha256", part.sha256())
        .build();
  }

  private static Optional<JsonValue> optional(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text(text));
  }

  private static JsonValue text(String text) {
    return new JsonString(text);
  }

  JsonObject json() {
    return JsonObject.builder()
        .put("id", id.toString())
        .put("request", request.json())
        .put("requestedBy", requestedBy)
        .put("createdAt", createdAt.toString())
        .put("expiresAt", expiresAt.toString())
        .put("state", state.name())
        .putIfPresent("opening", opening.map(Opening::json))
        .put("tally", tally.json())
        .put("parts", new JsonArray(parts.stream().<JsonValue>map(Part::json).toList()))
        .putIfPresent("finishedAt", finishedAt.map(time -> text(time.toString())))
        .put("failure", failure)
        .build();
  }

  static Export of(JsonObject json) {
    return new Export(
        UUID.fromString(Stored.text(json, "id")),
        ExportRequest.of(json.object("request").orElse(JsonObject.EMPTY)),
        Stored.text(json, "requestedBy"),
        Stored.time(json, "createdAt"),
        Stored.time(json, "expiresAt"),
        ExportState.valueOf(Stored.text(json, "state")),
        json.object("opening").map(Opening::of),
        Tally.of(json.object("tally").orElse(JsonObject.EMPTY)),
        Stored.objects(json, "parts").stream().map(Part::of).toList(),
        Stored.timeIfAny(json, "finishedAt"),
        Stored.text(json, "failure"));
  }
}
