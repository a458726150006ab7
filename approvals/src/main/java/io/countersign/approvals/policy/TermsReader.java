package io.countersign.approvals.policy;

import io.countersign.approvals.policy.yaml.YamlNode;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.QuorumSlot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what an ask rule wants of an approval. */
final class TermsReader {
  /** Most slots of one quorum, most people of one slot, and most people who must refuse. */
  private static final int MOST = 16;

  private final Problems problems;

  TermsReader(Problems problems) {
    this.problems = problems;
  }

  /**
   * The terms of a rule, with {@link ApprovalTerms#DEFAULT} for what it leaves out; null when it
   * says nothing of an approval.
   */
  @Nullable ApprovalTerms read(Fields rule, RuleScope scope) {
    YamlNode node = rule.node("approval");
    Fields fields =
        node == null
            ? null
            : Fields.of(
                node,
                rule.path("approval"),
                problems,
                "quorum",
                "ttl",
                "exclude",
                "stepUp",
                "denials",
                "grantTtl",
                "fallback",
                "escalateTo",
                "offline",
                "comment");
    if (fields == null) {
      return null;
    }
    ApprovalTerms standard = ApprovalTerms.DEFAULT;
    List<QuorumSlot> quorum = quorum(fields);
    Long ttl = fields.millis("ttl", "1s", "7d");
    Long denials = fields.integer("denials", 1, MOST);
    Long grantTtl = fields.millis("grantTtl", "1s", "1h");
    return new ApprovalTerms(
        quorum.isEmpty() ? standard.quorum() : quorum,
        ttl == null ? standard.ttlMillis() : ttl,
        fields.texts("exclude", RuleReader.IDENTIFIER),
        fields.flag("stepUp"),
        denials == null ? standard.denials() : Math.toIntExact(denials),
        grantTtl == null ? standard.grantTtlMillis() : grantTtl,
        fields.text("fallback", RuleReader.IDENTIFIER),
        fields.text("escalateTo", RuleReader.IDENTIFIER),
        offline(fields, scope),
        fields.flag("comment"));
  }

  /** What destroys is never run by a grant that nobody can take back any more. */
  private static boolean offline(Fields approval, RuleScope scope) {
    boolean offline = approval.flag("offline");
    if (offline && scope.risks().equals(List.of(Risk.DESTRUCTIVE))) {
      approval.problem(
          "offline",
          "Expected a rule about other calls than destructive ones, but a destructive call is never claimed offline.");
    }
    return offline;
  }

  private List<QuorumSlot> quorum(Fields approval) {
    List<QuorumSlot> slots = new ArrayList<>();
    List<YamlNode> nodes = approval.list("quorum", MOST);
    if (approval.has("quorum") && nodes.isEmpty() && problems.isEmpty()) {
      approval.problem("quorum", "Expected at least one group, but there is none.");
    }
    for (int i = 0; i < nodes.size(); i++) {
      String path = "%s[%s]".formatted(approval.path("quorum"), i);
      Fields fields = Fields.of(nodes.get(i), path, problems, "group", "count");
      if (fields == null) {
        continue;
      }
      fields.require("group");
      String group = fields.text("group", RuleReader.IDENTIFIER);
      Long count = fields.integer("count", 1, MOST);
      if (group != null && slots.stream().anyMatch(slot -> slot.group().equals(group))) {
        fields.problem("group", "Expected each group once, but it stands twice.");
      } else if (group != null) {
        slots.add(new QuorumSlot(group, count == null ? 1 : Math.toIntExact(count)));
      }
    }
    return slots;
  }
}
