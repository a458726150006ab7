package io.countersign.query.export;

import io.countersign.query.Listing;
import io.countersign.query.export.ExportSource.Numbering;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What an export says of itself: who asked for what and when, what its files are, and how complete
 * it is. Canonical JSON (RFC 8785); {@code digest} is the SHA-256 of the same document without it.
 */
public final class Manifest {
  /** Version of the shape of the document. */
  public static final String SCHEMA = "countersign/export-manifest/v1";

  private static final String REDACTION =
      "Arguments, results and messages were redacted at the door, before they were recorded; each"
          + " event lists what was taken out, by pointer, action and rule. The export took nothing"
          + " out and put nothing back.";
  private static final String UNSIGNED =
      "This manifest is not signed. Its digests show accidental change; they prove nothing against"
          + " somebody who can write both.";

  private Manifest() {}

  /**
   * Makes the manifest of an export whose files are closed.
   *
   * @param numbering how all events of the tenant in the range are numbered
   * @param finishedAt when it ended
   */
  public static JsonObject of(Export export, List<Numbering> numbering, Instant finishedAt) {
    ExportRequest request = export.request();
    Opening opening = export.opening().orElseThrow();
    List<JsonValue> files = new ArrayList<>();
    export.parts().forEach(part -> files.add(export.file(part)));
    JsonObject body =
        JsonObject.builder()
            .put("schema", SCHEMA)
            .put("exportId", export.id().toString())
            .put("tenant", request.tenant())
            .put("requestedBy", export.requestedBy())
            .put("requestedAt", export.createdAt().toString())
            .put("startedAt", opening.startedAt().toString())
            .put("finishedAt", finishedAt.toString())
            .put("expiresAt", export.expiresAt().toString())
            .put("of", request.of())
            .put("format", request.format().name())
            .put("order", request.order())
            .put("filters", request.filters())
            .put("from", request.query().from().map(Manifest::time).orElse(JsonNull.NULL))
            .put("to", request.query().to().map(Manifest::time).orElse(JsonNull.NULL))
            .put("completeness", completeness(request, opening, export.tally(), numbering))
            .put("redaction", REDACTION)
            .put("files", new JsonArray(files))
            .put("signature", JsonNull.NULL)
            .put("signatureStatement", UNSIGNED)
            .build();
    return withDigest(body);
  }

  private static JsonValue time(Instant time) {
    return new JsonString(time.toString());
  }

  /** Adds the digest of a document to it. */
  static JsonObject withDigest(JsonObject body) {
    JsonObject.Builder signed = JsonObject.builder();
    body.members().forEach(signed::put);
    return signed.put("digest", Digest.sha256(CanonicalJson.bytes(body)).text()).build();
  }

  /** Whether a document has the digest of all its other members. */
  public static boolean hasItsDigest(JsonObject manifest) {
    JsonObject.Builder body = JsonObject.builder();
    manifest
        .members()
        .forEach(
            (name, value) -> {
              if (!name.equals("digest")) {
                body.put(name, value);
              }
            });
    return manifest.string("digest").isPresent()
        && withDigest(body.build()).string("digest").equals(manifest.string("digest"));
  }

  /**
   * How complete an export is, for machines and in words.
   *
   * @param tally what was counted while it was written
   */
  public static JsonObject completeness(
      ExportRequest request, Opening opening, Tally tally, List<Numbering> numbering) {
    long missing = numbering.stream().mapToLong(Numbering::missing).sum();
    List<JsonValue> numbered = new ArrayList<>();
    List<JsonValue> absent = new ArrayList<>();
    boolean fromTheBeginning = request.query().from().isEmpty();
    for (Numbering each : numbering) {
      numbered.add(
          JsonObject.builder()
              .put("generation", each.generation())
              .put("first", each.first())
              .put("last", each.last())
              .put("present", each.present())
              .put("missing", each.missing())
              .build());
      if (fromTheBeginning && each.first() > 0) {
        absent.add(
            JsonObject.builder()
                .put("generation", each.generation())
                .put("from", 0)
                .put("to", each.first() - 1)
                .build());
      }
    }
    // a call is listed as it stands when it is read, so that some may have come or gone meanwhile
    boolean counted = request.listing() == Listing.CALLS || tally.read() == opening.total();
    boolean complete = missing == 0 && absent.isEmpty() && counted;
    boolean holesShow = request.whole() && request.listing() == Listing.EVENTS;
    return JsonObject.builder()
        .put("complete", complete)
        .put("statement", words(request, opening, tally, missing, absent.size()))
        .put("entries", tally.read())
        .put("expected", opening.total())
        .put("readUpTo", opening.readUpTo())
        .put("counts", tally.countsJson())
        .put("first", tally.first().map(Place::json).<JsonValue>map(p -> p).orElse(JsonNull.NULL))
        .put("last", tally.last().map(Place::json).<JsonValue>map(p -> p).orElse(JsonNull.NULL))
        .put("numbering", new JsonArray(numbered))
        .put("missing", JsonNumber.of(missing))
        .put("holes", holesShow ? tally.holesJson() : JsonNull.NULL)
        .put("holesTruncated", JsonBoolean.of(tally.holes().size() == Tally.MAX_HOLES))
        .put("notInTheIndex", new JsonArray(absent))
        .build();
  }

  private static String words(
      ExportRequest request, Opening opening, Tally tally, long missing, int absent) {
    StringBuilder words = new StringBuilder();
    words.append(
        "These are the %d %s of tenant %s".formatted(tally.read(), request.of(), request.tenant()));
    request.query().from().ifPresent(time -> words.append(" from ").append(time));
    request.query().to().ifPresent(time -> words.append(" before ").append(time));
    if (!request.filters().members().isEmpty()) {
      words.append(" that match the filters");
    }
    words.append(
        opening.readUpTo().members().isEmpty()
            ? "; nothing had been read of its ledger yet."
            : ", as far as its ledger had been read when the export began: %s."
                .formatted(CanonicalJson.text(opening.readUpTo())));
    if (request.listing() == Listing.CALLS) {
      words.append(" Each call is told as it stood when it was read, perhaps later than that.");
    }
    words.append(
        missing == 0
            ? " All events of the tenant in this range were there: their numbers have no holes."
            : " Not complete: of the numbers of the tenant's events in this range %d are missing in the index."
                .formatted(missing));
    if (request.listing() == Listing.EVENTS && tally.read() != opening.total()) {
      words.append(
          " Not complete: when it began there were %d of them.".formatted(opening.total()));
    }
    if (absent > 0) {
      words.append(
          " The first events of the tenant are not in the index any more: retention removed them,"
              + " or they were never read.");
    }
    return words.toString();
  }
}
