package io.countersign.ingest.vertx;

import io.countersign.ingest.Acknowledge;
import io.countersign.ingest.BrakeDoor;
import io.countersign.ingest.ControlIntake;
import io.countersign.ingest.Door;
import io.countersign.ingest.Ids;
import io.countersign.ingest.Problems;
import io.countersign.ingest.Proposals;
import io.countersign.ingest.Stamp;
import io.countersign.ingest.contract.Contract.Body;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.json.JsonObject;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * What operators ask of the catalogue, the gates, the policy, the budgets, the limits and the
 * brakes, and what gateways tell of the tools they see.
 */
final class ControlRoutes {
  /** RFC 9512, and what is sent in its place. */
  private static final List<String> YAML =
      List.of("application/yaml", "text/yaml", "application/x-yaml");

  private final Requests requests;
  private final ControlIntake intake;
  private final Proposals proposals;
  private final Door door;
  private final BrakeDoor brakes;

  ControlRoutes(
      Requests requests, ControlIntake intake, Proposals proposals, Door door, BrakeDoor brakes) {
    this.requests = requests;
    this.intake = intake;
    this.proposals = proposals;
    this.door = door;
    this.brakes = brakes;
  }

  private interface Command
      extends BiFunction<RoutingContext, ControlIntake.Request, CommandEnvelope> {}

  /** The handlers by the id of their operation. */
  Map<String, Handler<RoutingContext>> handlers() {
    Map<String, Handler<RoutingContext>> handlers = new HashMap<>();
    control(
        handlers,
        "registerTool",
        Body.TOOL,
        (context, request) ->
            intake.registerTool(path(context, "server"), path(context, "name"), request));
    control(
        handlers,
        "retireTool",
        Body.REMOVAL,
        (context, request) ->
            intake.retireTool(path(context, "server"), path(context, "name"), request));
    control(
        handlers,
        "reviewServer",
        Body.REVIEW,
        (context, request) -> intake.reviewServer(path(context, "server"), request));
    control(
        handlers,
        "withdrawPolicy",
        Body.REMOVAL,
        (context, request) -> intake.withdrawPolicy(path(context, "name"), request));
    control(
        handlers,
        "setBudget",
        Body.BUDGET,
        (context, request) -> intake.setBudget(path(context, "budgetId"), request));
    control(
        handlers,
        "removeBudget",
        Body.REMOVAL,
        (context, request) -> intake.removeBudget(path(context, "budgetId"), request));
    control(
        handlers,
        "setLimit",
        Body.LIMIT,
        (context, request) -> intake.setLimit(path(context, "limitId"), request));
    control(
        handlers,
        "removeLimit",
        Body.REMOVAL,
        (context, request) -> intake.removeLimit(path(context, "limitId"), request));
    control(
        handlers,
        "configureTenant",
        Body.SETTINGS,
        (context, request) -> intake.configure(request));
    brake(handlers, "engageBrake", Body.BRAKE, (context, request) -> intake.engageBrake(request));
    brake(
        handlers,
        "releaseBrake",
        Body.RELEASE,
        (context, request) -> intake.releaseBrake(brakeId(context), request));
    handlers.put("publishPolicy", this::publish);
    handlers.put("proposeTools", this::propose);
    return handlers;
  }

  private void control(
      Map<String, Handler<RoutingContext>> handlers, String id, Body kind, Command command) {
    handlers.put(id, context -> ask(context, kind, command, door::ask));
  }

  private void brake(
      Map<String, Handler<RoutingContext>> handlers, String id, Body kind, Command command) {
    handlers.put(id, context -> ask(context, kind, command, brakes::ask));
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

  private void publish(RoutingContext context) {
    long received = requests.now();
    requests.answer(
        context,
        YAML,
        Limits.DOCUMENT,
        body -> {
          Requests.Keyed keyed = requests.keyed(context, body);
          return new Requests.Prepared(
              intake.publishPolicy(path(context, "name"), body, request(context, keyed.stamp())),
              keyed.key(),
              Requests.acknowledge(acknowledge(context)));
        },
        prepared -> door.ask(prepared.command(), prepared.key(), prepared.level(), received));
  }

  private ControlIntake.Request request(RoutingContext context, Stamp stamp) {
    return new ControlIntake.Request(
        JsonObject.EMPTY,
        Requests.query(context, "tenant"),
        Requests.origin(context, EvidenceGrade.ENFORCED),
        stamp);
  }

  private static Optional<String> acknowledge(RoutingContext context) {
    Optional<String> text = Requests.query(context, "acknowledge");
    if (text.filter(each -> !each.equals("appended") && !each.equals("committed")).isPresent()) {
      throw Problems.invalid("Expected acknowledge to be appended or committed, but it is not.");
    }
    return text;
  }

  private record Proposed(List<Proposals.Proposal> tools, UUID key, Acknowledge level) {}

  private void propose(RoutingContext context) {
    long received = requests.now();
    requests.answer(
        context,
        Requests.JSON,
        requests.maxBytes(),
        body -> {
          Requests.Keyed keyed = requests.keyed(context, body);
          JsonObject document = requests.document(body, Body.PROPOSALS);
          return new Proposed(
              proposals.read(
                  document,
                  Requests.query(context, "tenant"),
                  Requests.origin(context, EvidenceGrade.ENFORCED),
                  keyed.stamp()),
              keyed.key(),
              Requests.acknowledge(document.string("acknowledge")));
        },
        proposed -> proposals.ask(proposed.tools, proposed.key, proposed.level, received));
  }

  private static String path(RoutingContext context, String name) {
    return Requests.path(context, name);
  }

  private static UUID brakeId(RoutingContext context) {
    return Ids.uuid7(path(context, "brakeId"))
        .orElseThrow(() -> Problems.invalid("Expected the brake id in the path to be a UUIDv7."));
  }
}
