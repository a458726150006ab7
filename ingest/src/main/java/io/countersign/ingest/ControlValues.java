package io.countersign.ingest;

import io.countersign.schemas.call.Risk;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.BudgetLimits;
import io.countersign.schemas.control.BudgetNode;
import io.countersign.schemas.control.BudgetWindow;
import io.countersign.schemas.control.CountedBy;
import io.countersign.schemas.control.Deprecation;
import io.countersign.schemas.control.Evidence;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.QuorumSlot;
import io.countersign.schemas.control.Rate;
import io.countersign.schemas.control.RedactionAction;
import io.countersign.schemas.control.RedactionRule;
import io.countersign.schemas.control.ResourceRules;
import io.countersign.schemas.control.ResourceSource;
import io.countersign.schemas.control.Scores;
import io.countersign.schemas.control.ServerReview;
import io.countersign.schemas.control.TenantSettings;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.control.ToolLimits;
import io.countersign.schemas.control.UsageLimit;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonPointer;
import io.countersign.schemas.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Documents of operators as values of the domain. The contract has checked types and required
 * members; what else a value refuses is a problem at its place. Secrets are taken out of free
 * texts; schemas and names stay as they are, because their digests and identity matter.
 */
final class ControlValues {
  private ControlValues() {}

  static ToolDefinition tool(String server, String name, JsonObject document, TextRedaction texts) {
    String inputSchema = schema(document, "");
    JsonObject limits = object(document, "limits");
    return new ToolDefinition(
        server,
        name,
        Values.text(document, "version"),
        Values.owner(object(document, "owner")),
        Risk.valueOf(Values.text(document, "risk")),
        texts.required(document, "purpose"),
        texts.optional(document, "sideEffects", ""),
        Values.strings(document, "systems"),
        Values.strings(document, "scopes"),
        inputSchema,
        digest(inputSchema),
        resources(object(document, "resources")),
        Values.strings(document, "groups"),
        each(
            document,
            "redaction",
            (rule, pointer) ->
                new RedactionRule(
                    Values.text(rule, "pointer"),
                    RedactionAction.valueOf(Values.text(rule, "action")))),
        new ToolLimits(
            rate(limits, "/limits/rate"),
            whole(limits, "concurrency"),
            whole(limits, "argumentBytes"),
            whole(limits, "argumentDepth"),
            limits.object("bound").map(Values::amounts).orElse(null)),
        texts.optional(document, "rollback", ""),
        document.object("deprecation").map(end -> deprecation(end, texts)).orElse(null));
  }

  /** The canonical text of {@code inputSchema}, which is what its digest is taken of. */
  static String schema(JsonObject document, String parent) {
    String text = CanonicalJson.text(object(document, "inputSchema"));
    if (text.length() > io.countersign.schemas.call.Limits.TEXT) {
      throw Problems.invalid(
          parent + "/inputSchema",
          "Expected a schema of at most %d characters, but it is longer."
              .formatted(io.countersign.schemas.call.Limits.TEXT));
    }
    return text;
  }

  static Digest digest(String canonical) {
    return Digest.sha256(canonical.getBytes(StandardCharsets.UTF_8));
  }

  private static ResourceRules resources(JsonObject resources) {
    return new ResourceRules(
        Values.strings(resources, "allow"),
        each(
            resources,
            "from",
            (source, pointer) ->
                new ResourceSource(
                    Values.text(source, "pointer"), source.string("prefix").orElse(""))));
  }

  private static Deprecation deprecation(JsonObject deprecation, TextRedaction texts) {
    return new Deprecation(
        Values.time(Values.text(deprecation, "date"), "/deprecation/date"),
        texts.optional(deprecation, "message", "/deprecation"));
  }

  static ServerReview review(String server, JsonObject document, TextRedaction texts) {
    JsonObject scores = object(document, "scores");
    return new ServerReview(
        server,
        Values.text(document, "version"),
        Values.owner(object(document, "owner")),
        new Scores(
            whole(scores, "toolBoundaries"),
            whole(scores, "permissionModel"),
            whole(scores, "errorRecovery"),
            whole(scores, "verification"),
            whole(scores, "sensitiveData"),
            whole(scores, "maintainer")),
        each(
            document,
            "evidence",
            (evidence, pointer) ->
                new Evidence(
                    Values.text(evidence, "item"),
                    texts.text(Values.text(evidence, "link"), pointer + "/link"))),
        texts.list(document, "criticalFailures", ""),
        texts.list(document, "knownLimits", ""),
        document.string("confirmedBy").orElse(null),
        day(Values.text(document, "nextReview"), "/nextReview"),
        document.string("gate").map(Gate::valueOf).orElse(null));
  }

