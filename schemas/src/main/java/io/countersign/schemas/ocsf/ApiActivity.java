package io.countersign.schemas.ocsf;

import io.countersign.schemas.control.ControlId;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The members of API Activity (class 6003): who did what to which resources, and how it ended. */
final class ApiActivity {
  /** {@code role_id} of a resource. */
  private static final Caption TARGET = new Caption(1, "Target");

  private static final Caption AFFECTED = new Caption(3, "Affected");

  /** {@code ai_role_id} of the message that an agent sends to a tool. */
  private static final Caption AGENT = new Caption(4, "Agent");

  /** The observable type of a {@code username_t}. */
  private static final Caption USER_NAME = new Caption(4, "User Name");

  private static final String OUTCOME = "OutcomeRecorded";

  /** An IPv4 or IPv6 address, as far as OCSF's {@code ip_t} asks. */
  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]{1,38}");

  /** A read of the record, which names what it read by itself. */
  private static final String ACCESS = "AuditAccessed";

  private ApiActivity() {}

  /** The tool of a call. */
  record Tool(String server, String name, @Nullable String version) {}

  static Optional<Tool> tool(Told told) {
    Optional<String> server = told.text("tool.server");
    Optional<String> name = told.text("tool.name");
    return server.isPresent() && name.isPresent()
        ? Optional.of(new Tool(server.get(), name.get(), told.text("tool.version").orElse(null)))
        : Optional.empty();
  }

  /** Whether the event names the agent that acts. */
  static boolean byAgent(Told told) {
    return told.text("actor.agent.id").isPresent() && tool(told).isPresent();
  }

  /** What a decision is about is the effect of its tool, as far as the catalogue knows it. */
  static Caption activity(Mapping mapping, Told told) {
    if (!mapping.type().equals("DecisionMade")) {
      return mapping.activity();
    }
    return switch (told.text("risk").orElse("")) {
      case "READ" -> Caption.READ;
      case "WRITE" -> Caption.UPDATE;
      default -> mapping.activity();
    };
  }

  static void put(JsonObject.Builder ocsf, Mapping mapping, Told told, OcsfVersion version) {
    Optional<JsonObject> user = user(told);
    ocsf.put("actor", actor(told, user));
    ocsf.put("api", api(mapping, told));
    ocsf.put("src_endpoint", source(told));
    tool(told)
        .ifPresent(
            tool ->
                ocsf.put(
                    "dst_endpoint",
                    JsonObject.builder()
                        .put("name", tool.server())
                        .put("svc_name", tool.server())
                        .build()));
    JsonArray resources = resources(mapping, told);
    if (!resources.elements().isEmpty()) {
      ocsf.put("resources", resources);
    }
    Status.of(told).put(ocsf);
    user.flatMap(known -> known.string("name"))
        .ifPresent(name -> ocsf.put("observables", JsonArray.of(observable(name))));
    if (byAgent(told)) {
      putAgent(ocsf, told, version);
    }
    Trace.of(told.envelope())
        .ifPresent(
            trace -> ocsf.put("trace", JsonObject.builder().put("uid", trace.traceId()).build()));
  }

  /** Where it came from: the gateway, and the address of whoever read the record. */
  private static JsonObject source(Told told) {
    JsonObject.Builder source = JsonObject.builder().put("name", gateway(told));
    told.text("remote")
        .filter(remote -> ADDRESS.matcher(remote).matches())
        .ifPresent(address -> source.put("ip", address));
    return source.build();
  }

  private static JsonObject actor(Told told, Optional<JsonObject> user) {
    return JsonObject.builder()
        .put("app_name", told.text("actor.agent.id").orElse(gateway(told)))
        .putIfPresent("user", user)
        .build();
  }

  static String gateway(Told told) {
    return told.envelope()
        .object("source")
        .flatMap(source -> source.string("gateway"))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Expected an event with a source.gateway, but it has none"));
  }

  /** The person who acts: who votes, changes or asks, else on whose behalf the agent acts. */
  static Optional<JsonObject> user(Told told) {
    JsonObject body = told.body();
    for (String member : List.of("voter", "by", "from")) {
      Optional<JsonObject> voter = body.object(member);
      if (voter.isPresent()) {
        return voter.map(person -> person(person, "subject", Optional.of("user")));
      }
    }
    Optional<String> by = body.string(told.type().equals(ACCESS) ? "subject" : "by");
    if (by.isPresent()) {
      return by.map(name -> JsonObject.builder().put("name", name).put("uid", name).build());
    }
    return body.object("actor")
        .flatMap(actor -> actor.object("principal"))
        .map(principal -> person(principal, "id", principal.string("type")));
  }

  private static JsonObject person(JsonObject person, String idName, Optional<String> type) {
    String id = person.string(idName).orElse("");
    JsonObject.Builder user = JsonObject.builder().put("name", id).put("uid", id);
    type.ifPresent(name -> userType(name).put(user, "type"));
    List<String> groups = Told.texts(person.array("groups"));
    if (!groups.isEmpty()) {
      user.put(
          "groups",
          new JsonArray(
              groups.stream()
                  .<JsonValue>map(group -> JsonObject.builder().put("name", group).build())
                  .toList()));
    }
    return user.build();
  }

  private static Caption userType(String type) {
    return switch (type) {
      case "user" -> new Caption(1, "User");
      case "service" -> new Caption(4, "Service");
      default -> Caption.other(type);
    };
  }

  private static JsonObject api(Mapping mapping, Told told) {
    Optional<Tool> tool = tool(told);
    JsonObject.Builder request =
        JsonObject.builder()
            .put("uid", told.envelope().string("callId").orElse(told.required("commandId")))
            .putIfPresent("data", document(told, "arguments"));
    JsonObject.Builder api =
        JsonObject.builder()
            .put("operation", tool.map(Tool::name).orElseGet(() -> operation(mapping, told)))
            .put("request", request.build());
    api.put(
        "service",
        JsonObject.builder().put("name", tool.map(Tool::server).orElse("countersign")).build());
    tool.map(Tool::version).ifPresent(version -> api.put("version", version));
    if (told.type().equals(OUTCOME)) {
      api.put("response", response(told));
    }
    return api.build();
  }

  private static String operation(Mapping mapping, Told told) {
    return told.type().equals(ACCESS)
        ? told.text("operation").map(read -> mapping.operation() + "." + read).orElse("audit")
        : mapping.operation();
  }

  private static JsonObject response(Told told) {
    JsonObject.Builder response =
        JsonObject.builder().putIfPresent("data", document(told, "result"));
    told.text("errorClass").ifPresent(error -> response.put("error", error));
    told.text("status").ifPresent(status -> response.put("message", status));
    return response.build();
  }

  private static Optional<JsonValue> document(Told told, String name) {
    return told.body().object(name).flatMap(redacted -> redacted.get("json"));
  }

  /** What was acted on: the resources of a call, or the thing that an event names. */
  static JsonArray resources(Mapping mapping, Told told) {
    List<JsonValue> resources = new ArrayList<>();
    Caption role = told.type().equals(OUTCOME) ? AFFECTED : TARGET;
    for (String id : told.texts("resources")) {
      int colon = id.indexOf(':');
      resources.add(resource(colon > 0 ? id.substring(0, colon) : "resource", id, role));
    }
    if (!mapping.resource().isEmpty()) {
      named(mapping, told).ifPresent(id -> resources.add(resource(mapping.resource(), id, TARGET)));
    }
    return new JsonArray(resources);
  }

  private static Optional<String> named(Mapping mapping, Told told) {
    List<String> parts =
        mapping.resourceId().stream().map(told::text).flatMap(Optional::stream).toList();
    if (parts.size() < mapping.resourceId().size()) {
      return Optional.empty();
    }
    if (mapping.resource().equals("tool")) {
      return Optional.of(ControlId.tool(parts.getFirst(), parts.getLast()));
    }
    return Optional.of(
        parts.isEmpty()
            ? mapping.resource()
            : mapping.resource() + parts.stream().collect(Collectors.joining("/", "/", "")));
  }

  private static JsonObject resource(String type, String id, Caption role) {
    JsonObject.Builder resource =
        JsonObject.builder().put("name", id).put("type", type).put("uid", id);
    role.put(resource, "role");
    return resource.build();
  }

  private static JsonObject observable(String user) {
    JsonObject.Builder observable =
        JsonObject.builder().put("name", "actor.user.name").put("value", user);
    USER_NAME.put(observable, "type");
    return observable.build();
  }

  private static void putAgent(JsonObject.Builder ocsf, Told told, OcsfVersion version) {
    JsonObject.Builder context = JsonObject.builder();
    AGENT.put(context, "ai_role");
    told.text("actor.client.name")
        .ifPresent(
            name -> {
              JsonObject.Builder client = JsonObject.builder().put("name", name);
              told.text("actor.client.version").ifPresent(v -> client.put("version", v));
              context.put("application", client.build());
            });
    tool(told)
        .ifPresent(
            tool ->
                context.put("service", JsonObject.builder().put("name", tool.server()).build()));
    context.putIfPresent("uid", told.envelope().get("runId"));
    ocsf.put("message_context", context.build());
    if (version == OcsfVersion.V1_9_0) {
      ocsf.put("ai_agent", agent(told));
    }
  }

  private static JsonObject agent(Told told) {
    String id = told.text("actor.agent.id").orElse("");
    JsonObject.Builder agent = JsonObject.builder().put("name", id).put("uid", id);
    agent.putIfPresent("instance_uid", told.envelope().get("runId"));
    told.text("actor.agent.version").ifPresent(version -> agent.put("version", version));
    Caption.UNKNOWN.put(agent, "type");
    return agent.build();
  }
}
