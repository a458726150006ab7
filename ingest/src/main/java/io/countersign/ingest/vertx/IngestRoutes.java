package io.countersign.ingest.vertx;

import io.countersign.ingest.ApprovalIntake;
import io.countersign.ingest.BrakeDoor;
import io.countersign.ingest.ControlIntake;
import io.countersign.ingest.Documents;
import io.countersign.ingest.Door;
import io.countersign.ingest.GrantDoor;
import io.countersign.ingest.Grants;
import io.countersign.ingest.Ids;
import io.countersign.ingest.IngestSettings;
import io.countersign.ingest.Intake;
import io.countersign.ingest.KeepingIntake;
import io.countersign.ingest.Observations;
import io.countersign.ingest.Problems;
import io.countersign.ingest.Proposals;
import io.countersign.ingest.RecentCalls;
import io.countersign.ingest.Stamp;
import io.countersign.ingest.contract.Contract;
import io.countersign.ingest.contract.Operation;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.json.JsonObject;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The operations of the API document whose {@code x-role} is {@code ingest}. The document decides
 * paths and methods; mounting fails when it and the handlers here do not match.
 *
 * <p>What the owner of the server does: authenticates {@code /v1/*} and puts a {@link Caller} into
 * the routing context under {@link #CALLER}; renders failures that are {@link
 * io.countersign.schemas.http.ProblemException} as problem documents, as well as the router's own
 * 404 and 405; an asynchronous authentication pauses the request until then.
 *
 * <p>A call that is not remembered here goes to the next handler of the same route, so that a
 * process that also answers from the search index can do so.
 */
public final class IngestRoutes {
  /** Key of the routing context under which the authenticated {@link Caller} stands. */
  public static final String CALLER = Caller.class.getName();

  /** Bodies of observations that are worked on at once. */
  private static final int BULKS = 4;

  private final Contract contract;
  private final Requests requests;
  private final Intake intake;
  private final GrantDoor calls;
  private final Door door;
  private final Supplier<String> jwks;
  private final ApprovalRoutes approvals;
  private final ControlRoutes controls;
  private final KeepingRoutes keeping;
  private final Observations observations;
  private final CallRoute callRoute;
  private final IngestSettings settings;
  private final Semaphore bulks = new Semaphore(BULKS);

  /**
   * What the routes need of the rest of ingest.
   *
   * @param calls what requests about calls become
   * @param controls what requests about controls become
   * @param keeping what requests about alerts, retention, holds and searches become
   * @param approvals what requests about approvals become
   * @param proposals what lists of tools become
   * @param door who answers
   * @param brakes who answers about brakes
   * @param grants signs what was granted
   * @param jwks the public keys to publish, a JWK set
   * @param recent where calls stand
   * @param stamps ids, salts and the time of commands
   * @param nanoTime {@link System#nanoTime}
   */
  public record Parts(
      Intake calls,
      ControlIntake controls,
      KeepingIntake keeping,
      ApprovalIntake approvals,
      Proposals proposals,
      Door door,
      BrakeDoor brakes,
      Grants grants,
      Supplier<String> jwks,
      RecentCalls recent,
      Supplier<Stamp> stamps,
      LongSupplier nanoTime) {}

  public IngestRoutes(Contract contract, Parts parts, IngestSettings settings) {
    this.contract = contract;
    Documents documents = new Documents(contract, settings.maxBodyBytes());
    this.requests = new Requests(documents, parts.stamps, parts.nanoTime, settings.maxBodyBytes());
    this.intake = parts.calls;
    GrantDoor grants = new GrantDoor(parts.door, parts.grants);
    this.calls = grants;
    this.door = parts.door;
    this.jwks = parts.jwks;
    this.approvals = new ApprovalRoutes(requests, parts.approvals, parts.door, grants);
    this.controls =
        new ControlRoutes(requests, parts.controls, parts.proposals, parts.door, parts.brakes);
    this.keeping = new KeepingRoutes(requests, parts.keeping, parts.door);
    this.observations =
        new Observations(
            documents, parts.calls, parts.door, parts.stamps, parts.nanoTime, settings);
    this.callRoute = new CallRoute(parts.recent, parts.grants, settings, parts.nanoTime);
    this.settings = settings;
  }

  /**
   * Adds a route for each operation.
   *
   * @throws IllegalStateException when the API document has an operation without a handler or lacks
   *     one that is here
   */
  public void mount(Router router) {
    Map<String, Handler<RoutingContext>> handlers = new HashMap<>(controls.handlers());
    handlers.putAll(approvals.handlers());
    handlers.putAll(keeping.handlers());
    handlers.put(
        "decideCall",
        context -> requests.json(context, Contract.Body.CALL, intake::intent, calls::ask));
    handlers.put("getKeys", context -> Answers.keys(context, jwks.get()));
    handlers.put("getCall", callRoute::handle);
    handlers.put(
        "reportOutcome",
        context ->
            ask(
                context,
                Contract.Body.OUTCOME,
                (document, origin, stamp) ->
                    intake.outcome(callId(context), document, origin, stamp)));
    handlers.put(
        "cancelCall",
        context ->
            ask(
                context,
                Contract.Body.CANCEL,
                (document, origin, stamp) ->
                    intake.cancel(callId(context), document, origin, stamp)));
    handlers.put("reportObservations", this::observe);
    for (Operation operation : contract.operations()) {
      if (operation.role().equals("ingest")) {
        Handler<RoutingContext> handler = handlers.remove(operation.id());
        if (handler == null) {
          throw new IllegalStateException(
              "Expected a handler of operation %s, but there is none".formatted(operation.id()));
        }
        router
            .route(
                HttpMethod.valueOf(operation.method()),
                operation.path().replaceAll("\\{(\\w+)}", ":$1"))
            .handler(handler);
      }
    }
    if (!handlers.isEmpty()) {
      throw new IllegalStateException(
          "Expected operations %s in the API document, but they are not there"
              .formatted(handlers.keySet()));
    }
  }

  private void ask(RoutingContext context, Contract.Body kind, Requests.Command command) {
    requests.json(context, kind, command, door::ask);
  }

  private void observe(RoutingContext context) {
    if (!Requests.caller(context).is(Role.GATEWAY)) {
      context.request().resume();
      Answers.fail(
          context, Problems.forbidden("Expected a token of role gateway, but it is of another."));
      return;
    }
    if (!bulks.tryAcquire()) {
      context.request().resume();
      Answers.fail(context, Problems.overloaded());
      return;
    }
    Requests.requireType(context, List.of("application/x-ndjson"))
        .compose(typed -> RequestBody.read(context, settings.maxObservationBytes()))
        .compose(
            body ->
                context
                    .vertx()
                    .executeBlocking(
                        () ->
                            observations.take(
                                body.getBytes(),
                                Requests.origin(context, EvidenceGrade.GATEWAY_REPORTED)),
                        false))
        .onComplete(
            results -> {
              bulks.release();
              Answers.lines(context, lines(results));
            },
            failure -> {
              bulks.release();
              Answers.fail(context, failure);
            });
  }

  private static String lines(List<JsonObject> results) {
    return results.stream().map(JsonObject::toJson).collect(Collectors.joining("\n", "", "\n"));
  }

  static UUID callId(RoutingContext context) {
    return Ids.uuid7(Requests.path(context, "callId"))
        .orElseThrow(() -> Problems.invalid("Expected the call id in the path to be a UUIDv7."));
  }
}
