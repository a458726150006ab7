package io.countersign.standalone.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.event.CallAbandoned;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.standalone.Api;
import io.countersign.standalone.ChildJvm;
import io.countersign.standalone.Eventually;
import io.countersign.standalone.SharedStack;
import io.countersign.standalone.config.Configuration;
import io.countersign.standalone.config.ConfigurationReader;
import io.countersign.standalone.embedded.EmbeddedStack;
import io.countersign.standalone.embedded.KafkaInAnotherProcess;
import io.countersign.standalone.roles.SecretKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A broker that accepts connections and answers nothing: nothing is allowed until it is back. */
@ExtendWith(SharedStack.class)
class FrozenKafkaIT {
  private static final Logger LOG = LoggerFactory.getLogger(FrozenKafkaIT.class);
  private static final Pattern READY = Pattern.compile("READY (http\\S+)");
  private static final String TENANT = "acme";
  private static final int LEDGERS = 2;
  private static final int AT_ONCE = 20;
  private static final Duration BUDGET = Duration.ofSeconds(2);

  /** The budget, and what a busy machine may add. */
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(15);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private final EmbeddedStack stack;
  private final List<AutoCloseable> running = new ArrayList<>();
  private KafkaInAnotherProcess kafka;
  private Api api;
  private String gateway;

  FrozenKafkaIT(EmbeddedStack stack) {
    this.stack = stack;
  }

  /** What somebody was told, and after how long. */
  private record Told(UUID callId, Api.Answer answer, Duration after) {}

  @BeforeEach
  void startRoles() throws Exception {
    kafka = KafkaInAnotherProcess.start(folder);
    running.add(kafka);
    start("engine");
    api = new Api(start("ingest"));
    Configuration configuration =
        ConfigurationReader.read(Optional.of(config("ingest")), Map.of(), Map.of()).configuration();
    assertThat(configuration.ingest().answerTimeout()).isEqualTo(BUDGET);
    gateway = token(configuration, Role.GATEWAY);
    String operator = token(configuration, Role.OPERATOR);
    // a broker that has only just started may take longer than an answer may
    Eventually.get(
        () ->
            assertThat(api.put("/v1/tools/tickets/get_ticket", operator, Api.tool("READ")).status())
                .isIn(200, 201));
  }

  private static String token(Configuration configuration, Role role) throws Exception {
    return new SecretKeys(configuration)
        .issuer()
        .issue("test", Set.of(role), Set.of(TENANT), Set.of(), Duration.ofHours(1), Instant.now());
  }

  @AfterEach
  void stopAll() throws Exception {
    for (AutoCloseable part : running.reversed()) {
      part.close();
    }
  }

