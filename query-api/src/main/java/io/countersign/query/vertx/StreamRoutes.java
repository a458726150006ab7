package io.countersign.query.vertx;

import io.countersign.query.AccessLog;
import io.countersign.query.BadQuery;
import io.countersign.query.kafka.EventStreams;
import io.countersign.query.stream.StreamFilter;
import io.countersign.query.stream.StreamReader;
import io.countersign.query.stream.StreamToken;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.http.Problem;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.json.JsonObject;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code GET /v1/stream}: a tenant's events as they are committed, as server-sent events. */
public final class StreamRoutes implements AutoCloseable {
  private static final Set<Role> READERS = Set.of(Role.AUDITOR, Role.OPERATOR, Role.ADMIN);

  /** Longest time until it is recorded that somebody listens. */
  private static final Duration RECORDING = Duration.ofSeconds(10);

  private static final String HEADER = "Last-Event-ID";
  private static final String PARAMETER = "lastEventId";

  /** Heartbeats after which a client that takes nothing is cut. */
  private static final int STALL_BEATS = 4;

  private final EventStreams streams;
  private final Limits limits;
  private final InstantSource clock;
  private final Readers readers;
  private final StreamPlaces places;
  private final MeterRegistry meters;
  private final Gauge gauge;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Bounds of streams.
   *
   * @param streams open streams in all; more get 503
   * @param perCaller open streams of one caller; more get 429
   * @param waitingEvents events that wait for one client; it is cut when there are more
   * @param waitingCharacters characters of them
   * @param heartbeat time between two signs of life
   * @param retry what clients are told to wait before they connect again
   */
  public record Limits(
      int streams,
      int perCaller,
      int waitingEvents,
      long waitingCharacters,
      Duration heartbeat,
      Duration retry) {}

  /**
   * Makes the route.
   *
   * @param streams where events come from; closed with this
   * @param log where it is recorded who listens
   * @param clock tells when tokens expire
   */
  public StreamRoutes(
      EventStreams streams,
      AccessLog log,
      Limits limits,
      InstantSource clock,
      MeterRegistry meters) {
    this.readers = new Readers(log, limits.streams(), RECORDING);
    this.streams = streams;
    this.limits = limits;
    this.clock = clock;
    this.places = new StreamPlaces(limits.streams(), limits.perCaller());
    this.meters = meters;
    this.gauge =
        Gauge.builder("countersign.stream.open", places, StreamPlaces::total)
            .description("Open streams")
            .register(meters);
  }

  /** Adds the route. */
  public void mount(Router router) {
    router.get("/v1/stream").handler(this::open);
  }

  private void open(RoutingContext ctx) {
    readers.answer(
        ctx,
        "stream.open",
        READERS,
        asked -> {
          if (!asked.visible()) {
            throw Asked.notFound();
          }
          Opening opening = read(ctx, asked);
          return () -> new Answer(0, JsonObject.EMPTY, admitted -> open(admitted, asked, opening));
        });
  }

  /** What a stream is to have, and after which event. */
  private record Opening(StreamFilter filter, Optional<StreamToken> after) {}

  private static Opening read(RoutingContext ctx, Asked asked) {
    Map<String, List<String>> parameters = new TreeMap<>(asked.parameters());
    parameters.remove("tenant");
    try {
      Optional<StreamToken> after = token(ctx, Optional.ofNullable(parameters.remove(PARAMETER)));
      return new Opening(StreamFilter.parse(parameters), after);
    } catch (BadQuery e) {
      throw Asked.refused(e);
    }
  }

  private void open(RoutingContext ctx, Asked asked, Opening opening) {
    String caller = asked.caller().subject();
    try {
      if (closed.get()) {
        throw new ProblemException(
            Problem.unavailable("Expected a server that runs, but this one stops. Connect again."));
      }
      places.take(caller);
    } catch (ProblemException e) {
      ctx.fail(e);
      return;
    }
    StreamAnswer answer =
        new StreamAnswer(
            ctx,
            new StreamAnswer.StreamTimes(
                limits.heartbeat().toMillis(), STALL_BEATS, limits.retry().toMillis()),
            over -> {
              over.reader().ifPresent(streams::leave);
              places.free(caller);
            });
    StreamReader reader =
        new StreamReader(
            asked.tenant(),
            opening.filter(),
            limits.waitingEvents(),
            limits.waitingCharacters(),
            answer);
    answer.answers(
        reader, Duration.between(clock.instant(), asked.caller().expiresAt()).toMillis());
    streams.open(reader, opening.after());
  }

  /** Where the client was: its header, or the parameter where it cannot set a header. */
  private static Optional<StreamToken> token(RoutingContext ctx, Optional<List<String>> parameter)
      throws BadQuery {
    String header = ctx.request().getHeader(HEADER);
    if (header != null && !header.isEmpty()) {
      return Optional.of(StreamToken.parse(HEADER, header));
    }
    if (parameter.isEmpty()) {
      return Optional.empty();
    }
    if (parameter.get().size() != 1) {
      throw new BadQuery(PARAMETER, "Expected one value, but it was given more than once");
    }
    return Optional.of(StreamToken.parse(PARAMETER, parameter.get().getFirst()));
  }

  /** Cuts every stream, so that the server can stop without waiting for them. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      streams.close();
      readers.close();
      meters.remove(gauge);
    }
  }
}
