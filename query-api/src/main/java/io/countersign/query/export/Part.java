package io.countersign.query.export;

import io.countersign.schemas.json.JsonObject;

/**
 * One file of an export.
 *
 * @param number from 1
 * @param entries entries in it
 * @param plainBytes bytes of its text
 * @param bytes bytes of the file, which is compressed by gzip
 * @param sha256 digest of the file, {@code sha256:<hex>}; empty while it is written
 */
public record Part(int number, long entries, long plainBytes, long bytes, String sha256) {
  static Part empty(int number) {
    return new Part(number, 0, 0, 0, "");
  }

  Part with(long moreEntries, long morePlainBytes, long moreBytes) {
    return new Part(
        number, entries + moreEntries, plainBytes + morePlainBytes, bytes + moreBytes, sha256);
  }

  Part closed(String digest) {
    return new Part(number, entries, plainBytes, bytes, digest);
  }

  /** Name of the file. */
  public String name(ExportRequest request) {
    return "%s-%05d.%s.gz".formatted(request.of(), number, request.format().extension());
  }

  JsonObject json() {
    return JsonObject.builder()
        .put("number", number)
        .put("entries", entries)
        .put("plainBytes", plainBytes)
        .put("bytes", bytes)
        .put("sha256", sha256)
        .build();
  }

  static Part of(JsonObject json) {
    return new Part(
        (int) Stored.whole(json, "number"),
        Stored.whole(json, "entries"),
        Stored.whole(json, "plainBytes"),
        Stored.whole(json, "bytes"),
        Stored.text(json, "sha256"));
  }
}
