package io.countersign.approvals.policy;

import io.countersign.approvals.policy.cel.CelExpression;
import io.countersign.approvals.policy.cel.CelRefused;
import io.countersign.approvals.policy.yaml.YamlNode;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.control.CountedBy;
import io.countersign.schemas.control.Rate;
import io.countersign.schemas.control.RuleEffect;
import io.countersign.schemas.control.UsageLimit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the rules of a document. */
final class RuleReader {
  /** Longest message of a rule, in characters. */
  static final int MESSAGE = 1_000;

  /** Longest glob, group or subject, in characters. */
  static final int IDENTIFIER = 128;

  /** Most limits of one rule. */
  private static final int MOST = 16;

  private static final long MANY = 1_000_000_000L;

  private final String policy;
  private final Problems problems;
  private final Set<String> ids = new HashSet<>();

  RuleReader(String policy, Problems problems) {
    this.policy = policy;
    this.problems = problems;
  }

  List<PolicyRule> read(List<YamlNode> nodes) {
    List<PolicyRule> rules = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      PolicyRule rule = rule(nodes.get(i), "rules[%s]".formatted(i));
      if (rule != null) {
        rules.add(rule);
      }
    }
    return rules;
  }

  private @Nullable PolicyRule rule(YamlNode node, String path) {
    Fields fields =
        Fields.of(
            node,
            path,
            problems,
            "id",
            "description",
            "match",
            "when",
            "effect",
            "message",
            "limits",
            "cost",
            "approval",
            "shadow");
    if (fields == null) {
      return null;
    }
    fields.require("id");
    fields.require("effect");
    String id = fields.name("id");
    if (id != null && !ids.add(id)) {
      fields.problem("id", "Expected each id once, but %s is taken.".formatted(id));
    }
    RuleEffect effect = fields.choice("effect", RuleEffect.class);
    if (effect != null) {
      requireFitting(fields, effect);
    }
    RuleScope scope = scope(fields);
    PolicyRule rule =
        new PolicyRule(
            id == null ? "" : id,
            fields.text("description", Limits.TEXT),
            scope,
            expression(fields, "when", CelExpression.Kind.CONDITION),
            effect == null ? RuleEffect.DENY : effect,
            fields.text("message", MESSAGE),
            limits(fields, id == null ? "" : id),
            expression(fields, "cost", CelExpression.Kind.COST),
            new TermsReader(problems).read(fields, scope),
            fields.flag("shadow"),
            fields.place().line());
    return id == null || effect == null ? null : rule;
  }

  private static void requireFitting(Fields fields, RuleEffect effect) {
    for (String key : List.of("limits", "cost")) {
      if (effect == RuleEffect.DENY && fields.has(key)) {
        fields.problem(
            key, "Expected %s of allow and ask rules only, but the rule denies.".formatted(key));
      }
    }
    if (effect != RuleEffect.ASK && fields.has("approval")) {
      fields.problem("approval", "Expected approval of ask rules only, but the rule does not ask.");
    }
  }

  private RuleScope scope(Fields rule) {
    YamlNode node = rule.node("match");
    Fields fields =
        node == null
            ? null
            : Fields.of(
                node,
                rule.path("match"),
                problems,
                "server",
                "tool",
                "risk",
                "environment",
                "groups");
    if (fields == null) {
      return RuleScope.EVERYTHING;
    }
    return new RuleScope(
        globs(fields, "server"),
        globs(fields, "tool"),
        fields.choices("risk", Risk.class),
        fields.texts("environment", IDENTIFIER),
        fields.texts("groups", IDENTIFIER));
  }

  private static List<Glob> globs(Fields fields, String key) {
    return fields.texts(key, IDENTIFIER).stream().map(Glob::new).toList();
  }

  private static @Nullable CelExpression expression(
      Fields fields, String key, CelExpression.Kind kind) {
    String text = fields.expression(key);
    if (text == null) {
      return null;
    }
    try {
      return CelExpression.compile(text, kind);
    } catch (CelRefused refused) {
      fields.problem(key, refused.message());
      return null;
    }
  }

  private List<UsageLimit> limits(Fields rule, String id) {
    List<UsageLimit> limits = new ArrayList<>();
    List<YamlNode> nodes = rule.list("limits", MOST);
    for (int i = 0; i < nodes.size(); i++) {
      UsageLimit limit = limit(nodes.get(i), "%s[%s]".formatted(rule.path("limits"), i), id, i + 1);
      if (limit != null) {
        limits.add(limit);
      }
    }
    return limits;
  }

  private @Nullable UsageLimit limit(YamlNode node, String path, String rule, int number) {
    Fields fields =
        Fields.of(node, path, problems, "per", "calls", "every", "burst", "concurrency");
    if (fields == null) {
      return null;
    }
    fields.require("per");
    CountedBy per = fields.choice("per", CountedBy.class);
    Long calls = fields.integer("calls", 1, MANY);
    Long every = fields.millis("every");
    Long burst = fields.integer("burst", 1, MANY);
    Long concurrency = fields.integer("concurrency", 1, MANY);
    if (fields.has("calls") != fields.has("every")
        || (fields.has("burst") && !fields.has("calls"))) {
      problems.add(
          fields.place(), path, "Expected calls and every together, but one of them is absent.");
    }
    if (!fields.has("calls") && !fields.has("concurrency")) {
      problems.add(
          fields.place(), path, "Expected calls and every, or concurrency, but there is neither.");
    }
    Rate rate =
        calls == null || every == null
            ? null
            : new Rate(calls, every, burst == null ? calls : burst);
    if (per == null || (rate == null && concurrency == null)) {
      return null;
    }
    return new UsageLimit(
        "rule/%s/%s/%s".formatted(policy, rule, number),
        per,
        null,
        null,
        null,
        null,
        null,
        rate,
        concurrency == null ? 0 : Math.toIntExact(concurrency));
  }
}
