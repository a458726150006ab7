package io.countersign.ingest.service;

import io.countersign.ingest.ApprovalIntake;
import io.countersign.ingest.BrakeDoor;
import io.countersign.ingest.CallTools;
import io.countersign.ingest.ControlIntake;
import io.countersign.ingest.Documents;
import io.countersign.ingest.Door;
import io.countersign.ingest.Grants;
import io.countersign.ingest.IngestSettings;
import io.countersign.ingest.Intake;
import io.countersign.ingest.IntakeReports;
import io.countersign.ingest.KeepingIntake;
import io.countersign.ingest.PlatformBrakes;
import io.countersign.ingest.Proposals;
import io.countersign.ingest.RecentCalls;
import io.countersign.ingest.Stamps;
import io.countersign.ingest.ToolRedactions;
import io.countersign.ingest.Waiters;
import io.countersign.ingest.contract.Contract;
import io.countersign.ingest.kafka.KafkaIngest;
import io.countersign.ingest.kafka.Memory;
import io.countersign.ingest.redact.RedactionLimits;
import io.countersign.ingest.redact.Redactor;
import io.countersign.ingest.redact.SecretRules;
import io.countersign.ingest.vertx.IngestRoutes;
import io.countersign.schemas.intake.IntakeReport;
import io.countersign.schemas.jose.GrantIssuer;
import io.countersign.schemas.jose.PublishedKeys;
import io.countersign.schemas.jose.TokenVerifier;
import io.countersign.schemas.kafka.KafkaSettings;
import io.countersign.schemas.registry.SchemaRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ingest role of a process. Mount {@link #routes} and answer readiness by {@link #notReady}.
 */
public final class Ingest implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Ingest.class);
  private static final long TICK_MILLIS = 20;

  private final KafkaIngest kafka;
  private final IngestRoutes routes;
  private final Door door;
  private final RecentCalls calls;
  private final ToolRedactions toolRules = new ToolRedactions();
  private final PlatformBrakes brakes;
  private final LongSupplier nanoTime = System::nanoTime;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("ingest-clock").daemon().factory());

  /**
   * Wires everything and begins to follow the log. The topics must exist.
   *
   * @param registry stays the caller's to close
   * @param ledgers partition count of commands and events
   * @param redactionKey secret key of the hashes of what is redacted and of results, at least 16
   *     bytes; equal in all processes of an installation, or equal values would not be recognised
   *     as equal
   * @param grantIssuer signs grants; its keys are the same in all processes of an installation
   * @param otherKeys public keys that are published beside those of grants, JWK sets
   * @param tokens verifies the publishers of {@code countersign.intake}
   */
  public Ingest(
      IngestSettings settings,
      KafkaSettings kafkaSettings,
      SchemaRegistry registry,
      int ledgers,
      byte[] redactionKey,
      GrantIssuer grantIssuer,
      List<String> otherKeys,
      TokenVerifier tokens,
      MeterRegistry meters) {
    Stamps stamps = Stamps.ofSystem();
    Contract contract = Contract.load();
    Redactor redactor =
        new Redactor(redactionKey, RedactionLimits.DEFAULT, SecretRules.bundled(), nanoTime);
    CallTools tools = new CallTools(settings.recentCalls());
    Intake intake = new Intake(redactor, redactionKey, toolRules, tools);
    Waiters waiters = new Waiters(settings.maxWaiting());
    this.calls = new RecentCalls(settings.recentCalls(), settings.maxPolls());
    this.brakes = new PlatformBrakes(ledgers);
    meters.gauge("countersign.ingest.recent.calls", calls, RecentCalls::size);
    meters.gauge("countersign.ingest.polling", calls, RecentCalls::polling);
    meters.gauge("countersign.ingest.known.tools", toolRules, ToolRedactions::size);
    this.kafka = new KafkaIngest(kafkaSettings, registry, ledgers, settings, nanoTime, meters);
    this.door = new Door(kafka.commandLog(), waiters, settings, ledgers, stamps, nanoTime, meters);
    this.routes =
        new IngestRoutes(
            contract,
            new IngestRoutes.Parts(
                intake,
                new ControlIntake(redactor),
                new KeepingIntake(redactor),
                new ApprovalIntake(redactor),
                new Proposals(redactor, door),
                door,
                new BrakeDoor(door, brakes, settings.platformTimeout()),
                new Grants(grantIssuer, calls, InstantSource.system()),
                () -> published(grantIssuer, otherKeys),
                calls,
                stamps,
                nanoTime),
            settings);
    var unused =
        clock.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    try {
      kafka.follow(waiters, new Memory(calls, tools, toolRules, brakes));
      // A report's body is limited in characters; in UTF-8 it has at most three bytes for each.
      Documents documents = new Documents(contract, 3 * IntakeReport.MAX_BODY);
      kafka.readIntake(tokens, new IntakeReports(documents, intake, stamps));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static String published(GrantIssuer grantIssuer, List<String> otherKeys) {
    List<String> sets = new ArrayList<>(otherKeys);
    sets.add(grantIssuer.publicJwks());
    return PublishedKeys.together(sets);
  }

  /** The HTTP operations, to be mounted by whoever owns the server. */
  public IngestRoutes routes() {
    return routes;
  }

  /**
   * Why requests should not be sent here; empty when they may. A request that comes all the same is
   * answered, at worst with {@code unavailable}.
   */
  public List<String> notReady() {
    List<String> reasons = new ArrayList<>(kafka.notReady());
    // known a tick later than Kafka's part is ready, and calls are refused until then
    toolRules.notReady().ifPresent(reasons::add);
    if (clock.isShutdown()) {
      reasons.add("Expected ingest to run, but it has been stopped");
    }
    return List.copyOf(reasons);
  }

  private void tick() {
    try {
      door.tick();
      calls.expire(nanoTime.getAsLong());
      brakes.expire(nanoTime.getAsLong());
      if (kafka.knowsControls()) {
        toolRules.complete();
      }
    } catch (RuntimeException e) {
      // A tick that throws would be the last one, and then nobody would be answered any more.
      log.error("Expected waiting requests to be looked after, but it failed", e);
    }
  }

  /** Stops reading and writing. What waits then is answered {@code unavailable}. */
  @Override
  public void close() {
    // Abandonments of those who still wait must get into the log before it closes.
    door.close();
    brakes.expireAll();
    clock.shutdown();
    kafka.close();
  }
}
