package io.countersign.approvals.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random policies over random and hostile arguments, against a reference of a few lines that knows
 * true, false and failed. An exception that allowed a call would show here.
 */
@Timeout(300)
class PolicyFuzzTest {
  private static final long SEED = 42_2026;
  private static final List<String> KEYS = List.of("a", "b", "c", "d");

  private enum Truth {
    TRUE,
    FALSE,
    FAILED
  }

  private interface Condition {
    String cel();

    Truth truth(Map<String, JsonValue> arguments);
  }

  private record Rule(
      String effect, Condition condition, boolean limited, boolean shadow, @Nullable String cost) {}

  @Test
  void decidesAsTheReferenceDoes() {
    Random random = new Random(SEED);
    int allowed = 0;
    int failures = 0;
    for (int i = 0; i < 2_000; i++) {
      List<Rule> rules = new ArrayList<>();
      for (int rule = 0; rule < 1 + random.nextInt(5); rule++) {
        rules.add(rule(random));
      }
      PolicySet set = set(rules);
      for (int j = 0; j < 20; j++) {
        Map<String, JsonValue> arguments = arguments(random);
        Risk risk = Risk.values()[random.nextInt(3)];
        PolicyAnswer answer =
            set.decide(PolicySetTest.question(risk, new JsonObject(arguments)), limit -> true);
        String where = "seed %s, policy %s, call %s: %s %s".formatted(SEED, i, j, rules, arguments);
        assertThat(answer.code()).as(where).isEqualTo(reference(rules, arguments, risk));
        assertThat(answer).as(where).isEqualTo(shuffled(set, risk, arguments, random));
        allowed += answer.verdict() == Verdict.ALLOW ? 1 : 0;
        failures += answer.code().equals("POLICY_ERROR") ? 1 : 0;
      }
    }
    assertThat(allowed).isGreaterThan(2_000);
    assertThat(failures).isGreaterThan(1_000);
  }

  private static PolicyAnswer shuffled(
      PolicySet set, Risk risk, Map<String, JsonValue> arguments, Random random) {
    List<String> keys = new ArrayList<>(arguments.keySet());
    Collections.shuffle(keys, random);
    Map<String, JsonValue> other = new LinkedHashMap<>();
    keys.forEach(key -> other.put(key, arguments.get(key)));
    return set.decide(PolicySetTest.question(risk, new JsonObject(other)), limit -> true);
  }

  private static String reference(List<Rule> rules, Map<String, JsonValue> arguments, Risk risk) {
    boolean allow = false;
    boolean limited = false;
    boolean failed = false;
    boolean ask = false;
    boolean askLimited = false;
    for (Rule rule : rules) {
      Truth truth = rule.condition().truth(arguments);
      if (truth == Truth.TRUE && "args.gone".equals(rule.cost())) {
        truth = Truth.FAILED;
      }
      if (rule.shadow() || truth == Truth.FALSE) {
        continue;
      }
      switch (rule.effect()) {
        case "deny" -> {
          return "POLICY_DENY";
        }
        case "ask" -> {
          ask = true;
          askLimited |= rule.limited();
        }
        default -> {
          allow |= truth == Truth.TRUE && !rule.limited();
          limited |= truth == Truth.TRUE && rule.limited();
          failed |= truth == Truth.FAILED;
        }
      }
    }
    if (ask) {
      return askLimited ? "RULE_LIMIT_EXHAUSTED" : "POLICY_ASK";
    }
    if (allow) {
      return "POLICY_ALLOW";
    }
    if (limited) {
      return "RULE_LIMIT_EXHAUSTED";
    }
    return failed ? "POLICY_ERROR" : risk == Risk.READ ? "DEFAULT_ALLOW_READ" : "DEFAULT_DENY";
  }

