package io.countersign.standalone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.countersign.approvals.kafka.LedgerCommands;
import io.countersign.approvals.notice.NoticeDesk;
import io.countersign.approvals.notice.Notices;
import io.countersign.approvals.notice.RetryPlan;
import io.countersign.approvals.notice.Subscription;
import io.countersign.approvals.notice.kafka.FollowerSettings;
import io.countersign.approvals.notice.kafka.KafkaDeliveryLog;
import io.countersign.approvals.notice.kafka.NoticeFollower;
import io.countersign.approvals.notice.webhook.JsonPost;
import io.countersign.approvals.notice.webhook.SignedWebhook;
import io.countersign.approvals.notice.webhook.WebhookSecret;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.Topics;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.NoticeKind;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordNotification;
import io.countersign.schemas.event.ApprovalClosed;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.kafka.LogHeaders;
import io.countersign.standalone.SharedStack;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** People are told of what stands in the record, over restarts and failures, on a real broker. */
@ExtendWith(SharedStack.class)
class NoticeIT {
  private static final String GROUP = "notices-it";
  private static final int LEDGER = TenantPartition.of(Samples.TENANT, EngineCluster.LEDGERS);
  private static final ApprovalRequested REQUESTED =
      Samples.events().stream()
          .filter(ApprovalRequested.class::isInstance)
          .map(ApprovalRequested.class::cast)
          .findFirst()
          .orElseThrow();

  private EngineCluster cluster;
  private KafkaProducer<byte[], byte[]> producer;
  private HttpServer receiver;
  private volatile int status = 200;
  private final List<Told> told = new CopyOnWriteArrayList<>();
  private final JsonPost post = new JsonPost(Duration.ofSeconds(5), InstantSource.system());

  private record Told(String id, String body) {}

