package io.countersign.ingest.vertx;

import io.countersign.ingest.Durations;
import io.countersign.ingest.Grants;
import io.countersign.ingest.IngestSettings;
import io.countersign.ingest.Problems;
import io.countersign.ingest.RecentCalls;
import io.countersign.ingest.Replies;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.http.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Answers where a call stands, at once or when that changes. */
final class CallRoute {
  private final RecentCalls calls;
  private final Replies replies;
  private final Grants grants;
  private final IngestSettings settings;
  private final LongSupplier nanoTime;

  CallRoute(RecentCalls calls, Grants grants, IngestSettings settings, LongSupplier nanoTime) {
    this.calls = calls;
    this.grants = grants;
    this.replies = new Replies(settings.publicUrl());
    this.settings = settings;
    this.nanoTime = nanoTime;
  }

  void handle(RoutingContext context) {
    try {
      Caller caller = Requests.caller(context);
      requireReader(caller);
      UUID callId = IngestRoutes.callId(context);
      Duration wait = wait(context);
      Optional<CallSnapshot> found = find(context, caller, callId);
      if (found.isEmpty()) {
        context.next();
      } else {
        answer(context, caller, found.get(), wait);
      }
    } catch (ProblemException refused) {
      Answers.fail(context, refused);
    }
  }

  private void answer(RoutingContext context, Caller caller, CallSnapshot found, Duration wait) {
    if (wait.isZero()) {
      tell(context, caller, found);
      return;
    }
    CompletableFuture<CallSnapshot> changed =
        calls.poll(found, nanoTime.getAsLong() + wait.toNanos()).orElseThrow(Problems::overloaded);
    Future.fromCompletionStage(changed, Vertx.currentContext())
        .onComplete(
            snapshot -> tell(context, caller, snapshot), failure -> Answers.fail(context, failure));
  }

  private void tell(RoutingContext context, Caller caller, CallSnapshot call) {
    Optional<String> grant =
        caller.is(Role.GATEWAY) ? grants.approved(call, caller.subject()) : Optional.empty();
    Answers.json(context, 200, replies.view(call, grant));
  }

  /** Another tenant's call is as unknown as one that does not exist. */
  private Optional<CallSnapshot> find(RoutingContext context, Caller caller, UUID callId) {
    String named = context.request().getParam("tenant");
    Stream<String> tenants =
        named == null ? caller.tenants().stream() : Stream.of(named).filter(caller::mayUse);
    return tenants.flatMap(tenant -> calls.find(tenant, callId).stream()).findFirst();
  }

  private Duration wait(RoutingContext context) {
    String text = context.request().getParam("wait");
    if (text == null) {
      return Duration.ZERO;
    }
    return Durations.parse(text)
        .map(wait -> wait.compareTo(settings.maxWait()) > 0 ? settings.maxWait() : wait)
        .orElseThrow(
            () -> Problems.invalid("Expected wait to be a duration such as 25s, but it is not."));
  }

  private static void requireReader(Caller caller) {
    boolean reader =
        Stream.of(Role.GATEWAY, Role.OPERATOR, Role.AUDITOR, Role.APPROVER, Role.ADMIN)
            .anyMatch(caller::is);
    if (!reader) {
      throw Problems.forbidden("Expected a token that may read calls, but it may not.");
    }
  }
}