  static Budget budget(String id, JsonObject document) {
    JsonObject node = object(document, "node");
    JsonObject limits = object(document, "limits");
    return new Budget(
        id,
        at(
            "/node",
            () ->
                new BudgetNode(
                    node.string("team").orElse(null),
                    node.string("principal").orElse(null),
                    node.string("agent").orElse(null),
                    node.string("server").orElse(null),
                    node.string("tool").orElse(null))),
        BudgetWindow.valueOf(Values.text(document, "window")),
        at(
            "/limits",
            () ->
                new BudgetLimits(
                    limits.integer("calls").orElse(null),
                    limits.integer("downstreamCalls").orElse(null),
                    limits.integer("tokens").orElse(null),
                    limits.integer("moneyMicros").orElse(null))));
  }

  static UsageLimit limit(String id, JsonObject document) {
    return new UsageLimit(
        id,
        CountedBy.valueOf(Values.text(document, "per")),
        document.string("environment").orElse(null),
        document.string("server").orElse(null),
        document.string("tool").orElse(null),
        document.string("principal").orElse(null),
        document.string("agent").orElse(null),
        rate(document, "/rate"),
        whole(document, "concurrency"));
  }

  static TenantSettings settings(JsonObject document) {
    String zone = Values.text(document, "timeZone");
    if (!ZoneId.getAvailableZoneIds().contains(zone)) {
      throw Problems.invalid(
          "/timeZone", "Expected the name of an IANA time zone, such as Europe/Berlin.");
    }
    ApprovalTerms terms = document.object("approval").map(ControlValues::terms).orElse(null);
    return at(
        "/unreviewedGate",
        () ->
            new TenantSettings(
                zone,
                Gate.valueOf(Values.text(document, "unreviewedGate")),
                document.bool("policyNeedsApproval").orElse(false),
                document.bool("riskNeedsApproval").orElse(false),
                document.bool("releaseNeedsApproval").orElse(false),
                terms,
                document.string("breakGlassGroup").orElse(null)));
  }

  /** Terms in the words of policy rules; what is left out is as by default. */
  private static ApprovalTerms terms(JsonObject terms) {
    List<QuorumSlot> quorum =
        each(
            terms,
            "quorum",
            (slot, pointer) -> new QuorumSlot(Values.text(slot, "group"), whole(slot, "count")));
    return at(
        "/approval",
        () ->
            new ApprovalTerms(
                quorum,
                millis(terms, "ttl", ApprovalTerms.DEFAULT.ttlMillis()),
                Values.strings(terms, "exclude"),
                terms.bool("stepUp").orElse(false),
                Math.toIntExact(terms.integer("denials").orElse(1L)),
                millis(terms, "grantTtl", ApprovalTerms.GRANT_TTL_MILLIS),
                terms.string("fallback").orElse(null),
                terms.string("escalateTo").orElse(null),
                terms.bool("offline").orElse(false),
                terms.bool("comment").orElse(false)));
  }

  private static long millis(JsonObject object, String name, long otherwise) {
    return object.string(name).flatMap(Durations::parse).map(Duration::toMillis).orElse(otherwise);
  }

  private static @Nullable Rate rate(JsonObject parent, String pointer) {
    JsonObject rate = parent.object("rate").orElse(null);
    if (rate == null) {
      return null;
    }
    long calls = rate.integer("calls").orElse(0L);
    Duration per =
        Durations.parse(Values.text(rate, "per"))
            .filter(Duration::isPositive)
            .filter(duration -> duration.compareTo(Duration.ofDays(31)) <= 0)
            .orElseThrow(
                () ->
                    Problems.invalid(
                        pointer + "/per", "Expected a duration of 1ms to 31d, such as 1m."));
    return at(pointer, () -> new Rate(calls, per.toMillis(), rate.integer("burst").orElse(calls)));
  }

  private static String day(String text, String pointer) {
    try {
      return LocalDate.parse(text).toString();
    } catch (DateTimeParseException e) {
      throw Problems.invalid(pointer, "Expected a day as in 2026-12-01.");
    }
  }

  static int whole(JsonObject object, String name) {
    return Math.toIntExact(object.integer(name).orElse(0L));
  }

  static JsonObject object(JsonObject document, String name) {
    return document.object(name).orElse(JsonObject.EMPTY);
  }

  /** The objects of an array, each with the pointer to it. */
  private static <T> List<T> each(
      JsonObject document, String name, BiFunction<JsonObject, String, T> value) {
    List<T> values = new ArrayList<>();
    Optional<JsonArray> array = document.array(name);
    for (JsonValue element : array.map(JsonArray::elements).orElse(List.of())) {
      String pointer = JsonPointer.append("/" + name, values.size());
      values.add(value.apply((JsonObject) element, pointer));
    }
    return values;
  }

  private static <T> T at(String pointer, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw Problems.invalid(pointer, String.valueOf(e.getMessage()));
    }
  }
}
