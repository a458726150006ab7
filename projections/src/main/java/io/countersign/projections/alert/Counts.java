package io.countersign.projections.alert;

import io.countersign.projections.alert.detect.Attribution;
import io.countersign.projections.alert.detect.Attribution.Attributed;
import io.countersign.projections.alert.detect.Burst;
import io.countersign.projections.alert.detect.Counted;
import io.countersign.projections.alert.detect.Level;
import io.countersign.projections.alert.detect.Parameters;
import io.countersign.projections.alert.detect.Prior;
import io.countersign.projections.alert.detect.Series;
import io.countersign.projections.alert.detect.SeriesBurst;
import io.countersign.projections.alert.detect.SeriesDetector;
import io.countersign.projections.alert.detect.TopEntities;
import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.alert.AlertContributor;
import io.countersign.schemas.alert.EntityLevel;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.GrantClaimed;
import io.countersign.schemas.event.OutcomeRecorded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts what calls do, for each tenant and for its busiest actors and tools, and makes alerts of
 * what the detector finds unusual. Of a tenant, an actor and a tool that burst together, the one
 * that already has an alert goes on with it; otherwise the highest that explains the others.
 */
final class Counts implements Rule {
  /** How many actors, and tools, of a tenant are counted for themselves. */
  private static final int MOST_ENTITIES = 100;

  /** Room for every series that these can have. */
  private static final int MOST_SERIES = 1_200;

  /** How many series and tables are held as they are, so that they need not be read each time. */
  private static final int MOST_HELD = 5_000;

  /** How many similar series tell a new one what to expect. */
  private static final int SIMILAR = 50;

  private static final Duration KEEP = SeriesDetector.TIME_TO_LIVE.plusDays(1);
  private static final Form<byte[]> BYTES =
      Form.of((to, bytes) -> to.write(bytes), from -> from.readAllBytes());

  private final Parameters parameters = Parameters.CURRENT;
  private final Shelf<byte[]> series;
  private final Shelf<byte[]> entities;
  private final AlertBook book;
  private final Held<SeriesDetector> detectors = new Held<>(MOST_HELD);
  private final Held<TopEntities> tables = new Held<>(MOST_HELD);

  Counts(Shelves shelves, AlertBook book) {
    this.series = shelves.shelf("series", MOST_SERIES, BYTES);
    this.entities = shelves.shelf("entities", Level.values().length, BYTES);
    this.book = book;
  }

  @Override
  public void look(Moment moment, Consumer<Hit> hits) {
    Counted counted = counted(moment);
    if (counted == null) {
      return;
    }
    List<SeriesBurst> bursts = new ArrayList<>(0);
    String tenant = moment.tenant();
    count(moment, Series.ofTenant(tenant, counted)).ifPresent(bursts::add);
    CallFacts call = moment.call();
    if (call != null) {
      String actor = placed(moment, Level.ACTOR, call.actor());
      count(moment, new Series(tenant, counted, Level.ACTOR, actor)).ifPresent(bursts::add);
      String tool = placed(moment, Level.TOOL, call.toolName());
      count(moment, new Series(tenant, counted, Level.TOOL, tool)).ifPresent(bursts::add);
    }
    for (Attributed attributed : Attribution.of(bursts)) {
      Attributed told = goingOn(moment, attributed);
      Hit hit = BurstHits.of(moment, told, reason(moment));
      if (told.cause().burst().opens() || book.isLive(tenant, hit.key(), moment.now())) {
        hits.accept(hit);
      }
    }
  }

  /** Somebody says that what an alert counted was expected. */
  void accept(Alert alert, Instant now) {
    if (alert.action() == null) {
      return;
    }
    Counted counted = Counted.valueOf(alert.action().name());
    accept(alert, Series.ofTenant(alert.tenant(), counted), now);
    if (alert.entity().level() == EntityLevel.ACTOR) {
      accept(alert, of(alert, counted, Level.ACTOR, alert.entity().name()), now);
    } else if (alert.entity().level() == EntityLevel.TOOL) {
      accept(alert, of(alert, counted, Level.TOOL, alert.entity().name()), now);
    }
    for (AlertContributor part : alert.contributors()) {
      switch (part.dimension()) {
        case ACTOR -> accept(alert, of(alert, counted, Level.ACTOR, part.name()), now);
        case TOOL -> accept(alert, of(alert, counted, Level.TOOL, part.name()), now);
        case REASON -> {}
      }
    }
  }

  private static Series of(Alert alert, Counted counted, Level level, String name) {
    return new Series(
        alert.tenant(), counted, level, name.equals(BurstHits.OTHERS) ? Series.OTHER : name);
  }

