package io.countersign.ingest;

import io.countersign.ingest.ControlIntake.Request;
import io.countersign.ingest.redact.Redactor;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.alert.AlertVerdict;
import io.countersign.schemas.audit.QueryParameter;
import io.countersign.schemas.command.AcknowledgeAlert;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.PlaceLegalHold;
import io.countersign.schemas.command.ReleaseLegalHold;
import io.countersign.schemas.command.RemoveSearch;
import io.countersign.schemas.command.ResolveAlert;
import io.countersign.schemas.command.SaveSearch;
import io.countersign.schemas.command.SetRetention;
import io.countersign.schemas.control.ClassRetention;
import io.countersign.schemas.control.HoldScope;
import io.countersign.schemas.control.RecordClass;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Makes a command of what people say of alerts, and of how records are kept and found: retention,
 * legal holds, saved searches. Free texts are searched for secrets as those of other controls.
 *
 * <p>Expects documents that the {@link io.countersign.ingest.contract.Contract} has accepted. Every
 * method throws {@link io.countersign.schemas.http.ProblemException} as those of {@link
 * ControlIntake} do.
 */
public final class KeepingIntake {
  private static final Set<Role> OPERATOR = Set.of(Role.OPERATOR);
  private static final Set<Role> SEARCHERS = Set.of(Role.OPERATOR, Role.AUDITOR);

  private final Redactor redactor;

  public KeepingIntake(Redactor redactor) {
    this.redactor = redactor;
  }

  /** Makes a command of a body, its texts and who sent it. */
  private interface Made {
    Command of(JsonObject document, TextRedaction texts, String by);
  }

  /** A person takes care of an alert. Whether there is such an alert, ingest cannot know. */
  public CommandEnvelope acknowledgeAlert(UUID alertId, Request request) {
    return command(
        request,
        OPERATOR,
        (document, texts, by) -> new AcknowledgeAlert(alertId, note(document, texts), by));
  }

  /** A person says what an alert was. */
  public CommandEnvelope resolveAlert(UUID alertId, Request request) {
    return command(
        request,
        OPERATOR,
        (document, texts, by) ->
            new ResolveAlert(
                alertId,
                AlertVerdict.valueOf(Values.text(document, "verdict")),
                note(document, texts),
                by));
  }

  /** Says how long search keeps records, all classes at once, so that nothing falls back unseen. */
  public CommandEnvelope setRetention(Request request) {
    return command(
        request,
        OPERATOR,
        (document, texts, by) ->
            new SetRetention(
                objects(document, "classes").map(KeepingIntake::kept).toList(),
                texts.required(document, "reason"),
                by));
  }

  /** Keeps records from being pruned. */
  public CommandEnvelope placeHold(String holdId, Request request) {
    return command(
        request,
        OPERATOR,
        (document, texts, by) ->
            new PlaceLegalHold(
                holdId,
                scope(document.object("scope").orElse(JsonObject.EMPTY)),
                texts.required(document, "reason"),
                by));
  }

  /** Ends a legal hold. */
  public CommandEnvelope releaseHold(String holdId, Request request) {
    return command(
        request,
        OPERATOR,
        (document, texts, by) ->
            new ReleaseLegalHold(holdId, texts.required(document, "reason"), by));
  }

  /** Gives a search a name. */
  public CommandEnvelope saveSearch(String name, Request request) {
    return command(
        request,
        SEARCHERS,
        (document, texts, by) -> {
          List<QueryParameter> parameters =
              objects(document, "parameters").map(each -> parameter(each, texts)).toList();
          String description = texts.optional(document, "description", "");
          return new SaveSearch(name, parameters, description == null ? "" : description, by);
        });
  }

  /** Removes a saved search. */
  public CommandEnvelope removeSearch(String name, Request request) {
    return command(request, SEARCHERS, (document, texts, by) -> new RemoveSearch(name, by));
  }

  private CommandEnvelope command(Request request, Set<Role> roles, Made made) {
    Caller caller = request.origin().caller();
    if (roles.stream().noneMatch(caller::is)) {
      Intake.require(caller, Role.OPERATOR);
    }
    JsonObject document = request.document();
    String tenant = Intake.tenant(document.string("tenant").or(request::tenant), caller, "/tenant");
    return Intake.checked(
        () ->
            Intake.envelope(
                tenant,
                JsonObject.EMPTY,
                request.origin(),
                request.stamp(),
                made.of(document, TextRedaction.ofOperator(redactor), caller.subject())));
  }

  private static String note(JsonObject document, TextRedaction texts) {
    String note = texts.optional(document, "note", "");
    return note == null ? "" : note;
  }

  private static ClassRetention kept(JsonObject each) {
    return new ClassRetention(
        RecordClass.valueOf(Values.text(each, "recordClass")),
        Math.toIntExact(each.integer("days").orElse(0L)));
  }

  private static HoldScope scope(JsonObject scope) {
    return new HoldScope(
        scope.string("runId").orElse(null), scope.string("principal").orElse(null));
  }

  private static QueryParameter parameter(JsonObject each, TextRedaction texts) {
    return new QueryParameter(Values.text(each, "name"), texts.required(each, "value"));
  }

  private static Stream<JsonObject> objects(JsonObject document, String name) {
    return document.array(name).map(JsonArray::elements).orElse(List.of()).stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast);
  }
}
