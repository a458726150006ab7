package io.countersign.approvals.decision;

import io.countersign.approvals.state.LimitInForce;
import io.countersign.approvals.state.Tool;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.control.ControlId;
import io.countersign.schemas.control.CountedBy;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.control.ToolLimits;
import io.countersign.schemas.control.UsageLimit;
import io.countersign.schemas.digest.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a call that comes too fast or while too many run: by the limits that are set, and by the
 * tool's own. A call uses nothing up unless it is allowed.
 */
public final class LimitsCheck implements Check {
  private record Cited(UsageLimit limit, String reference) {}

  @Override
  public String name() {
    return "limits";
  }

  @Override
  public Finding examine(Question question, Draft draft) {
    LimitProbe probe = new LimitProbe(question);
    List<Cited> counting =
        inForce(question).stream().filter(cited -> probe.counts(cited.limit())).toList();
    if (counting.isEmpty()) {
      return new Pass("NO_LIMIT", "No rate limit or concurrency cap counts this call.", null);
    }
    for (Cited cited : counting) {
      Refuse refusal = probe.refusal(cited.limit(), cited.reference());
      if (refusal != null) {
        return refusal;
      }
    }
    for (Cited cited : counting) {
      probe.use(cited.limit(), draft);
    }
    Refuse excess = LimitProbe.excess(draft);
    if (excess != null) {
      return excess;
    }
    return new Pass(
        "WITHIN_LIMITS",
        "The call is within %s rate limits and concurrency caps.".formatted(counting.size()),
        counting.size() == 1 ? counting.getFirst().reference() : null);
  }

  private static List<Cited> inForce(Question question) {
    List<Cited> limits = new ArrayList<>();
    for (LimitInForce limit : question.controls().limits()) {
      limits.add(new Cited(limit.limit(), limit.reference()));
    }
    Tool tool = question.tool();
    ToolDefinition definition = tool == null ? null : tool.definition();
    UsageLimit own = definition == null ? null : ofTool(definition);
    if (tool != null && own != null) {
      limits.add(new Cited(own, tool.reference()));
    }
    return limits;
  }

  /** The limit that a tool brings along; null when it brings none. */
  private static @Nullable UsageLimit ofTool(ToolDefinition definition) {
    ToolLimits limits = definition.limits();
    return limits.rate() == null && limits.concurrency() == 0
        ? null
        : new UsageLimit(
            id(definition.server(), definition.name()),
            CountedBy.TOOL,
            null,
            definition.server(),
            definition.name(),
            null,
            null,
            limits.rate(),
            limits.concurrency());
  }

  /** Two names may be longer together than an id may be; their digest stands for them then. */
  private static String id(String server, String name) {
    String id = ControlId.tool(server, name);
    return id.length() <= Limits.IDENTIFIER
        ? id
        : "tool/" + Digest.sha256(id.getBytes(StandardCharsets.UTF_8));
  }
}
