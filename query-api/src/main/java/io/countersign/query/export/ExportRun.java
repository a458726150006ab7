package io.countersign.query.export;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Writes one export from where it stands to its end. Where a chunk and where a file ends is decided
 * by the entries alone, so an export that was interrupted has the same bytes in the end as one that
 * was not.
 */
final class ExportRun {
  /** Entries of one chunk. */
  private static final int CHUNK_ENTRIES = 5_000;

  /** Bytes of the text of one chunk, give or take one entry. */
  private static final long CHUNK_BYTES = 4L * 1024 * 1024;

  private static final int FIRST_PAGE = 100;
  private static final int LARGEST_PAGE = 1_000;
  private static final long PAGE_CHARACTERS = 4L * 1024 * 1024;

  private final ExportSource source;
  private final ExportFolder folder;
  private final ExportLimits limits;
  private final RowText text;
  private final Watch watch;
  private Export export;
  private List<Row> page = List.of();
  private Iterator<Row> rows = page.iterator();
  private boolean more = true;
  private int size = FIRST_PAGE;
  private boolean stopped;

  /** Who looks on. */
  interface Watch {
    /** Remembers how far it is; whether to go on. */
    boolean save(Export export) throws IOException;

    /** Bytes that the files of this export may have in all. */
    long room();
  }

  /** There is no room for the files. */
  static final class TooLarge extends Exception {
    private static final long serialVersionUID = 1L;

    TooLarge(String message) {
      super(message);
    }
  }

  ExportRun(
      ExportSource source,
      ExportFolder folder,
      ExportLimits limits,
      RowText text,
      Export export,
      Watch watch) {
    this.source = source;
    this.folder = folder;
    this.limits = limits;
    this.text = text;
    this.export = export;
    this.watch = watch;
  }

  /**
   * Writes to the end.
   *
   * @return the export with all its files closed; empty when it was stopped
   */
  Optional<Export> write() throws ExportSource.Unavailable, IOException, TooLarge {
    if (export.opening().isEmpty()) {
      save(export.running(source.open(export.request())));
    }
    while (!stopped) {
      if (!writeChunk()) {
        closePart();
        return stopped ? Optional.empty() : Optional.of(export);
      }
    }
    return Optional.empty();
  }

  private boolean writeChunk() throws ExportSource.Unavailable, IOException, TooLarge {
    Part part = openPart();
    Chunk chunk = new Chunk();
    if (part.bytes() == 0) {
      chunk.head(text.head());
    }
    Tally.Counter counter = new Tally.Counter(export.tally());
    Optional<Place> after = export.tally().last();
    while (chunk.entries() < CHUNK_ENTRIES
        && chunk.plainBytes() < CHUNK_BYTES
        && part.entries() + chunk.entries() < limits.partEntries()) {
      Optional<Row> row = next(after);
      if (row.isEmpty()) {
        break;
      }
      chunk.add(text.of(row.get()));
      counter.add(row.get());
      after = Optional.of(row.get().place());
    }
    boolean first = part.number() == 1 && part.bytes() == 0;
    if (chunk.entries() == 0 && !first) {
      return false;
    }
    byte[] bytes = chunk.finish();
    if (export.bytes() + bytes.length > watch.room()) {
      throw new TooLarge(
          "Expected the files to fit into what the tenant may keep, but they do not: export a"
              + " shorter range, or remove others");
    }
    folder.append(export, part, bytes);
    Part longer = part.with(chunk.entries(), chunk.plainBytes(), bytes.length);
    List<Part> parts = new ArrayList<>(export.closedParts());
    parts.add(isFull(longer) ? longer.closed(folder.digest(export, longer)) : longer);
    save(export.advanced(counter.tally(), parts));
    return chunk.entries() > 0;
  }

  private boolean isFull(Part part) {
    return part.entries() >= limits.partEntries() || part.plainBytes() >= limits.partBytes();
  }

  private Part openPart() {
    List<Part> parts = export.parts();
    if (!parts.isEmpty() && parts.getLast().sha256().isEmpty()) {
      return parts.getLast();
    }
    return Part.empty(parts.size() + 1);
  }

  private void closePart() throws IOException {
    List<Part> parts = new ArrayList<>(export.closedParts());
    if (parts.size() < export.parts().size()) {
      Part last = export.parts().getLast();
      parts.add(last.closed(folder.digest(export, last)));
      save(export.advanced(export.tally(), parts));
    }
  }

  private Optional<Row> next(Optional<Place> after) throws ExportSource.Unavailable {
    if (!rows.hasNext() && more) {
      page = source.read(export.request(), export.opening().orElseThrow(), after, size);
      more = page.size() == size;
      rows = page.iterator();
      long characters = page.stream().mapToLong(row -> row.json().length()).sum();
      long average = 1 + characters / Math.max(1, page.size());
      size = Math.clamp(PAGE_CHARACTERS / average, FIRST_PAGE, LARGEST_PAGE);
    }
    return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
  }

  private void save(Export next) throws IOException {
    stopped = !watch.save(next);
    export = next;
  }
}
