package io.countersign.query.vertx;

import io.countersign.query.opensearch.StoryReader;
import io.countersign.query.report.HtmlForm;
import io.countersign.query.story.Comparison;
import io.countersign.query.story.Cut;
import io.countersign.query.story.StoryForm;
import io.countersign.query.story.StoryRead;
import io.countersign.query.story.StoryView;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.opensearch.SearchUnavailable;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * The routes that tell runs: one run in several forms, as known now or then, and beside another.
 */
final class StoryRoutes {
  private static final int AT_ONCE = 4;
  private static final Set<Role> READERS = Set.of(Role.AUDITOR, Role.OPERATOR, Role.ADMIN);

  private final StoryReader reader;
  private final Readers readers;
  private final Semaphore places;

  StoryRoutes(StoryReader reader, Readers readers) {
    this.reader = reader;
    this.readers = readers;
    this.places = new Semaphore(AT_ONCE);
  }

  void mount(Router router) {
    router.get("/v1/runs/:runId").handler(this::run);
    router.get("/v1/runs/:runId/compare").handler(this::compare);
  }

  private void run(RoutingContext ctx) {
    readers.answer(
        ctx,
        "runs.story",
        READERS,
        asked -> {
          asked.withOnly(Set.of("tenant", "format", "asKnownAt", "at"));
          Optional<Cut> cut = cut(asked);
          StoryForm form = form(ctx, asked);
          String runId = Asked.path(ctx, "runId");
          return alone(
              () -> {
                StoryView story = StoryView.of(read(asked, runId, cut));
                return answer(form, form.tell(story), 1, story.readUpTo());
              });
        });
  }

  private void compare(RoutingContext ctx) {
    readers.answer(
        ctx,
        "runs.compare",
        READERS,
        asked -> {
          asked.withOnly(Set.of("tenant", "format", "with"));
          StoryForm form = form(ctx, asked);
          String runId = Asked.path(ctx, "runId");
          String other =
              asked
                  .one("with")
                  .orElseThrow(
                      () ->
                          Asked.refused(
                              "with", "Expected the run to compare with, but there is none."));
          if (form == StoryForm.PROV) {
            throw Asked.refused(
                "format", "Expected a form of a comparison, but PROV tells single runs.");
          }
          return alone(
              () -> {
                StoryView left = StoryView.of(read(asked, runId, Optional.empty()));
                StoryView right = StoryView.of(read(asked, other, Optional.empty()));
                String told = form.tell(Comparison.of(left, right)).orElseThrow();
                return answer(form, told, 2, left.readUpTo());
              });
        });
  }

  /** A story may take a hundred megabytes while it is told, so that only a few are at a time. */
  private Readers.Read alone(Readers.Read read) {
    return () -> {
      try {
        places.acquire();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SearchUnavailable("Expected to tell a story, but was interrupted", e);
      }
      try {
        return read.run();
      } finally {
        places.release();
      }
    };
  }

  private StoryRead read(Asked asked, String runId, Optional<Cut> cut) throws SearchUnavailable {
    boolean visible = asked.visible() && Asked.isIdentifier(runId);
    return reader.run(asked.seenTenant(visible), runId, cut).orElseThrow(Asked::notFound);
  }

  private static Answer answer(StoryForm form, String text, long entries, JsonObject readUpTo) {
    return new Answer(
        entries,
        readUpTo,
        ctx -> {
          HttpServerResponse response = ctx.response();
          response.putHeader("content-type", form.contentType()).putHeader("vary", "accept");
          if (form == StoryForm.HTML) {
            response
                .putHeader("content-security-policy", HtmlForm.POLICY + "; frame-ancestors 'none'")
                .putHeader("x-content-type-options", "nosniff")
                .putHeader("referrer-policy", "no-referrer");
          }
          response.end(text);
        });
  }

  private static Optional<Cut> cut(Asked asked) {
    Optional<String> position = asked.one("asKnownAt");
    Optional<String> time = asked.one("at");
    if (position.isPresent() && time.isPresent()) {
      throw Asked.refused("at", "Expected asKnownAt or at, but there are both.");
    }
    if (position.isPresent()) {
      return Optional.of(
          Cut.position(position.get())
              .orElseThrow(
                  () ->
                      Asked.refused(
                          "asKnownAt", "Expected a position of the ledger, a number from 0.")));
    }
    return time.map(
        text ->
            Cut.time(text)
                .orElseThrow(
                    () ->
                        Asked.refused(
                            "at", "Expected an RFC 3339 time, such as 2026-11-21T09:00:00Z.")));
  }

  /** The form that is named, or the first one that the client accepts, or JSON. */
  private static StoryForm form(RoutingContext ctx, Asked asked) {
    Optional<String> named = asked.one("format");
    if (named.isPresent()) {
      return StoryForm.named(named.get())
          .orElseThrow(
              () ->
                  Asked.refused("format", "Expected one of json, markdown, text, html and prov."));
    }
    for (MIMEHeader accepted : ctx.parsedHeaders().accept()) {
      String type = accepted.component() + "/" + accepted.subComponent();
      Optional<String> profile = Optional.ofNullable(accepted.parameters().get("profile"));
      Optional<StoryForm> form = StoryForm.accepted(type, profile);
      if (form.isPresent()) {
        return form.get();
      }
    }
    return StoryForm.JSON;
  }
}