  /** What an engine process runs, and stops in the same order. */
  private record Running(NoticeFollower follower, NoticeDesk desk, KafkaDeliveryLog log)
      implements AutoCloseable {
    @Override
    public void close() {
      follower.close();
      desk.close();
      log.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    cluster = new EngineCluster();
    assertThat(cluster.facts().ledgers()).isEqualTo(EngineCluster.LEDGERS);
    producer =
        new KafkaProducer<>(
            cluster.connection(), new ByteArraySerializer(), new ByteArraySerializer());
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          try (exchange) {
            told.add(
                new Told(
                    exchange.getRequestHeaders().getFirst("webhook-id"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(status, -1);
          }
        });
    receiver.start();
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
    post.close();
    producer.close();
    cluster.close();
  }

  private Running running(RetryPlan plan) {
    KafkaDeliveryLog log =
        new KafkaDeliveryLog(
            new LedgerCommands(cluster.connection(), cluster.formats, "one-notices"));
    SignedWebhook webhook =
        new SignedWebhook(
            URI.create("http://localhost:" + receiver.getAddress().getPort()),
            List.of(WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
            post);
    NoticeDesk desk =
        new NoticeDesk(
            List.of(new Subscription("hook", "*", EnumSet.allOf(NoticeKind.class), false, webhook)),
            plan,
            log,
            () -> 0.5);
    NoticeFollower follower =
        new NoticeFollower(
            new FollowerSettings(
                cluster.connection(), GROUP, "one", Duration.ofHours(1), Duration.ofHours(2), 10),
            cluster.formats,
            new Notices(URI.create("https://console.example")),
            desk,
            InstantSource.system());
    return new Running(follower, desk, log);
  }

  private void record(Event body, Instant recordedAt) throws Exception {
    EventEnvelope event =
        Variations.with(
            Variations.with(Samples.event(body), "ledger", LEDGER),
            "recordedAt",
            recordedAt.truncatedTo(ChronoUnit.MICROS));
    Headers headers = new RecordHeaders();
    LogHeaders.add(headers, LogHeaders.EVENT_TYPE, event.type());
    byte[] key = event.tenant().getBytes(StandardCharsets.UTF_8);
    try (Serializer<EventEnvelope> serializer = cluster.formats.eventSerializer()) {
      byte[] value = serializer.serialize(Topics.EVENTS.name(), event);
      producer
          .send(new ProducerRecord<>(Topics.EVENTS.name(), LEDGER, null, key, value, headers))
          .get();
    }
  }

  private List<CommandEnvelope> recorded() {
    try (Deserializer<CommandEnvelope> commands = cluster.formats.commandDeserializer()) {
      return cluster.records(Topics.COMMANDS, LEDGER, "read_committed").stream()
          .map(record -> commands.deserialize(Topics.COMMANDS.name(), record.value()))
          .toList();
    }
  }

  private long committed() {
    try {
      Map<?, OffsetAndMetadata> offsets =
          cluster.admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
      return offsets.values().stream().mapToLong(OffsetAndMetadata::offset).sum();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static ApprovalClosed closed() {
    return new ApprovalClosed(
        REQUESTED.approvalId(),
        REQUESTED.callId(),
        ApprovalState.DENIED,
        "DENIED",
        "They refused.",
        "bo",
        null);
  }

  @Test
  void tellsEachEventOnceOverARestartAndStillKnowsWhatItIsAbout() throws Exception {
    record(REQUESTED, Instant.now().minus(Duration.ofMinutes(90)));
    record(REQUESTED, Instant.now());
    try (Running running = running(RetryPlan.DEFAULT)) {
      assertThat(running.follower().notReady()).isEmpty();
      EngineCluster.until("one notice that is recorded", () -> recorded().size() == 1);
      EngineCluster.until("its place to be committed", () -> committed() == 2);
    }
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().body()).contains("approval.requested", "tickets/close_ticket");
    CommandEnvelope command = recorded().getFirst();
    assertThat(command.tenant()).isEqualTo(Samples.TENANT);
    assertThat(command.body())
        .isEqualTo(
            new RecordNotification(
                REQUESTED.approvalId(), NoticeKind.REQUESTED, "hook", true, 1, null));

    record(closed(), Instant.now());
    try (Running running = running(RetryPlan.DEFAULT)) {
      assertThat(running.follower().notReady()).isEmpty();
      EngineCluster.until("the end to be recorded", () -> recorded().size() == 2);
    }
    assertThat(told).hasSize(2);
    assertThat(told.getLast().body())
        .contains("approval.resolved", "DENIED", "tickets/close_ticket");
  }

  @Test
  void tellsAgainUnderTheSameIdWhatWasNotDeliveredBeforeARestart() throws Exception {
    status = 503;
    record(REQUESTED, Instant.now());
    RetryPlan patient = new RetryPlan(5, Duration.ofMinutes(5), Duration.ofMinutes(5));
    try (Running running = running(patient)) {
      assertThat(running.follower().notReady()).isEmpty();
      EngineCluster.until("a first attempt", () -> told.size() == 1);
    }
    assertThat(committed()).isZero();
    assertThat(recorded()).isEmpty();

    status = 200;
    try (Running running = running(patient)) {
      assertThat(running.follower().notReady()).isEmpty();
      EngineCluster.until("a delivery that is recorded", () -> recorded().size() == 1);
    }
    assertThat(told).hasSize(2);
    assertThat(told.getFirst().id()).isEqualTo(told.getLast().id()).startsWith("msg_");
  }

  @Test
  void recordsAFinalFailureAndGoesOn() throws Exception {
    status = 410;
    record(REQUESTED, Instant.now());
    try (Running running = running(RetryPlan.DEFAULT)) {
      assertThat(running.follower().notReady()).isEmpty();
      EngineCluster.until("the failure to be recorded", () -> recorded().size() == 1);
      EngineCluster.until("its place to be committed", () -> committed() == 1);
    }
    assertThat(recorded().getFirst().body())
        .isEqualTo(
            new RecordNotification(
                REQUESTED.approvalId(), NoticeKind.REQUESTED, "hook", false, 1, "answered 410"));
  }
}
