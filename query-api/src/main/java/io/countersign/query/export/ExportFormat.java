package io.countersign.query.export;

/** How entries are written. */
public enum ExportFormat {
  /** One JSON document a line, as the API answers them. */
  NDJSON("ndjson", "application/x-ndjson"),
  /** A table of documented columns, the whole document in the last one (RFC 4180, UTF-8). */
  CSV("csv", "text/csv; charset=utf-8; header=present"),
  /** One OCSF event a line, as the topic for SIEMs has them. Events only. */
  OCSF("ocsf.ndjson", "application/x-ndjson");

  private final String extension;
  private final String mediaType;

  ExportFormat(String extension, String mediaType) {
    this.extension = extension;
    this.mediaType = mediaType;
  }

  /** What file names end with, before {@code .gz}. */
  public String extension() {
    return extension;
  }

  /** Media type of the text. */
  public String mediaType() {
    return mediaType;
  }
}