  private void accept(Alert alert, Series of, Instant now) {
    series
        .get(alert.tenant(), name(of), now)
        .ifPresent(
            state -> {
              SeriesDetector detector = SeriesDetector.read(state, parameters);
              detector.accept(alert.firstSeen().toEpochMilli(), alert.lastSeen().toEpochMilli());
              series.put(alert.tenant(), name(of), detector.write(), now.plus(KEEP));
              detectors.forget(alert.tenant(), name(of));
            });
  }

  private static @Nullable Counted counted(Moment moment) {
    Event body = moment.event().body();
    if (body instanceof DecisionMade decision) {
      return switch (decision.verdict()) {
        case ALLOW -> runs(decision.risk());
        case DENY -> Counted.DENIAL;
        case ASK -> Counted.APPROVAL_REQUEST;
      };
    }
    if (body instanceof GrantClaimed) {
      CallFacts call = moment.call();
      return runs(call == null ? null : call.risk());
    }
    boolean failed =
        body instanceof OutcomeRecorded outcome
            && (outcome.status() == OutcomeStatus.FAILED
                || outcome.status() == OutcomeStatus.TIMED_OUT);
    return failed ? Counted.ERROR : null;
  }

  private static @Nullable Counted runs(@Nullable Risk risk) {
    if (risk == null) {
      return null;
    }
    return switch (risk) {
      case READ -> null;
      case WRITE -> Counted.WRITE;
      case DESTRUCTIVE -> Counted.DESTRUCTIVE;
    };
  }

  private static @Nullable String reason(Moment moment) {
    return moment.event().body() instanceof DecisionMade decision
            && counted(moment) == Counted.DENIAL
        ? DenialRules.reason(decision)
        : null;
  }

  /** The name under which an entity is counted. */
  private String placed(Moment moment, Level level, String entity) {
    TopEntities table =
        tables.get(
            moment.tenant(),
            level.name(),
            moment.now(),
            () ->
                entities
                    .get(moment.tenant(), level.name(), moment.now())
                    .map(TopEntities::read)
                    .orElseGet(() -> new TopEntities(MOST_ENTITIES)));
    TopEntities.Placed placed = table.place(entity, moment.now().toEpochMilli());
    Instant until = moment.now().plus(KEEP);
    entities.put(moment.tenant(), level.name(), table.write(), until);
    tables.put(moment.tenant(), level.name(), table, until);
    for (String forgotten : placed.forgotten()) {
      for (Counted each : Counted.values()) {
        String name = name(new Series(moment.tenant(), each, level, forgotten));
        series.forget(moment.tenant(), name);
        detectors.forget(moment.tenant(), name);
      }
    }
    return placed.name();
  }

  private Optional<SeriesBurst> count(Moment moment, Series of) {
    long millis = moment.now().toEpochMilli();
    SeriesDetector detector =
        detectors.get(
            of.tenant(),
            name(of),
            moment.now(),
            () ->
                series
                    .get(of.tenant(), name(of), moment.now())
                    .map(state -> SeriesDetector.read(state, parameters))
                    .orElseGet(() -> SeriesDetector.begin(millis, prior(moment, of), parameters)));
    Optional<Burst> burst = detector.count(millis, 1);
    Instant until = moment.now().plus(KEEP);
    series.put(of.tenant(), name(of), detector.write(), until);
    detectors.put(of.tenant(), name(of), detector, until);
    return burst.map(found -> new SeriesBurst(of, found));
  }

  private Prior prior(Moment moment, Series of) {
    return Prior.median(
        series.some(of.tenant(), beginning(of), SIMILAR, moment.now()).stream()
            .map(state -> SeriesDetector.read(state, parameters).ratePerBin())
            .toList());
  }

  /** Lets the alert that is open go on, whichever of those that burst it is about. */
  private Attributed goingOn(Moment moment, Attributed attributed) {
    return Stream.concat(Stream.of(attributed.cause()), attributed.contributors().stream())
        .filter(burst -> book.isLive(moment.tenant(), BurstHits.key(burst.series()), moment.now()))
        .findFirst()
        .filter(burst -> !burst.equals(attributed.cause()))
        .map(burst -> instead(attributed, burst))
        .orElse(attributed);
  }

  private static Attributed instead(Attributed attributed, SeriesBurst live) {
    return new Attributed(
        live, attributed.contributors().stream().filter(each -> !each.equals(live)).toList());
  }

  private static String name(Series of) {
    return beginning(of) + of.name();
  }

  private static String beginning(Series of) {
    return of.counted() + "\t" + of.level() + "\t";
  }

  static EntityLevel level(Level level) {
    return switch (level) {
      case TENANT -> EntityLevel.TENANT;
      case ACTOR -> EntityLevel.ACTOR;
      case TOOL -> EntityLevel.TOOL;
    };
  }
}
