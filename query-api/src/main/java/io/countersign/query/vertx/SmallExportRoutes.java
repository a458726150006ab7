package io.countersign.query.vertx;

import io.countersign.query.AccessLog;
import io.countersign.query.export.ExportFormat;
import io.countersign.query.export.ExportRequest;
import io.countersign.query.export.ExportSource;
import io.countersign.query.export.Manifest;
import io.countersign.query.export.Opening;
import io.countersign.query.export.Place;
import io.countersign.query.export.Row;
import io.countersign.query.export.RowText;
import io.countersign.query.export.Tally;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.http.Problem;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.opensearch.SearchUnavailable;
import io.vertx.core.Context;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /v1/export}: a small range at once. How complete it is stands in the trailer {@code
 * Countersign-Completeness}, and in lines of JSON as the last one too; an answer that breaks off
 * has neither.
 */
public final class SmallExportRoutes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SmallExportRoutes.class);
  private static final Set<Role> READERS = Set.of(Role.AUDITOR, Role.OPERATOR, Role.ADMIN);
  private static final String TRAILER = "Countersign-Completeness";
  private static final int PAGE = 200;

  /** Questions that are counted at a time; more get 503. */
  private static final int READING = 32;

  /** Bytes of one write, give or take one entry. */
  private static final int WRITE = 256 * 1024;

  private final ExportSource source;
  private final UnaryOperator<JsonObject> ocsf;
  private final Readers readers;
  private final Semaphore places;
  private final int maxEntries;
  private final Duration patience;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Makes the route.
   *
   * @param source where entries come from
   * @param ocsf an event as the topic for SIEMs has it
   * @param log where reads are recorded
   * @param places answers at a time; more get 503
   * @param maxEntries most entries of one answer; more are refused
   * @param patience how long a client may take nothing before it is given up
   */
  public SmallExportRoutes(
      ExportSource source,
      UnaryOperator<JsonObject> ocsf,
      AccessLog log,
      int places,
      int maxEntries,
      Duration patience) {
    this.source = source;
    this.ocsf = ocsf;
    this.readers = new Readers(log, READING, patience);
    this.places = new Semaphore(places);
    this.maxEntries = maxEntries;
    this.patience = patience;
  }

  /** Adds the route. */
  public void mount(Router router) {
    router.get("/v1/export").handler(this::export);
  }

  private void export(RoutingContext ctx) {
    readers.answer(
        ctx,
        "export.read",
        READERS,
        asked -> {
          if (!asked.visible()) {
            throw Asked.notFound();
          }
          ExportRequest request = ExportParameters.read(asked);
          return () -> {
            Opening opening = opened(request);
            return new Answer(
                opening.total(), opening.readUpTo(), allowed -> begin(allowed, request, opening));
          };
        });
  }

  private Opening opened(ExportRequest request) throws SearchUnavailable {
    Opening opening;
    try {
      opening = source.open(request);
    } catch (ExportSource.Unavailable e) {
      throw new SearchUnavailable(String.valueOf(e.getMessage()), e);
    }
    if (opening.total() > maxEntries) {
      throw tooMany(opening.total());
    }
    return opening;
  }

  /** On the event loop; what is read then is written by a thread that may wait. */
  private void begin(RoutingContext ctx, ExportRequest request, Opening opening) {
    if (!places.tryAcquire()) {
      ctx.fail(
          new ProblemException(
              Problem.unavailable(
                  "Expected a free place for one more export, but all are taken. Ask again later,"
                      + " or use POST /v1/exports.")));
      return;
    }
    ctx.response()
        .setChunked(true)
        .putHeader("content-type", request.format().mediaType())
        .putHeader("Trailer", TRAILER)
        .putHeader(
            "Content-Disposition",
            "attachment; filename=\"%s.%s\"".formatted(request.of(), request.format().extension()));
    Context loop = ctx.vertx().getOrCreateContext();
    threads.execute(
        () -> {
          try {
            write(ctx, loop, request, opening);
          } finally {
            places.release();
          }
        });
  }

  private void write(RoutingContext ctx, Context loop, ExportRequest request, Opening opening) {
    Outflow out = new Outflow(loop, ctx.response(), patience);
    try {
      Tally tally = writeRows(request, opening, out);
      JsonObject completeness =
          Manifest.completeness(request, opening, tally, source.numbering(request, opening));
      if (request.format() != ExportFormat.CSV) {
        out.write(CanonicalJson.text(JsonObject.of("completeness", completeness)) + "\n");
      }
      loop.runOnContext(
          now -> ctx.response().putTrailer(TRAILER, ascii(CanonicalJson.text(completeness))));
      out.end();
    } catch (ExportSource.Unavailable | IOException e) {
      LOG.warn("An export was broken off: {}", e.getMessage());
      out.breakOff();
    } catch (InterruptedException e) {
      out.breakOff();
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("An export was broken off", e);
      out.breakOff();
    }
  }

  private Tally writeRows(ExportRequest request, Opening opening, Outflow out)
      throws ExportSource.Unavailable, IOException, InterruptedException {
    RowText text = new RowText(request, ocsf);
    StringBuilder pending = new StringBuilder(text.head());
    Tally tally = Tally.none();
    Optional<Place> after = Optional.empty();
    List<Row> rows;
    do {
      rows = source.read(request, opening, after, PAGE);
      tally = tally.with(rows);
      for (Row row : rows) {
        pending.append(text.of(row));
        if (pending.length() >= WRITE) {
          out.write(pending.toString());
          pending.setLength(0);
        }
      }
      after = tally.last();
    } while (rows.size() == PAGE);
    out.write(pending.toString());
    return tally;
  }

  /** Trailers are ASCII; JSON can say everything in it. */
  private static String ascii(String json) {
    StringBuilder text = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c < 0x80) {
        text.append(c);
      } else {
        text.append("\\u%04x".formatted((int) c));
      }
    }
    return text.toString();
  }

  private ProblemException tooMany(long total) {
    return new ProblemException(
        new Problem(
            "export-too-large",
            "The range is too large to be answered at once",
            413,
            "Expected at most %d entries, but there are %d. Ask for less, or have them written to files with POST /v1/exports."
                .formatted(maxEntries, total),
            List.of(),
            OptionalInt.empty()));
  }

  @Override
  public void close() {
    readers.close();
    threads.shutdownNow();
  }
}
