package io.countersign.approvals.policy;

import io.countersign.approvals.arguments.Seen;
import io.countersign.approvals.policy.yaml.YamlNode;
import io.countersign.schemas.call.Agent;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.Client;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.call.Principal;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonPointer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tests of a document. What a test does not say: server {@code server}, tool {@code
 * tool}, risk WRITE, environment {@code prod}, run {@code run}, principal {@code user} of type user
 * in no group, agent {@code agent}, client {@code client}, no arguments, no resources, one call,
 * and noon of 1 January 2026 in UTC.
 */
final class TestReader {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final int CODE = 64;

  private final List<PolicyRule> rules;
  private final Problems problems;

  TestReader(List<PolicyRule> rules, Problems problems) {
    this.rules = rules;
    this.problems = problems;
  }

  List<PolicyTest> read(List<YamlNode> nodes) {
    List<PolicyTest> tests = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      PolicyTest test = test(nodes.get(i), "tests[%s]".formatted(i));
      if (test != null) {
        tests.add(test);
      }
    }
    return tests;
  }

  private @Nullable PolicyTest test(YamlNode node, String path) {
    Fields fields = Fields.of(node, path, problems, "name", "given", "expect");
    if (fields == null) {
      return null;
    }
    fields.require("name");
    fields.require("given");
    fields.require("expect");
    String name = fields.text("name", Limits.IDENTIFIER);
    YamlNode givenNode = fields.node("given");
    Fields given = givenNode == null ? null : given(givenNode, fields.path("given"));
    YamlNode expectNode = fields.node("expect");
    Fields expect =
        expectNode == null
            ? null
            : Fields.of(
                expectNode, fields.path("expect"), problems, "verdict", "rule", "code", "cost");
    if (name == null || given == null || expect == null) {
      return null;
    }
    expect.require("verdict");
    Verdict verdict = expect.choice("verdict", Verdict.class);
    PolicyQuestion question = question(given);
    return new PolicyTest(
        name,
        question,
        ruleIds(given, "exhausted"),
        verdict == null ? Verdict.DENY : verdict,
        ruleIds(expect, "rule").stream().findFirst().orElse(null),
        expect.text("code", CODE),
        expect.integer("cost", 0, Long.MAX_VALUE),
        path,
        fields.place().line());
  }

  private @Nullable Fields given(YamlNode node, String path) {
    return Fields.of(
        node,
        path,
        problems,
        "server",
        "tool",
        "version",
        "risk",
        "environment",
        "run",
        "principal",
        "agent",
        "client",
        "arguments",
        "hidden",
        "resources",
        "bound",
        "time",
        "exhausted");
  }

  private PolicyQuestion question(Fields given) {
    Risk risk = given.choice("risk", Risk.class);
    return new PolicyQuestion(
        orElse(given.text("server", Limits.IDENTIFIER), "server"),
        orElse(given.text("tool", Limits.IDENTIFIER), "tool"),
        given.text("version", Limits.IDENTIFIER),
        risk == null ? Risk.WRITE : risk,
        orElse(given.text("environment", Limits.IDENTIFIER), "prod"),
        orElse(given.text("run", Limits.IDENTIFIER), "run"),
        principal(given),
        agent(given),
        client(given),
        seen(given),
        given.texts("resources", Limits.IDENTIFIER),
        bound(given),
        time(given));
  }

  private @Nullable Fields part(Fields given, String key, String... known) {
    YamlNode node = given.node(key);
    return node == null ? null : Fields.of(node, given.path(key), problems, known);
  }

  private Principal principal(Fields given) {
    Fields fields = part(given, "principal", "id", "type", "groups");
    if (fields == null) {
      return new Principal("user", "user", List.of());
    }
    return new Principal(
        orElse(fields.text("id", Limits.IDENTIFIER), "user"),
        orElse(fields.text("type", Limits.IDENTIFIER), "user"),
        fields.texts("groups", Limits.IDENTIFIER));
  }

  private Agent agent(Fields given) {
    Fields fields = part(given, "agent", "id", "version");
    return fields == null
        ? new Agent("agent", null)
        : new Agent(
            orElse(fields.text("id", Limits.IDENTIFIER), "agent"),
            fields.text("version", Limits.IDENTIFIER));
  }

  private Client client(Fields given) {
    Fields fields = part(given, "client", "name", "version");
    return fields == null
        ? new Client("client", null)
        : new Client(
            orElse(fields.text("name", Limits.IDENTIFIER), "client"),
            fields.text("version", Limits.IDENTIFIER));
  }

  /** What a call's arguments are once the places of {@code hidden} were redacted. */
  private Seen seen(Fields given) {
    Seen arguments = Seen.whole(arguments(given));
    for (String pointer : given.texts("hidden", Limits.IDENTIFIER)) {
      try {
        arguments = arguments.hiding(JsonPointer.parse(pointer).tokens());
      } catch (IllegalArgumentException noPlace) {
        given.problem("hidden", String.valueOf(noPlace.getMessage()));
      }
    }
    return arguments;
  }

  private JsonObject arguments(Fields given) {
    YamlNode node = given.node("arguments");
    if (node == null) {
      return JsonObject.EMPTY;
    }
    if (!(node instanceof YamlNode.Mapping mapping)) {
      given.problem("arguments", "Expected a mapping, but it is %s.".formatted(node.kind()));
      return JsonObject.EMPTY;
    }
    try {
      return (JsonObject) mapping.json();
    } catch (IllegalArgumentException notJson) {
      given.problem("arguments", String.valueOf(notJson.getMessage()));
      return JsonObject.EMPTY;
    }
  }

  private Amounts bound(Fields given) {
    Fields fields = part(given, "bound", "calls", "downstreamCalls", "tokens", "moneyMicros");
    if (fields == null) {
      return Amounts.ONE_CALL;
    }
    return new Amounts(
        amount(fields, "calls", 1),
        amount(fields, "downstreamCalls", 0),
        amount(fields, "tokens", 0),
        amount(fields, "moneyMicros", 0));
  }

  private static long amount(Fields fields, String key, long otherwise) {
    Long amount = fields.integer(key, 0, Long.MAX_VALUE);
    return amount == null ? otherwise : amount;
  }

  private static Instant time(Fields given) {
    String text = given.text("time", Limits.IDENTIFIER);
    try {
      return text == null ? NOON : Instant.parse(text);
    } catch (DateTimeException notATime) {
      given.problem(
          "time",
          "Expected a time such as 2026-01-31T09:00:00Z, but it is \"%s\".".formatted(text));
      return NOON;
    }
  }

  private List<String> ruleIds(Fields fields, String key) {
    List<String> ids = fields.texts(key, Limits.IDENTIFIER);
    List<String> known = rules.stream().map(PolicyRule::id).toList();
    for (String id : ids) {
      if (!known.contains(id)) {
        fields.problem(
            key,
            "Expected the id of a rule, but there is no rule \"%s\".%s"
                .formatted(Problems.shown(id), Problems.meant(id, known)));
      }
    }
    return ids;
  }

  private static String orElse(@Nullable String value, String otherwise) {
    return value == null ? otherwise : value;
  }
}
