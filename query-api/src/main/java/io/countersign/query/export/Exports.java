package io.countersign.query.export;

import io.countersign.schemas.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exports of this process: takes them, writes them one after another, goes on with those that a
 * stop interrupted, and removes them when their time is over. Safe for use by many threads.
 */
public final class Exports implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Exports.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
  private static final Duration SWEEP = Duration.ofMinutes(1);
  private static final Duration STOP = Duration.ofSeconds(10);

  private final ExportFolder folder;
  private final ExportSource source;
  private final UnaryOperator<JsonObject> ocsf;
  private final ExportLimits limits;
  private final InstantSource clock;
  private final Supplier<UUID> ids;
  private final Map<UUID, Export> known = new ConcurrentHashMap<>();
  private final Map<UUID, Rate> rates = new ConcurrentHashMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ExecutorService writers;
  private final Thread sweeper;

  /** How many entries there were when it began to run. */
  private record Rate(Instant since, long read) {}

  /**
   * Takes up what the folder remembers.
   *
   * @param folder where files are; not closed here
   * @param source where entries come from
   * @param ocsf an event as the topic for SIEMs has it
   * @param clock tells when exports were made and when they expire
   * @param ids ids of new exports
   * @throws IOException when the folder cannot be read
   */
  public Exports(
      ExportFolder folder,
      ExportSource source,
      UnaryOperator<JsonObject> ocsf,
      ExportLimits limits,
      InstantSource clock,
      Supplier<UUID> ids)
      throws IOException {
    this.folder = folder;
    this.source = source;
    this.ocsf = ocsf;
    this.limits = limits;
    this.clock = clock;
    this.ids = ids;
    this.writers =
        Executors.newFixedThreadPool(
            limits.running(), Thread.ofPlatform().daemon().name("export-", 1).factory());
    for (Export export : folder.all()) {
      known.put(export.id(), export);
      if (export.state().open()) {
        writers.execute(() -> run(export.id()));
      }
    }
    this.sweeper = Thread.ofPlatform().daemon().name("exports").start(this::sweep);
  }

  /**
   * Takes an export.
   *
   * @param by subject of the token that asks
   * @throws ExportRefused when the tenant has too many
   * @throws IOException when it cannot be remembered
   */
  public Export start(ExportRequest request, String by) throws ExportRefused, IOException {
    Instant now = clock.instant();
    Export export = Export.queued(ids.get(), request, by, now, now.plus(limits.expiry()));
    synchronized (known) {
      List<Export> own = of(request.tenant());
      if (own.stream().filter(each -> each.state().open()).count() >= limits.openPerTenant()) {
        throw new ExportRefused(
            "Expected fewer than %d exports of this tenant that wait or run, but there are as many: wait for one, or end one with DELETE."
                .formatted(limits.openPerTenant()));
      }
      if (own.size() >= limits.keptPerTenant()) {
        throw new ExportRefused(
            "Expected fewer than %d exports of this tenant, but there are as many: remove one with DELETE."
                .formatted(limits.keptPerTenant()));
      }
      folder.save(export);
      known.put(export.id(), export);
    }
    writers.execute(() -> run(export.id()));
    return export;
  }

  /** The exports of a tenant, the newest first. */
  public List<Export> of(String tenant) {
    return known.values().stream()
        .filter(export -> export.request().tenant().equals(tenant))
        .sorted(Comparator.comparing(Export::createdAt).thenComparing(Export::id).reversed())
        .toList();
  }

  /** One export of a tenant; empty when it has none of that id. */
  public Optional<Export> find(String tenant, UUID id) {
    return Optional.ofNullable(known.get(id))
        .filter(export -> export.request().tenant().equals(tenant));
  }

  /** What clients see of an export. */
  public JsonObject view(Export export) {
    Rate rate = rates.get(export.id());
    if (rate == null || export.state() != ExportState.RUNNING) {
      return export.view(0);
    }
    long millis = Math.max(1, Duration.between(rate.since(), clock.instant()).toMillis());
    return export.view((export.tally().read() - rate.read()) * 1_000 / millis);
  }

  /** A complete file of an export; empty when it has none of that number, or not any more. */
  public Optional<Path> file(Export export, int number) {
    return export.closedParts().stream()
        .filter(part -> part.number() == number)
        .map(part -> folder.file(export, part))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /** The manifest of an export that is done; empty while it is not, or not any more. */
  public Optional<String> manifest(Export export) throws IOException {
    return export.state() == ExportState.DONE
        ? Optional.of(folder.manifest(export.id()))
        : Optional.empty();
  }

  /** Ends an export that waits or runs; removes one that has ended. */
  public void delete(Export export) throws IOException {
    synchronized (known) {
      Export current = known.get(export.id());
      if (current == null) {
        return;
      }
      if (current.state().open()) {
        end(current, ExportState.CANCELLED, "");
        return;
      }
      known.remove(export.id());
      folder.remove(export.id());
    }
  }

  /** Removes the files of exports whose time is over, and forgets those twice as old. */
  public void expire() throws IOException {
    Instant now = clock.instant();
    synchronized (known) {
      for (Export export : new ArrayList<>(known.values())) {
        if (now.isBefore(export.expiresAt())) {
          continue;
        }
        if (!now.isBefore(export.expiresAt().plus(limits.expiry()))) {
          known.remove(export.id());
          folder.remove(export.id());
        } else if (export.state() != ExportState.EXPIRED) {
          end(export, ExportState.EXPIRED, "");
        }
      }
    }
  }

  private void sweep() {
    try {
      do {
        try {
          expire();
        } catch (IOException | RuntimeException e) {
          LOG.warn("Expected to remove exports whose time is over, but: {}", e.toString());
        }
      } while (!closing.await(SWEEP.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(UUID id) {
    try {
      Duration pause = FIRST_PAUSE;
      Instant lastProgress = clock.instant();
      while (closing.getCount() > 0) {
        Export export = known.get(id);
        if (export == null || !export.state().open()) {
          return;
        }
        long before = export.tally().read();
        try {
          rates.put(id, new Rate(clock.instant(), before));
          write(export);
          return;
        } catch (ExportSource.Unavailable e) {
          LOG.warn("Export {} waits for the indexes: {}", id, e.getMessage());
          Export now = known.getOrDefault(id, export);
          if (now.tally().read() > before) {
            lastProgress = clock.instant();
            pause = FIRST_PAUSE;
          }
          if (!clock.instant().isBefore(lastProgress.plus(limits.patience()))) {
            fail(id, "Expected the search indexes to answer, but they did not for a long time.");
            return;
          }
          if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
          }
          pause =
              pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                  ? pause.multipliedBy(2)
                  : LONGEST_PAUSE;
        }
      }
    } catch (ExportRun.TooLarge e) {
      fail(id, String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      if (closing.getCount() > 0) {
        LOG.error("Export {} failed", id, e);
        fail(
            id,
            "Expected the files to be written, but that failed; the log of the server says why.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      rates.remove(id);
      removeWhatWasWrittenLate(id);
    }
  }

  /** A chunk may have been under way when somebody ended the export. */
  private void removeWhatWasWrittenLate(UUID id) {
    synchronized (known) {
      Export current = known.get(id);
      if (current == null || (!current.state().open() && current.state() != ExportState.DONE)) {
        try {
          if (current == null) {
            folder.remove(id);
          } else {
            folder.removeFiles(current);
          }
        } catch (IOException e) {
          LOG.warn("Expected to remove the files of export {}, but: {}", id, e.toString());
        }
      }
    }
  }

  private void write(Export export)
      throws ExportSource.Unavailable, IOException, ExportRun.TooLarge {
    RowText text = new RowText(export.request(), ocsf);
    Optional<Export> written =
        new ExportRun(source, folder, limits, text, export, watch(export)).write();
    if (written.isEmpty()) {
      return;
    }
    Export done = written.get();
    Instant now = clock.instant();
    JsonObject manifest =
        Manifest.of(done, source.numbering(done.request(), done.opening().orElseThrow()), now);
    synchronized (known) {
      if (known.containsKey(done.id()) && known.get(done.id()).state().open()) {
        folder.saveManifest(done.id(), manifest);
        Export ended = done.ended(ExportState.DONE, now, "");
        folder.save(ended);
        known.put(done.id(), ended);
      }
    }
  }

  private ExportRun.Watch watch(Export export) {
    UUID id = export.id();
    return new ExportRun.Watch() {
      @Override
      public boolean save(Export next) throws IOException {
        synchronized (known) {
          Export current = known.get(id);
          if (closing.getCount() == 0 || current == null || !current.state().open()) {
            return false;
          }
          folder.save(next);
          known.put(id, next);
          return true;
        }
      }

      @Override
      public long room() {
        long others =
            of(export.request().tenant()).stream()
                .filter(other -> !other.id().equals(id))
                .mapToLong(Export::bytes)
                .sum();
        return limits.bytesPerTenant() - others;
      }
    };
  }

  private void fail(UUID id, String why) {
    synchronized (known) {
      Export current = known.get(id);
      if (current == null || !current.state().open()) {
        return;
      }
      try {
        end(current, ExportState.FAILED, why);
      } catch (IOException e) {
        LOG.error("Expected to remember that export {} failed, but: {}", id, e.toString());
      }
    }
  }

  private void end(Export export, ExportState how, String why) throws IOException {
    Export ended = export.ended(how, clock.instant(), why);
    known.put(export.id(), ended);
    folder.save(ended);
    folder.removeFiles(ended);
  }

  /** Exports that wait or run. */
  public long open() {
    return known.values().stream().filter(export -> export.state().open()).count();
  }

  /** Stops writing at once; what was interrupted goes on when the folder is taken up again. */
  @Override
  public void close() {
    closing.countDown();
    sweeper.interrupt();
    writers.shutdownNow();
    try {
      if (!writers.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("Expected exports to stop within {}, but one did not", STOP);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
