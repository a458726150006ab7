package io.countersign.ingest.vertx;

import io.countersign.ingest.ApprovalIntake;
import io.countersign.ingest.ControlIntake;
import io.countersign.ingest.Door;
import io.countersign.ingest.GrantDoor;
import io.countersign.ingest.Ids;
import io.countersign.ingest.Problems;
import io.countersign.ingest.contract.Contract.Body;
import io.countersign.schemas.command.CommandEnvelope;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * What gateways and people ask of approvals, of the roster of approvers and of their
 * authenticators. Nothing here is a GET: a link that somebody follows, or that a mail scanner
 * follows, decides nothing.
 */
final class ApprovalRoutes {
  private final Requests requests;
  private final ApprovalIntake intake;
  private final Door door;
  private final GrantDoor grants;

  ApprovalRoutes(Requests requests, ApprovalIntake intake, Door door, GrantDoor grants) {
    this.requests = requests;
    this.intake = intake;
    this.door = door;
    this.grants = grants;
  }

  private interface Command
      extends BiFunction<RoutingContext, ControlIntake.Request, CommandEnvelope> {}

  /** The handlers by the id of their operation. */
  Map<String, Handler<RoutingContext>> handlers() {
    Map<String, Handler<RoutingContext>> handlers = new HashMap<>();
    calls(handlers);
    approvals(handlers);
    people(handlers);
    return handlers;
  }

  private void calls(Map<String, Handler<RoutingContext>> handlers) {
    handlers.put(
        "claimGrant",
        context ->
            ask(
                context,
                Body.CLAIM,
                (path, request) -> intake.claim(IngestRoutes.callId(path), request),
                grants::ask));
    put(
        handlers,
        "confirmCall",
        Body.CONFIRMATION,
        (context, request) -> intake.confirm(IngestRoutes.callId(context), request));
    put(
        handlers,
        "reconcileOutcome",
        Body.RECONCILIATION,
        (context, request) -> intake.reconcile(IngestRoutes.callId(context), request));
    put(
        handlers,
        "cancelRun",
        Body.REMOVAL,
        (context, request) -> intake.cancelRun(Requests.path(context, "runId"), request));
  }

  private void approvals(Map<String, Handler<RoutingContext>> handlers) {
    put(
        handlers,
        "castVote",
        Body.VOTE,
        (context, request) -> intake.vote(id(context, "approvalId"), request));
    put(
        handlers,
        "revokeApproval",
        Body.REMOVAL,
        (context, request) -> intake.revoke(id(context, "approvalId"), request));
    put(
        handlers,
        "breakGlass",
        Body.BREAK_GLASS,
        (context, request) -> intake.breakGlass(id(context, "approvalId"), request));
    put(
        handlers,
        "reviewBreakGlass",
        Body.BREAK_GLASS_REVIEW,
        (context, request) -> intake.review(id(context, "approvalId"), request));
    put(
        handlers,
        "createStandingGrant",
        Body.STANDING_GRANT,
        (context, request) -> intake.createStandingGrant(request));
    put(
        handlers,
        "revokeStandingGrant",
        Body.REMOVAL,
        (context, request) -> intake.revokeStandingGrant(id(context, "grantId"), request));
  }

  private void people(Map<String, Handler<RoutingContext>> handlers) {
    put(
        handlers,
        "setApprover",
        Body.APPROVER,
        (context, request) -> intake.setApprover(Requests.path(context, "subject"), request));
    put(
        handlers,
        "removeApprover",
        Body.REMOVAL,
        (context, request) -> intake.removeApprover(Requests.path(context, "subject"), request));
    put(
        handlers,
        "delegateVotes",
        Body.DELEGATION,
        (context, request) -> intake.delegate(Requests.path(context, "subject"), request));
    put(
        handlers,
        "endDelegation",
        Body.REMOVAL,
        (context, request) -> intake.endDelegation(Requests.path(context, "subject"), request));
    put(
        handlers,
        "registerAuthenticator",
        Body.AUTHENTICATOR,
        (context, request) -> intake.registerAuthenticator(request));
    put(
        handlers,
        "removeAuthenticator",
        Body.REMOVAL,
        (context, request) ->
            intake.removeAuthenticator(
                Requests.path(context, "credentialId"),
                Requests.query(context, "subject"),
                request));
  }

  private void put(
      Map<String, Handler<RoutingContext>> handlers, String id, Body kind, Command command) {
    handlers.put(id, context -> ask(context, kind, command, door::ask));
  }

  private void ask(RoutingContext context, Body kind, Command command, Requests.Asking asking) {
    requests.json(
        context,
        kind,
        (document, origin, stamp) ->
            command.apply(
                context,
                new ControlIntake.Request(
                    document, Requests.query(context, "tenant"), origin, stamp)),
        asking);
  }

  private static UUID id(RoutingContext context, String name) {
    return Ids.uuid7(Requests.path(context, name))
        .orElseThrow(
            () -> Problems.invalid("Expected the %s in the path to be a UUIDv7.".formatted(name)));
  }
}
