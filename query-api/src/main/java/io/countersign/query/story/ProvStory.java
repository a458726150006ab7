package io.countersign.query.story;

import io.countersign.query.story.ProvDocument.Attributes;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.util.Optional;

/**
 * The story as W3C PROV (https://www.w3.org/TR/prov-dm/): a tool call is an activity that used its
 * arguments and generated its result, both entities named by digest; the agent is a software agent
 * that acted on behalf of the principal; decision, approval and each vote are activities, who voted
 * is associated with the vote, with the terms of the approval as the plan. A call that came from
 * another was informed by it, and arguments that hold a value of a result were derived from it.
 */
public final class ProvStory {
  /** Attributes and types of ours. */
  private static final String VOCABULARY = "https://countersign.dev/ns/prov#";

  private final StoryView story;
  private final ProvDocument document = new ProvDocument();

  private ProvStory(StoryView story) {
    this.story = story;
  }

  /** The PROV-JSON of a story. */
  public static JsonObject of(StoryView story) {
    return new ProvStory(story).document();
  }

  private JsonObject document() {
    document.prefix("cs", VOCABULARY);
    document.prefix("uuid", "urn:uuid:");
    document.prefix("sha256", "urn:countersign:sha256:");
    document.prefix("run", ProvName.namespace(story.tenant(), "run"));
    document.prefix("agent", ProvName.namespace(story.tenant(), "agent"));
    document.prefix("person", ProvName.namespace(story.tenant(), "person"));
    document.prefix("service", ProvName.namespace(story.tenant(), "service"));
    document.prefix("policy", ProvName.namespace(story.tenant(), "policy"));
    document.element(
        "activity",
        run(),
        new Attributes()
            .type("cs:Run")
            .time("prov:startTime", story.totals().firstAt().map(String::valueOf))
            .time("prov:endTime", story.totals().lastAt().map(String::valueOf))
            .text("prov:label", Optional.of(story.runId()))
            .text("cs:complete", Optional.of(Boolean.toString(story.complete())))
            .text("cs:asKnownAt", story.cut().map(cut -> cut.json().toJson())));
    story.calls().forEach(this::call);
    for (Flow flow : story.flows()) {
      Optional<CallTold> from = story.call(flow.fromCallId());
      Optional<CallTold> to = story.call(flow.toCallId());
      if (from.isPresent() && to.isPresent()) {
        document.relation(
            "wasDerivedFrom",
            new Attributes().text("cs:basis", Optional.of("SAME_VALUE")),
            "prov:generatedEntity",
            arguments(to.get()),
            "prov:usedEntity",
            result(from.get()));
      }
    }
    return document.json();
  }

  private String run() {
    return ProvName.of("run", story.runId());
  }

  private void call(CallTold told) {
    JsonObject call = told.call();
    String activity = ProvName.uuid(told.callId());
    document.element(
        "activity",
        activity,
        new Attributes()
            .type("cs:ToolCall")
            .time("prov:startTime", Members.text(call, "intent", "recordedAt"))
            .time("prov:endTime", Members.text(call, "outcome", "recordedAt"))
            .text("prov:label", Optional.of(told.tool()))
            .text("cs:state", Members.text(call, "state"))
            .text("cs:risk", Members.text(call, "risk"))
            .text("cs:environment", Members.text(call, "environment"))
            .text("cs:outcome", Members.text(call, "outcome", "status"))
            .text("cs:request", Members.text(call, "intent", "context", "request"))
            .text("cs:source", Members.text(call, "intent", "context", "source"))
            .text("cs:traceId", told.trace().map(Trace::traceId)));
    informed(activity, run());
    told.parent().ifPresent(above -> informed(activity, ProvName.uuid(above.callId())));
    if (Members.object(call, "intent").isPresent()) {
      asked(told, activity);
    }
    Members.object(call, "decision").ifPresent(decision -> decided(decision, activity));
    Members.object(call, "approval").ifPresent(approval -> approved(approval, activity));
    Members.object(call, "outcome").ifPresent(outcome -> ended(told, outcome, activity));
  }

  private void asked(CallTold told, String activity) {
    JsonObject call = told.call();
    document.element(
        "entity",
        arguments(told),
        new Attributes()
            .type("cs:Action")
            .text("prov:label", Optional.of("arguments of " + told.tool()))
            .text(
                "prov:value",
                Members.value(call, "intent", "arguments", "json").map(JsonValue::toJson))
            .number("cs:position", Members.number(call, "intent", "position")));
    document.relation(
        "used",
        new Attributes().time("prov:time", Members.text(call, "intent", "recordedAt")),
        "prov:activity",
        activity,
        "prov:entity",
        arguments(told));
    Optional<String> agent = Members.text(call, "actor", "agent", "id");
    Optional<String> principal = Members.text(call, "actor", "principal", "id");
    Optional<String> on = principal.map(id -> principal(call, id));
    agent.ifPresent(
        id -> {
          String name = ProvName.of("agent", id);
          document.element(
              "agent",
              name,
              new Attributes()
                  .type("prov:SoftwareAgent")
                  .text("prov:label", agent)
                  .text("cs:version", Members.text(call, "actor", "agent", "version")));
          associated(activity, name, Optional.empty(), new Attributes());
          on.ifPresent(
              behalf ->
                  document.relation(
                      "actedOnBehalfOf",
                      new Attributes(),
                      "prov:delegate",
                      name,
                      "prov:responsible",
                      behalf,
                      "prov:activity",
                      activity));
        });
  }

