package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.projections.Projections;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.document.EventJson;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.standalone.embedded.EmbeddedStack;
import io.countersign.testkit.RandomHistory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The live stream over HTTP, on a topic that grows while clients read. */
@ExtendWith(SharedStack.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class StreamIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ACME = "acme";
  private static final int LEDGER = TenantPartition.of(ACME, ViewsRig.LEDGERS);
  private static final String GLOBEX = inTheLedgerOfAcme();
  private static final int EVENTS = 12_000;
  private static final Instant FAR = Instant.parse("2999-01-01T00:00:00Z");

  private static final Map<String, Caller> CALLERS = new HashMap<>();

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();
  @TempDir private static Path temp;
  private static ViewsRig rig;
  private static Projections projections;
  private static ExtractsServer server;
  private static List<EventEnvelope> history;
  private static int written;

  @BeforeAll
  static void open(EmbeddedStack stack) throws Exception {
    CALLERS.put("acme", caller("ana", Role.AUDITOR, ACME, FAR));
    CALLERS.put("globex", caller("gil", Role.OPERATOR, GLOBEX, FAR));
    CALLERS.put("gateway", caller("gw", Role.GATEWAY, ACME, FAR));
    rig = new ViewsRig(stack);
    projections = rig.start();
    history = RandomHistory.of(31, LEDGER, List.of(ACME, GLOBEX), EVENTS);
    write(1_000);
    // an event is told to whom asks for an agent by what the index holds of its call
    rig.awaitReadUpTo(rig.indexes, LEDGER, 999);
    server = new ExtractsServer(rig, CALLERS, temp.resolve("exports"));
  }

  @AfterAll
  static void close() throws Exception {
    THREADS.shutdownNow();
    server.close();
    projections.close();
    rig.close();
    CLIENT.close();
  }

  private static void write(int upTo) throws Exception {
    while (written < upTo) {
      int next = Math.min(upTo, written + 100);
      rig.append(history.subList(written, next));
      written = next;
    }
  }

  @Test
  @Order(1)
  void readersWithFiltersGetEachTheirEventsAndAllOfThem() throws Exception {
    Map<String, Predicate<EventEnvelope>> filters =
        Map.of(
            "", event -> true,
            "?type=DecisionMade&verdict=ALLOW&verdict=DENY",
                event ->
                    event.body() instanceof DecisionMade decision
                        && !decision.verdict().name().equals("ASK"),
            "?agent=agent-1", agent("agent-1"));
    List<Future<List<String>>> read = new ArrayList<>();
    List<AtomicInteger> taken = new ArrayList<>();
    List<List<String>> expected = new ArrayList<>();
    List<SseClient> clients = new ArrayList<>();
    for (Map.Entry<String, Predicate<EventEnvelope>> filter : filters.entrySet()) {
      SseClient client = connect("acme", filter.getKey(), "");
      assertThat(client.next().orElseThrow().type()).isEqualTo("begin");
      clients.add(client);
      List<String> wanted =
          texts(
              history.subList(1_000, 3_000).stream()
                  .filter(event -> event.tenant().equals(ACME))
                  .filter(filter.getValue())
                  .toList());
      expected.add(wanted);
      AtomicInteger counter = new AtomicInteger();
      taken.add(counter);
      read.add(THREADS.submit(() -> take(client, wanted.size(), counter)));
    }
    // no faster than a busy machine reads, or it cuts who is slow
    for (int next = 1_200; next <= 3_000; next += 200) {
      write(next);
      int reader = 0;
      for (Predicate<EventEnvelope> filter : filters.values()) {
        long due = ofAcme(1_000, next).stream().filter(filter).count();
        AtomicInteger counter = taken.get(reader++);
        ViewsRig.await("each to keep up", () -> due - counter.get() < 100);
      }
    }
    for (int i = 0; i < read.size(); i++) {
      assertThat(read.get(i).get(2, TimeUnit.MINUTES)).isEqualTo(expected.get(i)).isNotEmpty();
    }
    assertThat(server.gauge("countersign.stream.open")).isEqualTo(3);
    assertThat(server.gauge("countersign.stream.live")).isEqualTo(3);
    assertThat(server.gauge("countersign.stream.ledgers")).isEqualTo(1);
    for (SseClient client : clients) {
      client.close();
    }
    nothingIsLeftOpen();
  }

  @Test
  @Order(2)
  void whoComesBackAgainAndAgainLosesAndRepeatsNothing() throws Exception {
    SseClient first = connect("acme", "", "");
    SseClient.Event begin = first.next().orElseThrow();
    assertThat(begin.lastEventId()).startsWith("g1." + LEDGER + ".");
    first.close();
    List<EventEnvelope> coming = ofAcme(3_000, 7_000);
    Future<List<String>> reading =
        THREADS.submit(
            () -> {
              List<String> seen = new ArrayList<>();
              String last = begin.lastEventId();
              for (int round = 1; seen.size() < coming.size(); round++) {
                try (SseClient client = connect("acme", "", last)) {
                  int most = Math.min(coming.size() - seen.size(), 1 + (round * 37) % 250);
                  for (int i = 0; i < most; ) {
                    SseClient.Event event = client.next().orElseThrow();
                    if (event.type().equals("cut")) {
                      // who was too slow comes back as well
                      break;
                    }
                    if (event.type().equals("message")) {
                      seen.add(event.data());
                      i++;
                    }
                  }
                  last = client.lastId();
                }
              }
              return seen;
            });
    write(7_000);
    assertThat(reading.get(4, TimeUnit.MINUTES)).isEqualTo(texts(coming));
    nothingIsLeftOpen();
  }

  @Test
  @Order(3)
  void whoWasAwayForLongCatchesUpWithTheSameFilter() throws Exception {
    List<EventEnvelope> expected = ofAcme(1, 7_000).stream().filter(agent("agent-2")).toList();
    try (SseClient client = connect("acme", "?agent=agent-2", "g1." + LEDGER + ".0")) {
      assertThat(take(client, expected.size())).isEqualTo(texts(expected));
    }
    nothingIsLeftOpen();
  }

  @Test
  @Order(4)
  void aSlowReaderIsCutWithAReasonAndTheOthersGetEverything() throws Exception {
    List<String> all = texts(ofAcme(7_000, EVENTS));
    try (Socket slow = new Socket();
        SseClient fast = connect("acme", "", "")) {
      slow.setReceiveBufferSize(4 * 1024);
      slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      slow.getOutputStream()
          .write(
              "GET /v1/stream HTTP/1.1\r\nHost: here\r\ncaller: acme\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      ViewsRig.await("both to be live", () -> server.gauge("countersign.stream.live") == 2);
      AtomicInteger taken = new AtomicInteger();
      Future<List<String>> reading = THREADS.submit(() -> take(fast, all.size(), taken));
      List<String> seen = new ArrayList<>();
      Future<SseClient.Event> ending =
          THREADS.submit(
              () -> {
                ViewsRig.await("one to be cut", () -> server.gauge("countersign.stream.open") == 1);
                return readChunked(slow, seen);
              });
      for (int next = 7_000; next < EVENTS; next += 200) {
        write(next + 200);
        int due = ofAcme(7_000, next + 200).size();
        ViewsRig.await("the fast one to keep up", () -> due - taken.get() < 100);
      }
      assertThat(reading.get(2, TimeUnit.MINUTES)).isEqualTo(all);
      SseClient.Event end = ending.get(2, TimeUnit.MINUTES);
      assertThat(end.type()).isEqualTo("cut");
      JsonNode why = JSON.readTree(end.data());
      assertThat(why.path("reason").asText()).isEqualTo("SLOW");
      assertThat(seen).isEqualTo(all.subList(0, seen.size())).hasSizeLessThan(all.size());
      try (SseClient back = connect("acme", "", why.path("resumeAfter").asText())) {
        assertThat(take(back, all.size() - seen.size()))
            .isEqualTo(all.subList(seen.size(), all.size()));
      }
    }
    nothingIsLeftOpen();
  }

  @Test
  @Order(5)
  void aStreamEndsWithItsToken() throws Exception {
    CALLERS.put("soon", caller("sue", Role.ADMIN, ACME, Instant.now().plusSeconds(6)));
    try (SseClient client = connect("soon", "", "")) {
      assertThat(client.next().orElseThrow().type()).isEqualTo("begin");
      SseClient.Event end = client.next().orElseThrow();
      assertThat(end.type()).isEqualTo("cut");
      assertThat(end.data()).contains("TOKEN_EXPIRED", "\"resumeAfter\":\"g1." + LEDGER);
      assertThat(client.next()).isEmpty();
    }
    nothingIsLeftOpen();
  }

  @Test
  @Order(6)
  void aFilterThatMatchesNothingStillMovesThePlaceToComeBackTo() throws Exception {
    try (SseClient client = connect("acme", "?runId=no-such-run", "g1." + LEDGER + ".0")) {
      Future<Optional<SseClient.Event>> reading =
          THREADS.submit(
              () -> {
                client.next();
                return client.next();
              });
      EventEnvelope last = ofAcme(0, EVENTS).getLast();
      ViewsRig.await(
          "a heartbeat to move the id",
          () -> client.lastId().equals("g1.%d.%d".formatted(LEDGER, last.position())));
      assertThat(reading.isDone()).isFalse();
    }
    nothingIsLeftOpen();
  }

  @Test
  @Order(7)
  void refusesWhatItCannotGive() throws Exception {
    assertThat(refusal("acme", "", "nonsense", 400)).contains("Last-Event-ID");
    assertThat(refusal("acme", "", "g1.%d.%d".formatted(LEDGER, 9_000_000), 400))
        .contains("has been committed");
    assertThat(refusal("acme", "", "g1.%d.5".formatted((LEDGER + 1) % ViewsRig.LEDGERS), 400))
        .contains("none of that id");
    assertThat(refusal("acme", "?color=red", "", 400)).contains("color");
    assertThat(refusal("acme", "?tenant=" + GLOBEX, "", 404)).contains("not-found");
    assertThat(refusal("globex", "?tenant=acme", "", 404))
        .isEqualTo(refusal("globex", "?tenant=nobody", "", 404));
    assertThat(refusal("gateway", "", "", 403)).contains("forbidden");
    nothingIsLeftOpen();

    List<SseClient> open = new ArrayList<>();
    for (int i = 0; i < ExtractsServer.STREAMS.perCaller(); i++) {
      open.add(connect("acme", "", ""));
    }
    assertThat(refusal("acme", "", "", 429)).contains("too-many-requests");
    try (SseClient other = connect("globex", "", "")) {
      assertThat(other.next().orElseThrow().type()).isEqualTo("begin");
    }
    for (SseClient client : open) {
      client.close();
    }
    nothingIsLeftOpen();
  }

  @Test
  @Order(8)
  void whatIsNoLongerInTheLogIsSaidSo() throws Exception {
    TopicPartition partition = new TopicPartition(rig.topics.events(), LEDGER);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", rig.stack.bootstrapServers()))) {
      admin
          .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(5_000)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    assertThat(refusal("acme", "", "g1." + LEDGER + ".10", 410)).contains("gone", "/v1/events");
    nothingIsLeftOpen();
  }

  private static void nothingIsLeftOpen() {
    for (String gauge : List.of("open", "live", "ledgers", "catching.up")) {
      ViewsRig.await(
          "no " + gauge + " stream", () -> server.gauge("countersign.stream." + gauge) == 0);
    }
  }

  private static SseClient connect(String caller, String query, String lastId) throws Exception {
    return SseClient.open(CLIENT, request(caller, query, lastId).build());
  }

  private static HttpRequest.Builder request(String caller, String query, String lastId) {
    HttpRequest.Builder request = server.request(caller, "/v1/stream" + query);
    return lastId.isEmpty() ? request : request.header("Last-Event-ID", lastId);
  }

  private static String refusal(String caller, String query, String lastId, int status)
      throws Exception {
    var answer = CLIENT.send(request(caller, query, lastId).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return answer.body();
  }

  /** The next so many events, which follow one another by their ids. */
  private static List<String> take(SseClient client, int count) throws IOException {
    return take(client, count, new AtomicInteger());
  }

  private static List<String> take(SseClient client, int count, AtomicInteger counter)
      throws IOException {
    List<String> taken = new ArrayList<>();
    while (taken.size() < count) {
      SseClient.Event event = client.next().orElseThrow();
      if (event.type().equals("message")) {
        taken.add(event.data());
        counter.incrementAndGet();
        JsonNode told = JSON.readTree(event.data());
        assertThat(event.lastEventId())
            .isEqualTo(
                "g%d.%d.%d"
                    .formatted(
                        told.path("generation").asInt(),
                        told.path("ledger").asInt(),
                        told.path("position").asLong()));
      } else {
        assertThat(event.type()).isEqualTo("begin");
      }
    }
    return taken;
  }

  /** Reads an answer to its end from the bare connection; returns the last event. */
  private static SseClient.Event readChunked(Socket socket, List<String> seen) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    assertThat(head.toString())
        .startsWith("HTTP/1.1 200")
        .containsIgnoringCase("transfer-encoding: chunked");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int size;
    do {
      StringBuilder line = new StringBuilder();
      while (line.indexOf("\r\n") < 0) {
        line.append((char) in.readUnsignedByte());
      }
      size = Integer.parseInt(line.toString().strip(), 16);
      bytes.write(in.readNBytes(size));
      in.readNBytes(2);
    } while (size > 0);
    SseClient client = SseClient.of(new ByteArrayInputStream(bytes.toByteArray()));
    SseClient.Event last = client.next().orElseThrow();
    for (Optional<SseClient.Event> next = client.next(); next.isPresent(); next = client.next()) {
      last = next.get();
      if (last.type().equals("message")) {
        seen.add(last.data());
      }
    }
    return last;
  }

  private static Predicate<EventEnvelope> agent(String id) {
    Map<UUID, String> agents = new HashMap<>();
    for (EventEnvelope event : history) {
      if (event.body() instanceof IntentRecorded intent
          && intent.actor().agent() != null
          && event.callId() != null) {
        agents.put(event.callId(), intent.actor().agent().id());
      }
    }
    return event -> event.callId() != null && id.equals(agents.get(event.callId()));
  }

  private static List<EventEnvelope> ofAcme(int from, int to) {
    return history.subList(from, to).stream().filter(event -> event.tenant().equals(ACME)).toList();
  }

  private static List<String> texts(List<EventEnvelope> events) {
    return events.stream().map(event -> CanonicalJson.text(EventJson.of(event))).toList();
  }

  private static Caller caller(String subject, Role role, String tenant, Instant until) {
    return new Caller(subject, Set.of(role), Set.of(tenant), Set.of(), until);
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
