package io.countersign.ingest.vertx;

import io.countersign.ingest.Acknowledge;
import io.countersign.ingest.ApprovalIntake;
import io.countersign.ingest.BrakeDoor;
import io.countersign.ingest.ControlIntake;
import io.countersign.ingest.Door;
import io.countersign.ingest.Given;
import io.countersign.ingest.GivenApprovals;
import io.countersign.ingest.Grants;
import io.countersign.ingest.IngestSettings;
import io.countersign.ingest.KeepingIntake;
import io.countersign.ingest.MemoryCommandLog;
import io.countersign.ingest.PlatformBrakes;
import io.countersign.ingest.Proposals;
import io.countersign.ingest.RecentCalls;
import io.countersign.ingest.Waiters;
import io.countersign.ingest.contract.Contract;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.command.AbandonCall;
import io.countersign.schemas.command.ApprovalCommand;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.http.Problem;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.jose.GrantIssuer;
import io.countersign.testkit.Variations;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The routes on a real server, with an engine behind them that allows everything. Authentication is
 * a word in the authorization header.
 */
final class HttpDoor implements AutoCloseable {
  /** One for all doors: a document with its schemas takes tens of megabytes. */
  private static final Contract CONTRACT = Contract.load();

  private static final Map<String, Caller> CALLERS =
      Map.of(
          "gateway", Given.gateway(),
          "other", Given.caller("gw-2", Set.of(Role.GATEWAY), "globex"),
          "operator", Given.operator(),
          "admin", Given.caller("root", Set.of(Role.ADMIN), "acme"),
          "both", Given.caller("oskar", Set.of(Role.OPERATOR), "acme", "globex"),
          "keeper", Given.keeper(),
          "approver", GivenApprovals.approver(),
          "stranger", Given.caller("sam", Set.of(Role.APPROVER), "globex"),
          "auditor", Given.caller("adam", Set.of(Role.AUDITOR), "acme"));

  static final int LEDGERS = 12;

  final MemoryCommandLog log = new MemoryCommandLog();
  final RecentCalls calls = new RecentCalls(1000, 10);
  final PlatformBrakes brakes = new PlatformBrakes(LEDGERS);
  volatile boolean engineRuns = true;

  /** What the engine answers in place of the event that it would. */
  volatile Function<CommandEnvelope, Optional<EventEnvelope>> engine = command -> Optional.empty();

  /** What the engine records in place of one event. */
  volatile Function<CommandEnvelope, List<EventEnvelope>> recorded = command -> List.of();

  /** How many ledgers a brake of the whole platform reaches. */
  volatile int reach = LEDGERS;

  final GrantIssuer grants;

  private final Path keys = folder();
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLong positions = new AtomicLong();

  HttpDoor(IngestSettings settings) {
    grants = issuer();
    Waiters waiters = new Waiters(settings.maxWaiting());
    log.listener =
        command -> {
          if (engineRuns && !(command.body() instanceof AbandonCall)) {
            for (EventEnvelope event : events(command)) {
              calls.apply(event);
              waiters.hear(event, Acknowledge.APPENDED);
              forward(event);
            }
          }
        };
    var stamps =
        new io.countersign.ingest.Stamps(java.time.InstantSource.system(), new java.util.Random(1));
    Door door =
        new Door(log, waiters, settings, 12, stamps, System::nanoTime, new SimpleMeterRegistry());
    var unused =
        clock.scheduleAtFixedRate(
            () -> {
              door.tick();
              calls.expire(System.nanoTime());
              brakes.expire(System.nanoTime());
            },
            5,
            5,
            TimeUnit.MILLISECONDS);
    Router router = Router.router(vertx);
    router.route("/v1/*").handler(HttpDoor::authenticate).failureHandler(HttpDoor::render);
    new IngestRoutes(
            CONTRACT,
            new IngestRoutes.Parts(
                Given.intake(),
                new ControlIntake(Given.redactor()),
                new KeepingIntake(Given.redactor()),
                new ApprovalIntake(Given.redactor()),
                new Proposals(Given.redactor(), door),
                door,
                new BrakeDoor(door, brakes, settings.platformTimeout()),
                new Grants(grants, calls, InstantSource.fixed(Given.NOW)),
                grants::publicJwks,
                calls,
                stamps,
                System::nanoTime),
            settings)
        .mount(router);
    router.errorHandler(404, context -> render(context, Problem.notFound("Nothing here.")));
    router.errorHandler(
        405, context -> render(context, Problem.methodNotAllowed("Not with this method.")));
    server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  private List<EventEnvelope> events(CommandEnvelope command) {
    Optional<EventEnvelope> one = engine.apply(command);
    if (one.isPresent()) {
      return List.of(one.get());
    }
    List<EventEnvelope> several = recorded.apply(command);
    if (!several.isEmpty()) {
      return several;
    }
    long position = positions.addAndGet(2);
    return command.body() instanceof ApprovalCommand
        ? GivenApprovals.answers(command, position)
        : List.of(Given.answer(command, position));
  }

  /** A position that no event has yet; the next one is free too. */
  long position() {
    return positions.addAndGet(2);
  }

  private GrantIssuer issuer() {
    try {
      return GrantIssuer.open(keys.resolve("grant-keys"), InstantSource.fixed(Given.NOW));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("http-door");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the engine's forwarder does, as far as it comes. */
  private void forward(EventEnvelope event) {
    for (int ledger = 0; ledger < reach; ledger++) {
      brakes.apply(Variations.with(event, "ledger", ledger));
    }
  }

  private static void authenticate(RoutingContext context) {
    String word = context.request().getHeader("authorization");
    Caller caller = word == null ? null : CALLERS.get(word);
    if (caller != null) {
      context.put(IngestRoutes.CALLER, caller);
    }
    context.next();
  }

  private static void render(RoutingContext context) {
    if (context.failure() instanceof ProblemException problem) {
      render(context, problem.problem());
    } else {
      context.next();
    }
  }

  private static void render(RoutingContext context, Problem problem) {
    context
        .response()
        .setStatusCode(problem.status())
        .putHeader("content-type", Problem.MEDIA_TYPE)
        .end(problem.json());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
        .timeout(Duration.ofSeconds(30))
        .header("authorization", "gateway")
        .header("content-type", "application/json");
  }

  HttpResponse<String> post(String path, String body) {
    return send(request(path).POST(BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), BodyHandlers.ofString()).join();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    client.close();
    server.close().toCompletionStage().toCompletableFuture().join();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    delete();
  }

  private void delete() {
    try (Stream<Path> files = Files.walk(keys)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
