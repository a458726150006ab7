package io.countersign.approvals.vertx;

import io.countersign.approvals.whatif.ChangeGroup;
import io.countersign.approvals.whatif.ChangedCall;
import io.countersign.approvals.whatif.ReplayReport;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A report as the API answers it. */
final class ReportJson {
  private ReportJson() {}

  static JsonObject of(ReplayReport report) {
    return JsonObject.builder()
        .put("tenant", report.tenant())
        .put("policy", report.policy())
        .put("hash", report.hash().text())
        .put("since", report.since().toString())
        .put("inForce", report.inForce())
        .put("commands", report.commands())
        .put("calls", report.calls())
        .put("before", verdicts(report.before()))
        .put("after", verdicts(report.after()))
        .put("changed", report.changed())
        .put("consequences", report.consequences())
        .put("groups", list(report.groups(), ReportJson::group))
        .put("ungrouped", report.ungrouped())
        .build();
  }

  private static JsonObject verdicts(Map<Verdict, Long> counts) {
    JsonObject.Builder json = JsonObject.builder();
    counts.forEach((verdict, count) -> json.put(verdict.name(), count));
    return json.build();
  }

  private static JsonObject group(ChangeGroup group) {
    ChangeGroup.Key key = group.key();
    JsonObject.Builder json =
        JsonObject.builder()
            .put("server", key.server())
            .put("tool", key.tool())
            .put("from", key.from().name())
            .put("to", key.to().name())
            .put("code", key.code());
    optional(json, "reference", key.reference());
    return json.put("calls", group.calls())
        .put("consequences", group.consequences())
        .put("examples", list(group.examples(), ReportJson::call))
        .build();
  }

  private static JsonObject call(ChangedCall call) {
    JsonObject.Builder json = JsonObject.builder().put("callId", call.callId().toString());
    optional(json, "runId", call.runId());
    optional(json, "agent", call.agent());
    optional(json, "principal", call.principal());
    optional(json, "environment", call.environment());
    return json.put("recordedAt", call.recordedAt().toString())
        .put("consequence", call.consequence())
        .put("before", list(call.before(), ReportJson::reason))
        .put("after", list(call.after(), ReportJson::reason))
        .build();
  }

  private static JsonObject reason(Reason reason) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("check", reason.check())
            .put("result", reason.result().name())
            .put("code", reason.code())
            .put("message", reason.message());
    optional(json, "reference", reason.reference());
    return json.build();
  }

  private static <T> JsonArray list(List<T> values, Function<T, JsonValue> json) {
    return new JsonArray(values.stream().map(json).toList());
  }

  private static void optional(JsonObject.Builder json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
