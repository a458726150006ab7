package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.projections.Projections;
import io.countersign.query.export.Export;
import io.countersign.query.export.ExportFolder;
import io.countersign.query.export.ExportRequest;
import io.countersign.query.export.ExportSource;
import io.countersign.query.export.Exports;
import io.countersign.query.export.Manifest;
import io.countersign.query.export.Opening;
import io.countersign.query.export.Place;
import io.countersign.query.export.Row;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.document.EventJson;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import io.countersign.standalone.embedded.EmbeddedStack;
import io.countersign.testkit.RandomHistory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Exports over HTTP, of indexes that real projections filled. */
@ExtendWith(SharedStack.class)
final class ExportIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ACME = "acme";
  private static final int LEDGER = TenantPartition.of(ACME, ViewsRig.LEDGERS);
  private static final String GLOBEX = inTheLedgerOfAcme();
  private static final int EVENTS = 4_000;
  private static final UUID ID = UUID.fromString("0199a0b0-0000-7000-8000-000000000001");

  private static final Map<String, Caller> CALLERS =
      Map.of(
          "acme", caller(Role.AUDITOR, ACME),
          "globex", caller(Role.AUDITOR, GLOBEX),
          "gateway", caller(Role.GATEWAY, ACME));

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  @TempDir private static Path temp;
  private static ViewsRig rig;
  private static Projections projections;
  private static ExtractsServer server;
  private static List<EventEnvelope> history;

  @BeforeAll
  static void open(EmbeddedStack stack) throws Exception {
    rig = new ViewsRig(stack);
    projections = rig.start();
    history = RandomHistory.of(77, LEDGER, List.of(ACME, GLOBEX), EVENTS);
    rig.append(history);
    rig.awaitReadUpTo(rig.indexes, LEDGER, EVENTS - 1);
    server = new ExtractsServer(rig, CALLERS, temp.resolve("exports"));
  }

  @AfterAll
  static void close() throws Exception {
    server.close();
    projections.close();
    rig.close();
    CLIENT.close();
  }

  @Test
  void anExportIsWhatLookingAtEachEventFinds() throws Exception {
    Instant from = history.get(500).recordedAt();
    Instant to = history.get(3_500).recordedAt();
    Predicate<EventEnvelope> wanted =
        event ->
            event.tenant().equals(ACME)
                && event.type().equals("DecisionMade")
                && !event.recordedAt().isBefore(from)
                && event.recordedAt().isBefore(to);
    List<EventEnvelope> expected = history.stream().filter(wanted).toList();
    assertThat(expected).hasSizeGreaterThan(ExtractsServer.PART_ENTRIES / 2);
    String range =
        "\"from\":\"%s\",\"to\":\"%s\",\"filters\":{\"type\":\"DecisionMade\"}".formatted(from, to);

    JsonNode lines = exported("{\"tenant\":\"acme\"," + range + "}");
    assertThat(text(lines).lines().map(ExportIT::eventId).toList()).isEqualTo(ids(expected));

    JsonNode backwards = exported("{\"order\":\"desc\"," + range + "}");
    assertThat(text(backwards).lines().map(ExportIT::eventId).toList())
        .isEqualTo(ids(expected.reversed()));

    JsonNode ocsf = exported("{\"format\":\"OCSF\"," + range + "}");
    assertThat(text(ocsf).lines().toList())
        .isEqualTo(
            expected.stream()
                .map(event -> CanonicalJson.text(ExtractsServer.ocsf(EventJson.of(event))))
                .toList());

    JsonNode manifest = manifest(lines);
    assertThat(manifest.path("completeness").path("complete").asBoolean()).isTrue();
    assertThat(manifest.path("completeness").path("entries").asInt()).isEqualTo(expected.size());
    assertThat(manifest.path("filters").path("type").asText()).isEqualTo("DecisionMade");
    assertThat(manifest.path("completeness").path("readUpTo").path("" + LEDGER).asInt())
        .isEqualTo(EVENTS - 1);
    assertThat(manifest.path("completeness").path("first").path("position").asLong())
        .isEqualTo(expected.getFirst().position());
    assertThat(manifest.path("completeness").path("last").path("position").asLong())
        .isEqualTo(expected.getLast().position());
    Map<String, Long> counts = new TreeMap<>();
    expected.forEach(event -> counts.merge(event.code(), 1L, Long::sum));
    Map<String, Long> told = new TreeMap<>();
    manifest
        .path("completeness")
        .path("counts")
        .properties()
        .forEach(count -> told.put(count.getKey(), count.getValue().asLong()));
    assertThat(told).isEqualTo(counts);
  }

  @Test
  void aWholeExportHasNoHolesAndATableHasEveryColumn() throws Exception {
    List<EventEnvelope> expected =
        history.stream().filter(event -> event.tenant().equals(ACME)).toList();
    JsonNode export = exported("{\"format\":\"CSV\"}");
    assertThat(export.path("files").size())
        .isEqualTo(
            (expected.size() + ExtractsServer.PART_ENTRIES - 1) / ExtractsServer.PART_ENTRIES);
    List<String> positions = new ArrayList<>();
    for (JsonNode file : export.path("files")) {
      List<String> rows = unzipped(file(export, file)).lines().toList();
      assertThat(rows.getFirst()).startsWith("ledger,generation,position,").endsWith(",event");
      rows.stream()
          .skip(1)
          .filter(row -> row.startsWith(LEDGER + ",1,"))
          .forEach(row -> positions.add(row.split(",", 4)[2]));
    }
    assertThat(positions)
        .isEqualTo(expected.stream().map(event -> Long.toString(event.position())).toList());
    JsonNode completeness = manifest(export).path("completeness");
    assertThat(completeness.path("holes")).isEmpty();
    assertThat(completeness.path("missing").asInt()).isZero();
    assertThat(completeness.path("statement").asText()).contains("no holes");
  }

  @Test
  void callsAreExportedToo() throws Exception {
    JsonNode export = exported("{\"of\":\"calls\"}");
    long calls =
        history.stream()
            .filter(event -> event.tenant().equals(ACME) && event.callId() != null)
            .map(EventEnvelope::callId)
            .distinct()
            .count();
    assertThat(text(export).lines().count()).isEqualTo(calls);
    assertThat(manifest(export).path("completeness").path("holes").isNull()).isTrue();
  }

  @Test
  void aDownloadThatBrokeOffGoesOnWhereItStopped() throws Exception {
    JsonNode export = exported("{}");
    JsonNode file = export.path("files").path(0);
    byte[] whole = file(export, file);
    String path = path(export, file);
    int half = whole.length / 2;

    HttpResponse<byte[]> rest =
        bytes(server.request("acme", path).header("Range", "bytes=" + half + "-"));
    assertThat(rest.statusCode()).isEqualTo(206);
    assertThat(rest.headers().firstValue("Content-Range"))
        .contains("bytes %d-%d/%d".formatted(half, whole.length - 1, whole.length));
    assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(whole, half, whole.length));

    String tag = rest.headers().firstValue("ETag").orElseThrow();
    assertThat(tag).isEqualTo("\"" + file.path("sha256").asText() + "\"");
    assertThat(
            bytes(
                    server
                        .request("acme", path)
                        .header("Range", "bytes=0-9")
                        .header("If-Range", "\"sha256:other\""))
                .statusCode())
        .isEqualTo(200);
    assertThat(bytes(server.request("acme", path).header("If-None-Match", tag)).statusCode())
        .isEqualTo(304);
    HttpResponse<byte[]> beyond =
        bytes(server.request("acme", path).header("Range", "bytes=" + whole.length + "-"));
    assertThat(beyond.statusCode()).isEqualTo(416);
    assertThat(beyond.headers().firstValue("Content-Range")).contains("bytes */" + whole.length);
    HttpResponse<byte[]> head =
        bytes(server.request("acme", path).method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(whole.length);
  }

  @Test
  void anotherTenantsExportIsAnsweredLikeOneThatDoesNotExist() throws Exception {
    JsonNode export = exported("{}");
    String real = "/v1/exports/" + export.path("exportId").asText();
    String none = "/v1/exports/" + UUID.randomUUID();
    for (String rest : List.of("", "/manifest", "/files/1")) {
      for (String tenant : List.of("", "?tenant=acme", "?tenant=" + GLOBEX)) {
        HttpResponse<String> asked = get("globex", real + rest + tenant);
        HttpResponse<String> absent = get("globex", none + rest + tenant);
        assertThat(asked.statusCode()).isEqualTo(404);
        assertThat(asked.body()).isEqualTo(absent.body());
      }
    }
    assertThat(delete("globex", real).statusCode()).isEqualTo(404);
    assertThat(delete("globex", real + "?tenant=acme").statusCode()).isEqualTo(404);
    assertThat(get("globex", "/v1/exports?tenant=acme").statusCode()).isEqualTo(404);
    assertThat(get("globex", "/v1/export?tenant=acme").statusCode()).isEqualTo(404);
    assertThat(post("globex", "{\"tenant\":\"acme\"}").statusCode()).isEqualTo(404);
    assertThat(get("globex", "/v1/exports").body()).isEqualTo("{\"exports\":[]}");
    assertThat(get("gateway", real).statusCode()).isEqualTo(403);

    assertThat(get("acme", real).statusCode()).isEqualTo(200);
    assertThat(delete("acme", real).statusCode()).isEqualTo(204);
    assertThat(get("acme", real).statusCode()).isEqualTo(404);
  }

  @Test
  void aSmallRangeIsAnsweredAtOnceAndSaysHowCompleteItIs() throws Exception {
    List<EventEnvelope> expected =
        history.stream()
            .filter(event -> event.tenant().equals(ACME) && event.type().equals("OutcomeRecorded"))
            .toList();
    HttpResponse<String> answer = get("acme", "/v1/export?type=OutcomeRecorded");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    List<String> lines = answer.body().lines().toList();
    assertThat(lines.subList(0, lines.size() - 1).stream().map(ExportIT::eventId).toList())
        .isEqualTo(ids(expected));
    JsonNode completeness = JSON.readTree(lines.getLast()).path("completeness");
    assertThat(completeness.path("entries").asInt()).isEqualTo(expected.size());
    assertThat(completeness.path("complete").asBoolean()).isTrue();

    assertThat(raw("/v1/export?type=OutcomeRecorded&format=CSV"))
        .contains("\r\nTrailer: Countersign-Completeness\r\n")
        .containsPattern("\r\n0\r\nCountersign-Completeness: \\{.*\"complete\":true.*}\r\n\r\n$");

    HttpResponse<String> tooMany = get("acme", "/v1/export");
    assertThat(tooMany.statusCode()).isEqualTo(413);
    assertThat(tooMany.body()).contains("export-too-large", "POST /v1/exports");
  }

  private static String raw(String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: here\r\ncaller: acme\r\nConnection: close\r\n\r\n"
                  .formatted(path)
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void refusesWhatIsWrongAndSaysWhere() throws Exception {
    assertThat(post("acme", "{\"filters\":{\"nosuch\":\"1\"}}").body())
        .contains("invalid-request", "nosuch");
    assertThat(post("acme", "{\"format\":\"XML\"}").body()).contains("NDJSON, CSV or OCSF");
    assertThat(post("acme", "{\"filters\":[]}").body()).contains("/filters", "object");
    assertThat(post("acme", "[]").statusCode()).isEqualTo(400);
    assertThat(post("acme", "{").statusCode()).isEqualTo(400);
    assertThat(get("acme", "/v1/export?format=XML").statusCode()).isEqualTo(400);
  }

  @Test
  void anExportThatIsKilledTwiceEndsWithTheSameBytes() throws Exception {
    Map<String, String> whole = run(temp.resolve("whole"), server.source, true);

    Path root = temp.resolve("killed");
    for (int kill = 0; kill < 2; kill++) {
      Killing killing = new Killing(server.source, 2);
      String open;
      try (ExportFolder folder = ExportFolder.open(root);
          Exports exports = exports(folder, killing)) {
        if (kill == 0) {
          exports.start(ExportRequest.of(ACME, "events", "NDJSON", "asc", Map.of()), "a");
        }
        assertThat(killing.reached.await(2, TimeUnit.MINUTES)).isTrue();
        Export export = exports.find(ACME, ID).orElseThrow();
        assertThat(export.tally().read()).isPositive();
        open = "events-%05d.ndjson.gz".formatted(export.closedParts().size() + 1);
      }
      Files.write(
          root.resolve(ID.toString()).resolve(open),
          new byte[] {1, 2, 3},
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
    assertThat(run(root, server.source, false)).isEqualTo(whole).hasSizeGreaterThan(4);
  }

  /** Stops answering after some pages, as a process that is killed stops asking. */
  private static final class Killing implements ExportSource {
    private final ExportSource source;
    private final AtomicInteger pages;
    private final CountDownLatch reached = new CountDownLatch(1);

    Killing(ExportSource source, int pages) {
      this.source = source;
      this.pages = new AtomicInteger(pages);
    }

    @Override
    public Opening open(ExportRequest request) throws Unavailable {
      return source.open(request);
    }

    @Override
    public List<Row> read(ExportRequest request, Opening opening, Optional<Place> after, int most)
        throws Unavailable {
      if (pages.getAndDecrement() <= 0) {
        reached.countDown();
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new Unavailable("killed", e);
        }
      }
      return source.read(request, opening, after, most);
    }

    @Override
    public List<Numbering> numbering(ExportRequest request, Opening opening) throws Unavailable {
      return source.numbering(request, opening);
    }
  }

  private static Map<String, String> run(Path root, ExportSource source, boolean start)
      throws Exception {
    try (ExportFolder folder = ExportFolder.open(root);
        Exports exports = exports(folder, source)) {
      if (start) {
        exports.start(ExportRequest.of(ACME, "events", "NDJSON", "asc", Map.of()), "a");
      }
      ViewsRig.await("the export to end", () -> exports.open() == 0);
      Export done = exports.find(ACME, ID).orElseThrow();
      assertThat(done.failure()).isEmpty();
    }
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.list(root.resolve(ID.toString()))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".gz")).toList()) {
        digests.put(
            file.getFileName().toString(),
            HexFormat.of().formatHex(Digest.sha256(Files.readAllBytes(file)).bytes()));
      }
    }
    return digests;
  }

  private static Exports exports(ExportFolder folder, ExportSource source) throws IOException {
    return new Exports(
        folder,
        source,
        ExtractsServer::ocsf,
        ExtractsServer.EXPORTS,
        InstantSource.system(),
        () -> ID);
  }

  private static JsonNode exported(String body) throws Exception {
    HttpResponse<String> started = post("acme", body);
    assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
    String location = started.headers().firstValue("Location").orElseThrow();
    JsonNode[] export = new JsonNode[1];
    ViewsRig.await(
        "the export to end",
        () -> {
          export[0] = JSON.readTree(get("acme", location).body());
          return !Set.of("QUEUED", "RUNNING").contains(export[0].path("state").asText());
        });
    assertThat(export[0].path("state").asText()).as(export[0].toString()).isEqualTo("DONE");
    assertThat(export[0].path("read").asLong()).isEqualTo(export[0].path("total").asLong());
    return export[0];
  }

  private static String text(JsonNode export) throws Exception {
    StringBuilder text = new StringBuilder();
    for (JsonNode file : export.path("files")) {
      text.append(unzipped(file(export, file)));
    }
    return text.toString();
  }

  private static byte[] file(JsonNode export, JsonNode file) throws Exception {
    HttpResponse<byte[]> answer = bytes(server.request("acme", path(export, file)));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Digest.sha256(answer.body()).text()).isEqualTo(file.path("sha256").asText());
    return answer.body();
  }

  private static String path(JsonNode export, JsonNode file) {
    return "/v1/exports/%s/files/%d"
        .formatted(export.path("exportId").asText(), file.path("number").asInt());
  }

  private static JsonNode manifest(JsonNode export) throws Exception {
    String text =
        get("acme", "/v1/exports/" + export.path("exportId").asText() + "/manifest").body();
    JsonObject manifest = (JsonObject) StrictJson.reread(text);
    assertThat(CanonicalJson.text(manifest)).isEqualTo(text);
    assertThat(Manifest.hasItsDigest(manifest)).isTrue();
    return JSON.readTree(text);
  }

  private static List<String> ids(List<EventEnvelope> events) {
    return events.stream().map(event -> event.eventId().toString()).toList();
  }

  private static String eventId(String line) {
    try {
      return JSON.readTree(line).path("eventId").asText();
    } catch (IOException e) {
      throw new AssertionError("Expected JSON, but was " + line, e);
    }
  }

  private static String unzipped(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static HttpResponse<byte[]> bytes(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static HttpResponse<String> get(String caller, String path) throws Exception {
    return CLIENT.send(server.request(caller, path).build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> delete(String caller, String path) throws Exception {
    return CLIENT.send(server.request(caller, path).DELETE().build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String caller, String body) throws Exception {
    return CLIENT.send(
        server
            .request(caller, "/v1/exports")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static Caller caller(Role role, String tenant) {
    return new Caller(
        "someone", Set.of(role), Set.of(tenant), Set.of(), Instant.parse("2999-01-01T00:00:00Z"));
  }

  private static String inTheLedgerOfAcme() {
    for (int i = 0; ; i++) {
      String name = "globex-" + i;
      if (TenantPartition.of(name, ViewsRig.LEDGERS) == LEDGER) {
        return name;
      }
    }
  }
}