  private String principal(JsonObject call, String id) {
    boolean service =
        Members.text(call, "actor", "principal", "type").equals(Optional.of("service"));
    if (!service) {
      return person(id);
    }
    String name = ProvName.of("service", id);
    document.element(
        "agent",
        name,
        new Attributes().type("prov:SoftwareAgent").text("prov:label", Optional.of(id)));
    return name;
  }

  private String person(String id) {
    String name = ProvName.of("person", id);
    document.element(
        "agent", name, new Attributes().type("prov:Person").text("prov:label", Optional.of(id)));
    return name;
  }

  private void decided(JsonObject decision, String call) {
    String activity = ProvName.uuid(decision.string("eventId").orElse(""));
    Optional<String> at = decision.string("recordedAt");
    document.element(
        "activity",
        activity,
        new Attributes()
            .type("cs:Decision")
            .time("prov:startTime", at)
            .time("prov:endTime", at)
            .text("cs:verdict", decision.string("verdict"))
            .number("cs:position", Members.number(decision, "position")));
    informed(call, activity);
    for (JsonObject rule : Members.objects(decision, "rules")) {
      if (Members.text(rule, "match").equals(Optional.of("MATCHED"))) {
        String policy = ProvName.of("policy", Members.text(rule, "policy").orElse("?"));
        document.element(
            "entity",
            policy,
            new Attributes()
                .type("prov:Plan", "cs:Policy")
                .text("prov:label", Members.text(rule, "policy")));
        document.relation(
            "used",
            new Attributes().text("cs:rule", Members.text(rule, "rule")),
            "prov:activity",
            activity,
            "prov:entity",
            policy);
      }
    }
  }

  private void approved(JsonObject approval, String call) {
    String id = approval.string("approvalId").orElse("");
    String activity = ProvName.uuid(id);
    String plan = "cs:terms-" + activity.substring("uuid:".length());
    document.element(
        "activity",
        activity,
        new Attributes()
            .type("cs:Approval")
            .time("prov:startTime", approval.string("requestedAt"))
            .time("prov:endTime", approval.string("decidedAt"))
            .text("cs:state", approval.string("state")));
    document.element(
        "entity",
        plan,
        new Attributes()
            .type("prov:Plan", "cs:ApprovalTerms")
            .text("prov:label", Optional.of(EventTold.terms(approval)))
            .text("cs:shown", approval.string("previewDigest")));
    informed(call, activity);
    for (JsonObject vote : Members.objects(approval, "votes")) {
      voted(vote, activity, plan, "cs:Vote");
    }
    Members.object(approval, "breakGlass")
        .ifPresent(broken -> voted(broken, activity, plan, "cs:BreakGlass"));
  }

  private void voted(JsonObject vote, String approval, String plan, String type) {
    String activity = ProvName.uuid(vote.string("eventId").orElse(""));
    Optional<String> at = vote.string("recordedAt");
    document.element(
        "activity",
        activity,
        new Attributes()
            .type(type)
            .time("prov:startTime", at)
            .time("prov:endTime", at)
            .text("cs:ballot", vote.string("ballot"))
            .text("cs:comment", vote.string("comment").or(() -> vote.string("reason")))
            .number("cs:position", Members.number(vote, "position")));
    informed(approval, activity);
    Members.text(vote, "voter", "subject")
        .ifPresent(
            subject -> {
              String person = person(subject);
              associated(activity, person, Optional.of(plan), new Attributes());
              associated(
                  approval,
                  person,
                  Optional.of(plan),
                  new Attributes().text("prov:role", Optional.of("voter")));
            });
  }

  private void ended(CallTold told, JsonObject outcome, String activity) {
    document.element(
        "entity",
        result(told),
        new Attributes()
            .type("cs:Result")
            .text("prov:label", Optional.of("result of " + told.tool()))
            .text("prov:value", Members.value(outcome, "result", "json").map(JsonValue::toJson))
            .number("cs:position", Members.number(outcome, "position")));
    document.relation(
        "wasGeneratedBy",
        new Attributes().time("prov:time", outcome.string("recordedAt")),
        "prov:entity",
        result(told),
        "prov:activity",
        activity);
  }

  /** The exact action, the same for each call that asks for the same. */
  private static String arguments(CallTold told) {
    return Members.text(told.call(), "intent", "actionDigest")
        .map(ProvName::digest)
        .orElse(ProvName.uuid(told.callId()) + "-arguments");
  }

  /** A result by its keyed digest, or where there is none by the event that tells it. */
  private static String result(CallTold told) {
    return Members.text(told.call(), "outcome", "resultDigest")
        .map(ProvName::digest)
        .orElseGet(() -> ProvName.uuid(Members.text(told.call(), "outcome", "eventId").orElse("")));
  }

  private void informed(String informed, String informant) {
    document.relation(
        "wasInformedBy", new Attributes(), "prov:informed", informed, "prov:informant", informant);
  }

  private void associated(
      String activity, String agent, Optional<String> plan, Attributes attributes) {
    if (plan.isPresent()) {
      document.relation(
          "wasAssociatedWith",
          attributes,
          "prov:activity",
          activity,
          "prov:agent",
          agent,
          "prov:plan",
          plan.get());
    } else {
      document.relation(
          "wasAssociatedWith", attributes, "prov:activity", activity, "prov:agent", agent);
    }
  }
}