  private static PolicySet set(List<Rule> rules) {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      yaml.append("- id: r%s\n  effect: %s\n".formatted(i, rule.effect()));
      yaml.append("  when: |-\n    %s\n".formatted(rule.condition().cel()));
      yaml.append(rule.limited() ? "  limits: [{per: tool, concurrency: 1}]\n" : "");
      yaml.append(rule.cost() == null ? "" : "  cost: %s\n".formatted(rule.cost()));
      yaml.append("  shadow: %s\n".formatted(rule.shadow()));
    }
    return PolicySet.of(List.of(PolicySetTest.policy("fuzz", yaml.toString())));
  }

  private static Rule rule(Random random) {
    String effect = List.of("allow", "allow", "allow", "deny", "ask").get(random.nextInt(5));
    boolean restricts = effect.equals("deny");
    return new Rule(
        effect,
        condition(random, 3),
        !restricts && random.nextInt(4) == 0,
        random.nextInt(6) == 0,
        restricts || random.nextInt(3) > 0 ? null : random.nextBoolean() ? "args.gone" : "5");
  }

  private static Condition condition(Random random, int depth) {
    int kind = depth == 0 ? random.nextInt(3) : random.nextInt(7);
    String key = KEYS.get(random.nextInt(KEYS.size()));
    return switch (kind) {
      case 0 -> new Flag(key);
      case 1 -> new Above(key, random.nextInt(5));
      case 2 -> new Has(key);
      case 3 -> new Not(condition(random, depth - 1));
      case 4 -> new Equal(key, random.nextInt(5));
      case 5 -> new And(condition(random, depth - 1), condition(random, depth - 1));
      default -> new Or(condition(random, depth - 1), condition(random, depth - 1));
    };
  }

  private static Truth of(boolean value) {
    return value ? Truth.TRUE : Truth.FALSE;
  }

  private record Flag(String key) implements Condition {
    @Override
    public String cel() {
      return "args." + key;
    }

    @Override
    public Truth truth(Map<String, JsonValue> arguments) {
      return arguments.get(key) instanceof JsonBoolean flag ? of(flag.value()) : Truth.FAILED;
    }
  }

  private record Above(String key, int bound) implements Condition {
    @Override
    public String cel() {
      return "args.%s > %s".formatted(key, bound);
    }

    @Override
    public Truth truth(Map<String, JsonValue> arguments) {
      return arguments.get(key) instanceof JsonNumber number
          ? of(number.value() > bound)
          : Truth.FAILED;
    }
  }

  private record Equal(String key, int bound) implements Condition {
    @Override
    public String cel() {
      return "args.%s == %s".formatted(key, bound);
    }

    @Override
    public Truth truth(Map<String, JsonValue> arguments) {
      JsonValue value = arguments.get(key);
      return value == null
          ? Truth.FAILED
          : of(value instanceof JsonNumber number && number.value() == bound);
    }
  }

  private record Has(String key) implements Condition {
    @Override
    public String cel() {
      return "has(args.%s)".formatted(key);
    }

    @Override
    public Truth truth(Map<String, JsonValue> arguments) {
      return of(arguments.containsKey(key));
    }
  }

  private record Not(Condition of) implements Condition {
    @Override
    public String cel() {
      return "!(%s)".formatted(of.cel());
    }

    @Override
    public Truth truth(Map<String, JsonValue> arguments) {
      return switch (of.truth(arguments)) {
        case TRUE -> Truth.FALSE;
        case FALSE -> Truth.TRUE;
        case FAILED -> Truth.FAILED;
      };
    }
  }

  private record And(Condition left, Condition right) implements Condition {
    @Override
    public String cel() {
      return "(%s && %s)".formatted(left.cel(), right.cel());
    }

    @Override
    public Truth truth(Map<String, JsonValue> arguments) {
      Truth a = left.truth(arguments);
      Truth b = right.truth(arguments);
      if (a == Truth.FALSE || b == Truth.FALSE) {
        return Truth.FALSE;
      }
      return a == Truth.FAILED || b == Truth.FAILED ? Truth.FAILED : Truth.TRUE;
    }
  }

  private record Or(Condition left, Condition right) implements Condition {
    @Override
    public String cel() {
      return "(%s || %s)".formatted(left.cel(), right.cel());
    }

    @Override
    public Truth truth(Map<String, JsonValue> arguments) {
      Truth a = left.truth(arguments);
      Truth b = right.truth(arguments);
      if (a == Truth.TRUE || b == Truth.TRUE) {
        return Truth.TRUE;
      }
      return a == Truth.FAILED || b == Truth.FAILED ? Truth.FAILED : Truth.FALSE;
    }
  }

  private static Map<String, JsonValue> arguments(Random random) {
    Map<String, JsonValue> arguments = new LinkedHashMap<>();
    for (String key : KEYS) {
      if (random.nextInt(4) > 0) {
        arguments.put(key, value(random, 3));
      }
    }
    return arguments;
  }

  private static JsonValue value(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 8 : 10)) {
      case 0, 1 -> JsonBoolean.of(random.nextBoolean());
      case 2, 3 -> JsonNumber.of(random.nextInt(6));
      case 4 -> new JsonNumber(random.nextInt(60) / 10.0);
      case 5 -> JsonNumber.of(JsonNumber.MAX_SAFE_INTEGER);
      case 6 -> JsonNull.NULL;
      case 7 -> new JsonString("x".repeat(random.nextInt(3) * 1_000));
      case 8 -> JsonArray.of(value(random, depth - 1), value(random, depth - 1));
      default -> JsonObject.of("a", value(random, depth - 1), "b", value(random, depth - 1));
    };
  }
}
