package io.countersign.projections.kafka;

import io.countersign.projections.document.BatchFold.Progress;
import io.countersign.projections.document.Needs;
import io.countersign.projections.kafka.RebuildState.Phase;
import io.countersign.projections.opensearch.Handover.Reached;
import io.countersign.projections.opensearch.IndexesRefused;
import io.countersign.projections.opensearch.NextGeneration;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchUnavailable;
import io.countersign.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds indexes anew beside those that are read, from the first event on, and gives them to
 * readers when they are complete. Live traffic goes on meanwhile. Interrupted at any moment, it
 * goes on where it was when it is run again; until the swap readers see nothing of it.
 */
public final class Rebuild {
  private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);

  /** So near to the end a handover takes less than a second or two. */
  private static final long NEAR = 2_000;

  private static final int HANDOVERS = 10;

  /** Well below the time after which followers take the handover for abandoned. */
  private static final Duration LONGEST_HANDOVER = Duration.ofSeconds(15);

  private static final Duration LONGEST_COPYING = Duration.ofMinutes(30);

  private final RebuildRequest request;
  private final Indexes indexes;
  private final SearchCluster cluster;
  private final NextGeneration next;
  private final GenerationFiller filler;
  private final AlertFiller alerts;
  private final RebuildWatch watch;
  private final long begun = System.nanoTime();

  private Rebuild(
      RebuildRequest request,
      SearchCluster cluster,
      NextGeneration next,
      GenerationFiller filler,
      AlertFiller alerts,
      Consumer<RebuildState> told) {
    this.request = request;
    this.indexes = request.settings().indexes();
    this.cluster = cluster;
    this.next = next;
    this.filler = filler;
    this.alerts = alerts;
    this.watch = new RebuildWatch(next.number(), told);
  }

  /**
   * Runs a rebuild to its end.
   *
   * @param told how far it is, about once a second
   * @throws RebuildRefused when another one is under way, when counts differ from the record, or
   *     when something stays away for minutes
   */
  public static RebuildResult run(RebuildRequest request, Consumer<RebuildState> told)
      throws RebuildRefused, InterruptedException {
    FollowerSettings settings = request.settings();
    try (SearchCluster cluster =
            new SearchCluster(settings.openSearch(), settings.searchTimeout());
        SchemaRegistry registry = new SchemaRegistry(settings.registry());
        EventRecords records = new EventRecords(registry, settings.topics());
        Outbox outbox = new Outbox(settings.kafka(), settings.topics().deadLetters());
        Outlet outlet = new Outlet(outbox, records, settings.topics());
        RebuildGroup group = new RebuildGroup(settings)) {
      NextGeneration next = open(request, cluster, group);
      Set<Kind> kinds = Needs.behind(request.kinds());
      RebuildResult result;
      try (GenerationFiller filler =
              new GenerationFiller(
                  EventConsumers.rebuilding(
                      settings, group.name(next.number()), request.batchEvents()),
                  settings.topics().events(),
                  records,
                  next.store(),
                  outlet,
                  kinds,
                  Math.max(settings.cachedDocuments(), request.batchEvents() * 4));
          AlertFiller alerts =
              new AlertFiller(
                  settings, new LogFormats(registry).alertDeserializer(), next.store(), outbox)) {
        result = new Rebuild(request, cluster, next, filler, alerts, told).run();
      }
      group.forget(next.number());
      return result;
    } catch (IndexesRefused e) {
      throw new RebuildRefused(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new RebuildRefused("Closing the OpenSearch client failed: " + e.getMessage(), e);
    }
  }

  /**
   * Deletes the indexes that nobody reads any more since a rebuild.
   *
   * @return their names
   */
  public static List<String> dropOld(FollowerSettings settings) throws RebuildRefused {
    try (SearchCluster cluster =
        new SearchCluster(settings.openSearch(), settings.searchTimeout())) {
      return NextGeneration.deleteLeftOver(cluster, settings.indexes());
    } catch (SearchUnavailable | IOException | IndexesRefused e) {
      throw new RebuildRefused(String.valueOf(e.getMessage()), e);
    }
  }

  private static NextGeneration open(
      RebuildRequest request, SearchCluster cluster, RebuildGroup group)
      throws RebuildRefused, InterruptedException {
    Indexes indexes = request.settings().indexes();
    try {
      if (NextGeneration.begun(cluster, indexes).isPresent()) {
        group.requireNobody(NextGeneration.begun(cluster, indexes).getAsInt());
      }
      NextGeneration next =
          NextGeneration.open(
              cluster, indexes, request.kinds(), Needs.behind(request.kinds()), request.anew());
      if (!next.wasBegun()) {
        group.requireNobody(next.number());
        group.forget(next.number());
      }
      return next;
    } catch (SearchUnavailable e) {
      throw new RebuildRefused(String.valueOf(e.getMessage()), e);
    }
  }

  private RebuildResult run() throws RebuildRefused {
    filler.join();
    Map<TopicPartition, Long> ends = filler.ends();
    long total = filler.total(ends);
    for (long left = filler.left(ends); left > 0; left = filler.left(ends)) {
      watch.tell(Phase.FILLING, total - left, total, filler.batch());
    }
    fillAlerts();
    watch.tellNow(Phase.VERIFYING, total, total);
    Map<String, Long> codes = verify();
    catchUp();
    handOver();
    List<String> dropped =
        GenerationFiller.insist(
            () -> {
              // months that began since then still have the settings of filling
              next.settle();
              next.deleteHelp();
              return request.dropOld()
                  ? NextGeneration.deleteLeftOver(cluster, indexes)
                  : List.of();
            });
    Map<Kind, Long> documents = new EnumMap<>(Kind.class);
    for (Kind kind : request.kinds()) {
      documents.put(kind, GenerationFiller.insist(() -> next.count(kind)));
    }
    return new RebuildResult(
        next.number(),
        sum(LedgerTally::events),
        codes,
        documents,
        sum(LedgerTally::unreadable) + alerts.unreadable(),
        sum(LedgerTally::refused) + alerts.refused(),
        Duration.ofNanos(System.nanoTime() - begun),
        dropped);
  }

  /** Compares what was read with what can be found. Nobody else writes here, so it is exact. */
  private Map<String, Long> verify() throws RebuildRefused {
    GenerationFiller.insist(
        () -> {
          next.refresh();
          return true;
        });
    Map<String, Long> sums = new TreeMap<>();
    if (next.filled().contains(Kind.TIMELINE)) {
      Map<Integer, Map<String, Long>> found = GenerationFiller.insist(next::codes);
      for (Map.Entry<Integer, LedgerTally> ledger : filler.tallies().entrySet()) {
        Map<String, Long> expected = ledger.getValue().expectedCodes();
        Map<String, Long> there = found.getOrDefault(ledger.getKey(), Map.of());
        if (!expected.equals(there)) {
          throw different(
              "events by code of ledger " + ledger.getKey(), expected.toString(), there.toString());
        }
        expected.forEach((code, count) -> sums.merge(code, count, Long::sum));
      }
    }
    for (Kind kind : Needs.KINDS) {
      if (next.filled().contains(kind)) {
        long opened = sum(tally -> tally.opened(kind));
        long refused = sum(tally -> tally.refused(kind));
        long there = GenerationFiller.insist(() -> next.count(kind));
        if (there > opened || there < opened - refused) {
          throw different("documents of " + kind, Long.toString(opened), Long.toString(there));
        }
      }
    }
    if (next.filled().contains(Kind.ALERTS)) {
      long there = GenerationFiller.insist(() -> next.count(Kind.ALERTS));
      if (there != alerts.alerts()) {
        throw different(
            "documents of ALERTS", Long.toString(alerts.alerts()), Long.toString(there));
      }
    }
    return sums;
  }

  private void fillAlerts() throws RebuildRefused {
    if (next.filled().contains(Kind.ALERTS)) {
      alerts.catchUp();
    }
  }

  private RebuildRefused different(String what, String expected, String there) {
    return new RebuildRefused(
        "Expected %s in generation %d as the record has them, %s, but the index has %s. Readers keep what they had. Look into the log of OpenSearch, then begin anew with --restart."
            .formatted(what, next.number(), expected, there),
        null);
  }

  private long sum(java.util.function.ToLongFunction<LedgerTally> part) {
    return filler.tallies().values().stream().mapToLong(part).sum();
  }

  private void catchUp() throws RebuildRefused {
    GenerationFiller.insist(
        () -> {
          next.settle();
          return true;
        });
    long end = System.nanoTime() + LONGEST_COPYING.toNanos();
    while (follow() > NEAR || !GenerationFiller.insist(next::isWhole)) {
      if (System.nanoTime() - end > 0) {
        throw new RebuildRefused(
            "Expected the copies of generation %d to be made within %s, but they are not. Look at the health of OpenSearch, then run the rebuild again."
                .formatted(next.number(), LONGEST_COPYING),
            null);
      }
    }
  }

  /** Takes a batch; returns how many records are left. */
  private long follow() throws RebuildRefused {
    Map<TopicPartition, Long> ends = filler.ends();
    long total = filler.total(ends);
    int taken = filler.batch();
    long left = filler.left(ends);
    watch.tell(Phase.CATCHING_UP, total - left, total, taken);
    return left;
  }

  private void handOver() throws RebuildRefused {
    for (int attempt = 1; attempt <= HANDOVERS; attempt++) {
      watch.tellNow(Phase.HANDING_OVER, 1, 1);
      if (tryHandOver()) {
        return;
      }
      LOG.warn("The handover was not finished in time; catching up and trying again");
      catchUp();
    }
    throw new RebuildRefused(
        "Expected to hand over within %d attempts of %s each, but did not: is OpenSearch overloaded? Run the rebuild again: it goes on where it was."
            .formatted(HANDOVERS, LONGEST_HANDOVER),
        null);
  }

  /**
   * What readers are told of the progress: where all indexes are new, how far these go; where some
   * stay, how far the old ones go.
   */
  private List<Progress> told(Reached reached) {
    List<Progress> told = new ArrayList<>(reached.published());
    if (request.kinds().equals(RebuildRequest.rebuildable())) {
      told.addAll(filler.progress());
    }
    return told;
  }

  private boolean tryHandOver() throws RebuildRefused {
    try {
      long end = System.nanoTime() + LONGEST_HANDOVER.toNanos();
      Reached reached = next.stopOld(UUID.randomUUID().toString().replace("-", ""));
      while (!filler.covers(reached.published()) || !filler.covers(reached.visible())) {
        if (System.nanoTime() - end > 0) {
          NextGeneration.goOnWithOld(cluster, indexes);
          return false;
        }
        filler.batch();
      }
      fillAlerts();
      next.takePlace(told(reached), filler.ledgers());
      return true;
    } catch (SearchUnavailable e) {
      LOG.warn("Handing over: {}", e.getMessage());
      return GenerationFiller.insist(
          () -> {
            // the swap may have been done though its answer was lost
            if (next.isLive()) {
              return true;
            }
            NextGeneration.goOnWithOld(cluster, indexes);
            return false;
          });
    }
  }
}
