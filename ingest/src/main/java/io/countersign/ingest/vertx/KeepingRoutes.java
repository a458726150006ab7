package io.countersign.ingest.vertx;

import io.countersign.ingest.ControlIntake;
import io.countersign.ingest.Door;
import io.countersign.ingest.KeepingIntake;
import io.countersign.ingest.Problems;
import io.countersign.ingest.contract.Contract.Body;
import io.countersign.schemas.command.CommandEnvelope;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** What people say of alerts, and how records are kept and found. */
final class KeepingRoutes {
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final Requests requests;
  private final KeepingIntake intake;
  private final Door door;

  KeepingRoutes(Requests requests, KeepingIntake intake, Door door) {
    this.requests = requests;
    this.intake = intake;
    this.door = door;
  }

  private interface Command
      extends BiFunction<RoutingContext, ControlIntake.Request, CommandEnvelope> {}

  /** The handlers by the id of their operation. */
  Map<String, Handler<RoutingContext>> handlers() {
    Map<String, Handler<RoutingContext>> handlers = new HashMap<>();
    handlers.put(
        "acknowledgeAlert",
        handler(
            Body.ALERT_ACKNOWLEDGEMENT,
            (context, request) -> intake.acknowledgeAlert(alertId(context), request)));
    handlers.put(
        "resolveAlert",
        handler(
            Body.ALERT_RESOLUTION,
            (context, request) -> intake.resolveAlert(alertId(context), request)));
    handlers.put(
        "setRetention",
        handler(Body.RETENTION, (context, request) -> intake.setRetention(request)));
    handlers.put(
        "placeHold",
        handler(
            Body.HOLD,
            (context, request) -> intake.placeHold(Requests.path(context, "holdId"), request)));
    handlers.put(
        "releaseHold",
        handler(
            Body.REMOVAL,
            (context, request) -> intake.releaseHold(Requests.path(context, "holdId"), request)));
    handlers.put(
        "saveSearch",
        handler(
            Body.SEARCH,
            (context, request) -> intake.saveSearch(Requests.path(context, "name"), request)));
    handlers.put(
        "removeSearch",
        handler(
            Body.SEARCH_REMOVAL,
            (context, request) -> intake.removeSearch(Requests.path(context, "name"), request)));
    return handlers;
  }

  private Handler<RoutingContext> handler(Body kind, Command command) {
    return context ->
        requests.json(
            context,
            kind,
            (document, origin, stamp) ->
                command.apply(
                    context,
                    new ControlIntake.Request(
                        document, Requests.query(context, "tenant"), origin, stamp)),
            door::ask);
  }

  private static UUID alertId(RoutingContext context) {
    String text = Requests.path(context, "alertId");
    if (!UUID_TEXT.matcher(text).matches()) {
      throw Problems.invalid("Expected the alert id in the path to be a UUID.");
    }
    return UUID.fromString(text);
  }
}
