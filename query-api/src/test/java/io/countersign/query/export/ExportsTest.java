package io.countersign.query.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.query.BadQuery;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportsTest {
  private static final UUID ID = UUID.fromString("0199a0b0-0000-7000-8000-000000000001");
  private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
  private static final int ENDLESS = 1_000_000;
  private static final ExportLimits LIMITS =
      new ExportLimits(
          2, 2, 3, 100_000_000, 7_000, 1L << 30, Duration.ofDays(7), Duration.ofMinutes(10));

  private final AtomicReference<Instant> time = new AtomicReference<>(NOW);

  @TempDir Path temp;

  @Test
  void anExportThatWasInterruptedEndsWithTheSameBytes() throws Exception {
    List<Row> rows = HistorySource.rows(23_456);
    Map<String, List<Byte>> whole = run(temp.resolve("whole"), rows);

    Path folder = temp.resolve("interrupted");
    interrupt(folder, rows, 9, true);
    interrupt(folder, rows, 11, false);
    Map<String, List<Byte>> resumed = finish(folder, new HistorySource(rows, 23_000, ENDLESS, 0));

    assertThat(resumed.keySet())
        .contains("events-00001.ndjson.gz", "events-00004.ndjson.gz", "manifest.json");
    assertThat(resumed).isEqualTo(whole);
  }

  private Map<String, List<Byte>> run(Path root, List<Row> rows) throws Exception {
    try (ExportFolder folder = ExportFolder.open(root);
        Exports exports = exports(folder, new HistorySource(rows, 23_000, ENDLESS, 0))) {
      exports.start(request(ExportFormat.NDJSON, false), "ana");
      await(exports);
    }
    return files(root);
  }

  /** Stops an export in the middle, and leaves what a killed process would: half a chunk. */
  private void interrupt(Path root, List<Row> rows, int pages, boolean start) throws Exception {
    HistorySource source = new HistorySource(rows, 23_000, pages, 0);
    String open;
    try (ExportFolder folder = ExportFolder.open(root);
        Exports exports = exports(folder, source)) {
      if (start) {
        exports.start(request(ExportFormat.NDJSON, false), "ana");
      }
      assertThat(source.stuck.await(30, TimeUnit.SECONDS)).isTrue();
      Export export = exports.find("acme", ID).orElseThrow();
      assertThat(export.state()).isEqualTo(ExportState.RUNNING);
      assertThat(export.tally().read()).isPositive();
      open = "events-%05d.ndjson.gz".formatted(export.closedParts().size() + 1);
    }
    Files.write(
        root.resolve(ID.toString()).resolve(open),
        "torn".getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private Map<String, List<Byte>> finish(Path root, HistorySource source) throws Exception {
    try (ExportFolder folder = ExportFolder.open(root);
        Exports exports = exports(folder, source)) {
      await(exports);
    }
    return files(root);
  }

  @Test
  void filesHoldEveryEntryOnceAndSayWhatTheyAre() throws Exception {
    List<Row> rows = HistorySource.rows(15_000);
    try (ExportFolder folder = ExportFolder.open(temp.resolve("e"));
        Exports exports = exports(folder, new HistorySource(rows, 14_499, ENDLESS, 2))) {
      exports.start(request(ExportFormat.NDJSON, true), "ana");
      Export done = await(exports);

      StringBuilder text = new StringBuilder();
      for (Part part : done.closedParts()) {
        byte[] bytes = Files.readAllBytes(exports.file(done, part.number()).orElseThrow());
        assertThat(bytes).hasSize((int) part.bytes());
        assertThat(part.sha256()).isEqualTo(Digest.sha256(bytes).text());
        String plain = unzipped(bytes);
        assertThat(plain.getBytes(StandardCharsets.UTF_8)).hasSize((int) part.plainBytes());
        assertThat(plain.lines().count()).isEqualTo(part.entries());
        text.append(plain);
      }
      List<String> expected = rows.subList(0, 14_500).reversed().stream().map(Row::json).toList();
      assertThat(text.toString().lines().toList()).isEqualTo(expected);
      assertThat(done.closedParts())
          .extracting(Part::entries)
          .containsExactly(7_000L, 7_000L, 500L);
      JsonObject manifest = manifest(exports, done);
      assertThat(Manifest.hasItsDigest(manifest)).isTrue();
      assertThat(manifest.array("files").orElseThrow().elements()).hasSize(3);
      JsonObject completeness = manifest.object("completeness").orElseThrow();
      assertThat(completeness.bool("complete")).contains(true);
      assertThat(completeness.integer("entries")).contains(14_500L);
      assertThat(completeness.integer("expected")).contains(14_500L);
      assertThat(completeness.object("counts").orElseThrow().toJson())
          .isEqualTo("{\"CS1000I\":4834,\"CS1010I\":9666}");
      assertThat(completeness.array("holes")).contains(JsonArray.EMPTY);
    }
  }

  @Test
  void aHoleInTheNumbersIsTold() throws Exception {
    List<Row> rows = new ArrayList<>(HistorySource.rows(100));
    rows.subList(40, 43).clear();
    rows.remove(0);
    try (ExportFolder folder = ExportFolder.open(temp.resolve("e"));
        Exports exports = exports(folder, new HistorySource(rows, 99, ENDLESS, 0))) {
      exports.start(request(ExportFormat.NDJSON, false), "ana");
      JsonObject completeness =
          manifest(exports, await(exports)).object("completeness").orElseThrow();

      assertThat(completeness.bool("complete")).contains(false);
      assertThat(completeness.integer("missing")).contains(3L);
      assertThat(completeness.array("holes").orElseThrow().toJson())
          .isEqualTo("[{\"from\":40,\"generation\":1,\"to\":42}]");
      assertThat(completeness.array("notInTheIndex").orElseThrow().toJson())
          .isEqualTo("[{\"from\":0,\"generation\":1,\"to\":0}]");
      assertThat(completeness.string("statement").orElseThrow())
          .contains("Not complete", "3 are missing", "first events");
    }
  }

  @Test
  void anEmptyTableHasItsHeadAndEveryFileItsOwn() throws Exception {
    try (ExportFolder folder = ExportFolder.open(temp.resolve("e"));
        Exports exports = exports(folder, new HistorySource(List.of(), -1, ENDLESS, 0))) {
      exports.start(request(ExportFormat.CSV, false), "ana");
      Export done = await(exports);

      String text = unzipped(Files.readAllBytes(exports.file(done, 1).orElseThrow()));
      List<List<String>> table = CsvTextTest.parse(text);
      assertThat(table).hasSize(1);
      assertThat(table.getFirst()).startsWith("ledger", "generation").endsWith("event");
    }
    try (ExportFolder folder = ExportFolder.open(temp.resolve("f"));
        Exports exports =
            exports(folder, new HistorySource(HistorySource.rows(8_000), 7_999, ENDLESS, 0))) {
      exports.start(request(ExportFormat.CSV, false), "ana");
      Export done = await(exports);

      for (int number = 1; number <= 2; number++) {
        String text = unzipped(Files.readAllBytes(exports.file(done, number).orElseThrow()));
        List<List<String>> table = CsvTextTest.parse(text);
        assertThat(table.getFirst()).startsWith("ledger").endsWith("event");
        assertThat(table).hasSize(number == 1 ? 7_001 : 1_001);
        assertThat(table.get(1).getLast())
            .startsWith("{\"position\":%d,".formatted(number == 1 ? 0 : 7_000));
      }
    }
  }

  @Test
  void aTenantHasOnlySoManyAndSoMuch() throws Exception {
    HistorySource never = new HistorySource(HistorySource.rows(10), 9, 0, 0);
    try (ExportFolder folder = ExportFolder.open(temp.resolve("e"));
        Exports exports =
            new Exports(folder, never, event -> event, LIMITS, time::get, UUID::randomUUID)) {
      Export first = exports.start(request(ExportFormat.NDJSON, false), "ana");
      exports.start(request(ExportFormat.NDJSON, false), "ana");
      assertThatThrownBy(() -> exports.start(request(ExportFormat.NDJSON, false), "ana"))
          .isInstanceOf(ExportRefused.class)
          .hasMessageContaining("fewer than 2");
      exports.delete(first);
      assertThat(exports.find("acme", first.id()).orElseThrow().state())
          .isEqualTo(ExportState.CANCELLED);
      exports.start(request(ExportFormat.NDJSON, false), "ana");
      exports.of("acme").forEach(each -> cancel(exports, each));
      assertThatThrownBy(() -> exports.start(request(ExportFormat.NDJSON, false), "ana"))
          .isInstanceOf(ExportRefused.class)
          .hasMessageContaining("fewer than 3");
      exports.delete(exports.find("acme", first.id()).orElseThrow());
      assertThat(exports.find("acme", first.id())).isEmpty();
    }
    ExportLimits tight =
        new ExportLimits(
            1, 2, 3, 1_000, 7_000, 1L << 30, Duration.ofDays(7), Duration.ofMinutes(1));
    try (ExportFolder folder = ExportFolder.open(temp.resolve("f"));
        Exports exports =
            new Exports(
                folder,
                new HistorySource(HistorySource.rows(9_000), 8_999, ENDLESS, 0),
                event -> event,
                tight,
                time::get,
                () -> ID)) {
      exports.start(request(ExportFormat.NDJSON, false), "ana");
      Export failed = await(exports);
      assertThat(failed.state()).isEqualTo(ExportState.FAILED);
      assertThat(failed.failure()).contains("tenant may keep");
      assertThat(failed.closedParts()).isEmpty();
    }
  }

  private static void cancel(Exports exports, Export export) {
    try {
      if (export.state().open()) {
        exports.delete(export);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void filesGoWhenTheirTimeIsOverAndTheMemoryOfThemLater() throws Exception {
    Path root = temp.resolve("e");
    try (ExportFolder folder = ExportFolder.open(root);
        Exports exports =
            exports(folder, new HistorySource(HistorySource.rows(10), 9, ENDLESS, 0))) {
      exports.start(request(ExportFormat.NDJSON, false), "ana");
      Export done = await(exports);
      assertThat(exports.file(done, 1)).isPresent();

      time.set(NOW.plus(Duration.ofDays(7)));
      exports.expire();
      Export expired = exports.find("acme", ID).orElseThrow();
      assertThat(expired.state()).isEqualTo(ExportState.EXPIRED);
      assertThat(exports.file(expired, 1)).isEmpty();
      assertThat(exports.manifest(expired)).isEmpty();
      assertThat(files(root)).isEmpty();

      time.set(NOW.plus(Duration.ofDays(14)));
      exports.expire();
      assertThat(exports.find("acme", ID)).isEmpty();
    }
  }

  @Test
  void anotherTenantHasNoneOfThem() throws Exception {
    try (ExportFolder folder = ExportFolder.open(temp.resolve("e"));
        Exports exports =
            exports(folder, new HistorySource(HistorySource.rows(10), 9, ENDLESS, 0))) {
      exports.start(request(ExportFormat.NDJSON, false), "ana");
      await(exports);

      assertThat(exports.of("globex")).isEmpty();
      assertThat(exports.find("globex", ID)).isEmpty();
    }
  }

  @Test
  void onlyOneProcessUsesAFolderAndOnlyThisUserReadsIt() throws Exception {
    Path root = temp.resolve("e");
    try (ExportFolder folder = ExportFolder.open(root)) {
      assertThat(folder.all()).isEmpty();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
          .isEqualTo("rwx------");
      assertThatThrownBy(() -> ExportFolder.open(root))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("exports.folder");
    }
    ExportFolder.open(root).close();
  }

  @Test
  void refusesWhatItCannotWrite() {
    assertThatThrownBy(() -> ExportRequest.of("acme", "calls", "OCSF", "asc", Map.of()))
        .isInstanceOf(BadQuery.class);
    assertThatThrownBy(
            () -> ExportRequest.of("acme", "events", "CSV", "asc", Map.of("limit", List.of("5"))))
        .isInstanceOf(BadQuery.class)
        .hasMessageContaining("no pages");
    assertThatThrownBy(
            () -> ExportRequest.of("acme", "events", "CSV", "asc", Map.of("nosuch", List.of("5"))))
        .isInstanceOf(BadQuery.class);
  }

  private Exports exports(ExportFolder folder, HistorySource source) throws IOException {
    InstantSource clock = time::get;
    return new Exports(folder, source, event -> event, LIMITS, clock, () -> ID);
  }

  private static ExportRequest request(ExportFormat format, boolean newestFirst) throws BadQuery {
    return ExportRequest.of(
        "acme", "events", format.name(), newestFirst ? "desc" : "asc", Map.of());
  }

  private static JsonObject manifest(Exports exports, Export done) throws IOException {
    return (JsonObject) StrictJson.reread(exports.manifest(done).orElseThrow());
  }

  private static Export await(Exports exports) {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (exports.open() > 0) {
      assertThat(System.nanoTime() - end).as("the export ends within a minute").isNegative();
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    return exports.find("acme", ID).orElseThrow();
  }

  /** The bytes of each file but the state, which remembers nothing else. */
  private static Map<String, List<Byte>> files(Path root) throws IOException {
    Map<String, List<Byte>> files = new TreeMap<>();
    try (Stream<Path> tree = Files.list(root.resolve(ID.toString()))) {
      for (Path file : tree.toList()) {
        String name = file.getFileName().toString();
        if (!name.equals("state.json")) {
          List<Byte> bytes = new ArrayList<>();
          for (byte each : Files.readAllBytes(file)) {
            bytes.add(each);
          }
          files.put(name, bytes);
        }
      }
    }
    return files;
  }

  private static String unzipped(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
