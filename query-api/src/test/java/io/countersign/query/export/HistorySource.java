package io.countersign.query.export;

import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A ledger in memory as a source of exports. It can stop answering after some pages, as a process
 * that is killed stops asking.
 */
final class HistorySource implements ExportSource {
  private final List<Row> rows;
  private final long upTo;
  private final AtomicInteger pagesLeft;
  final CountDownLatch stuck = new CountDownLatch(1);
  final AtomicInteger failures;

  HistorySource(List<Row> rows, long upTo, int pages, int failures) {
    this.rows = rows;
    this.upTo = upTo;
    this.pagesLeft = new AtomicInteger(pages);
    this.failures = new AtomicInteger(failures);
  }

  static List<Row> rows(int count) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String json = "{\"position\":%d,\"text\":\"%s\"}".formatted(i, "é".repeat(i % 97));
      rows.add(
          new Row(
              new Place(3, 1, i),
              i,
              i % 3 == 0 ? "CS1000I" : "CS1010I",
              Map.of("position", Integer.toString(i), "code", "CS1000I"),
              json));
    }
    return rows;
  }

  @Override
  public Opening open(ExportRequest request) {
    long total = rows.stream().filter(row -> row.place().position() <= upTo).count();
    return new Opening(
        Instant.parse("2026-11-28T10:00:00Z"),
        JsonObject.of("3", JsonNumber.of(upTo)),
        new Place(3, 1, upTo),
        total);
  }

  @Override
  public List<Row> read(ExportRequest request, Opening opening, Optional<Place> after, int most)
      throws Unavailable {
    if (failures.getAndDecrement() > 0) {
      throw new Unavailable("away", new IllegalStateException("away"));
    }
    if (pagesLeft.getAndDecrement() <= 0) {
      stuck.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Unavailable("interrupted", e);
      }
    }
    List<Row> ordered = request.newestFirst() ? rows.reversed() : rows;
    return ordered.stream()
        .filter(row -> row.place().position() <= opening.upTo().position())
        .filter(
            row ->
                after.isEmpty()
                    || (request.newestFirst()
                        ? row.place().position() < after.get().position()
                        : row.place().position() > after.get().position()))
        .limit(most)
        .toList();
  }

  @Override
  public List<Numbering> numbering(ExportRequest request, Opening opening) {
    List<Row> read =
        rows.stream().filter(row -> row.place().position() <= opening.upTo().position()).toList();
    return read.isEmpty()
        ? List.of()
        : List.of(
            new Numbering(1, read.getFirst().sequence(), read.getLast().sequence(), read.size()));
  }
}