  @Test
  void nothingIsAllowedWhileKafkaIsFrozenAndItRecoversByItself() throws Exception {
    Eventually.get(() -> assertThat(verdict(ask(id()).answer())).isEqualTo("ALLOW"));

    List<Told> refused = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE)) {
      // Some are under way when it happens, the others meet a frozen broker from the first moment.
      List<Future<Told>> underWay = askAtOnce(callers);
      kafka.freeze();
      List<Future<Told>> late = askAtOnce(callers);
      for (Future<Told> each : Stream.concat(underWay.stream(), late.stream()).toList()) {
        Told told = each.get();
        assertThat(told.after()).as("time to answer").isLessThan(ANSWERED_WITHIN);
        if (told.answer().status() != 200) {
          assertUnavailable(told.answer());
          refused.add(told);
        }
      }
      assertThat(late).allSatisfy(told -> assertThat(told.get().answer().status()).isEqualTo(503));
    }
    LOG.info(
        "{} intents refused while Kafka was frozen, the last after {} ms",
        refused.size(),
        refused.stream().mapToLong(told -> told.after().toMillis()).max().orElseThrow());

    Instant thawed = Instant.now();
    kafka.thaw();
    Eventually.get(() -> assertThat(verdict(ask(id()).answer())).isEqualTo("ALLOW"));
    LOG.info(
        "Answering again {} ms after the thaw", Duration.between(thawed, Instant.now()).toMillis());

    try (RecordAudit audit = audit()) {
      assertRefusedCallsAreGivenUp(audit, refused);
      assertAskingAgainIsDecidedAfresh(audit, refused);
      LOG.info("After the thaw: {}", audit.assertSound());
    }
  }

  private static void assertUnavailable(Api.Answer answer) {
    answer.expect(503);
    assertThat(answer.code()).isEqualTo("unavailable");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  /** What was decided all the same, because the intent had reached the log, is taken back. */
  private static void assertRefusedCallsAreGivenUp(RecordAudit audit, List<Told> refused) {
    Eventually.get(
        () -> {
          Map<UUID, List<EventEnvelope>> calls = byCall(audit.committed());
          for (Told told : refused) {
            List<EventEnvelope> events = calls.getOrDefault(told.callId(), List.of());
            boolean allowed = events.stream().anyMatch(FrozenKafkaIT::allows);
            assertThat(events.stream().anyMatch(event -> event.body() instanceof CallAbandoned))
                .as("abandonment of %s, of which stands %s", told.callId(), events)
                .isEqualTo(allowed);
          }
          return true;
        });
  }

  /** No ALLOW that was never heard is handed out later: it is a new decision or none. */
  private void assertAskingAgainIsDecidedAfresh(RecordAudit audit, List<Told> refused)
      throws Exception {
    Map<UUID, Long> before = new HashMap<>();
    byCall(audit.committed())
        .forEach(
            (callId, events) ->
                events.stream()
                    .filter(event -> event.body() instanceof DecisionMade)
                    .forEach(event -> before.merge(callId, event.position(), Math::max)));
    for (Told told : refused) {
      Api.Answer again = Eventually.get(() -> ask(told.callId()).answer().expect(200));
      assertThat(verdict(again)).isEqualTo("ALLOW");
      assertThat(again.json().path("position").asLong())
          .as("position of the new decision")
          .isGreaterThan(before.getOrDefault(told.callId(), -1L));
    }
  }

  private static boolean allows(EventEnvelope event) {
    return event.body() instanceof DecisionMade made && made.verdict() == Verdict.ALLOW;
  }

  private static Map<UUID, List<EventEnvelope>> byCall(List<EventEnvelope> events) {
    Map<UUID, List<EventEnvelope>> calls = new HashMap<>();
    for (EventEnvelope event : events) {
      if (event.callId() != null) {
        calls.computeIfAbsent(event.callId(), id -> new ArrayList<>()).add(event);
      }
    }
    return calls;
  }

  private List<Future<Told>> askAtOnce(ExecutorService callers) {
    List<Future<Told>> asked = new ArrayList<>();
    for (int i = 0; i < AT_ONCE / 2; i++) {
      Callable<Told> ask = () -> ask(id());
      asked.add(callers.submit(ask));
    }
    return asked;
  }

  private Told ask(UUID callId) {
    long asked = System.nanoTime();
    Api.Answer answer =
        api.post(
            "/v1/calls",
            gateway,
            Api.call(TENANT, "run-1", "get_ticket", "{}", ", \"callId\": \"" + callId + "\""));
    return new Told(callId, answer, Duration.ofNanos(System.nanoTime() - asked));
  }

  private static String verdict(Api.Answer answer) {
    return answer.expect(200).json().path("verdict").asText();
  }

  private static UUID id() {
    return UuidCreator.getTimeOrderedEpoch();
  }

  private RecordAudit audit() {
    return new RecordAudit(
        Map.of("bootstrap.servers", kafka.bootstrapServers()),
        new LogFormats(Map.of("schema.registry.url", stack.registryUrl().toString())),
        LEDGERS);
  }

  private Path config(String role) throws IOException {
    return Files.writeString(
        folder.resolve(role + ".yaml"),
        """
        data: '%s'
        http: {port: 0}
        kafka: {bootstrapServers: '%s', replicationFactor: 1, minInSync: 1}
        registry: {urls: ['%s']}
        engine: {partitions: %d, standbys: 0}
        """
            .formatted(
                folder.resolve("data-" + role),
                kafka.bootstrapServers(),
                stack.registryUrl(),
                LEDGERS));
  }

  private URI start(String role) throws IOException, InterruptedException {
    ChildJvm process =
        new ChildJvm.Command().launcher(role, folder, role, "--config", config(role).toString());
    running.add(process);
    return URI.create(process.awaitSaid(READY).group(1));
  }
}
