package io.countersign.approvals.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyDocumentTest {
  private static PolicyDocument compile(String yaml) throws PolicyRefused {
    return PolicyDocument.compile(yaml, PolicyLimits.DEFAULT);
  }

  private static PolicyRefused refused(String yaml) {
    PolicyRefused refused = catchThrowableOfType(PolicyRefused.class, () -> compile(yaml));
    assertThat(refused).as(yaml).isNotNull();
    return refused;
  }

  private static String rule(String line) {
    return "policy: p\nrules:\n  - {id: r, " + line + "}\n";
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        refusal("- a", "", 1, "Expected a mapping, but it is a list."),
        refusal("rules: []", "policy", 1, "Expected the key policy, but it is absent."),
        refusal("policy: p", "rules", 1, "Expected the key rules, but it is absent."),
        refusal("policy: p\nrules: []", "rules", 2, "Expected at least one rule"),
        refusal("policy: 7\nrules: []", "policy", 1, "Expected text, but it is an integer. Put it"),
        refusal("policy: a b\nrules: []", "policy", 1, "Expected 1 to 64 letters"),
        refusal(
            "policy: p\nrule: []",
            "rule",
            2,
            "Expected one of policy, description, rules, tests, but \"rule\" is no key here. Did you mean \"rules\"?"),
        refusal(rule("efect: allow"), "rules[0].efect", 3, "Did you mean \"effect\"?"),
        refusal(rule("effect: alow"), "rules[0].effect", 3, "Did you mean \"allow\"?"),
        refusal(rule("when: a"), "rules[0].effect", 3, "Expected the key effect"),
        refusal(rule("effect: allow, when: args.x >"), "rules[0].when", 3, "Expected CEL, but"),
        refusal(rule("effect: allow, when: 1 + 1"), "rules[0].when", 3, "Expected a boolean"),
        refusal(rule("effect: allow, when: [a]"), "rules[0].when", 3, "Expected an expression"),
        refusal(rule("effect: allow, cost: 1.5"), "rules[0].cost", 3, "Expected an integer"),
        refusal(rule("effect: deny, cost: 1"), "rules[0].cost", 3, "of allow and ask rules only"),
        refusal(
            rule("effect: deny, limits: [{per: tool, concurrency: 1}]"),
            "rules[0].limits",
            3,
            "of allow and ask rules only"),
        refusal(rule("effect: allow, approval: {}"), "rules[0].approval", 3, "of ask rules only"),
        refusal(
            rule("effect: allow, match: {risk: HIGH}"), "rules[0].match.risk", 3, "read, write"),
        refusal(
            rule("effect: allow, match: {tool: []}"), "rules[0].match.tool", 3, "Leave the key"),
        refusal(rule("effect: allow, match: {tool: [a, a]}"), "rules[0].match.tool[1]", 3, "twice"),
        refusal(rule("effect: allow, match: {tool: 7}"), "rules[0].match.tool", 3, "Expected text"),
        refusal(
            rule("effect: allow, match: {groups: {}}"), "rules[0].match.groups", 3, "a mapping"),
        refusal(rule("effect: allow, shadow: yes"), "rules[0].shadow", 3, "Expected true or false"),
        refusal(
            rule("effect: allow, limits: [{per: tool}]"),
            "rules[0].limits[0]",
            3,
            "Expected calls and every, or concurrency"),
        refusal(
            rule("effect: allow, limits: [{per: tool, calls: 1}]"),
            "rules[0].limits[0]",
            3,
            "Expected calls and every together"),
        refusal(
            rule("effect: allow, limits: [{per: team, calls: 1, every: 1h}]"),
            "rules[0].limits[0].per",
            3,
            "Expected one of tenant, principal"),
        refusal(
            rule("effect: allow, limits: [{per: tool, calls: 0, every: 1h}]"),
            "rules[0].limits[0].calls",
            3,
            "Expected 1 to 1000000000, but it is 0."),
        refusal(
            rule("effect: allow, limits: [{per: tool, calls: 1, every: 1 hour}]"),
            "rules[0].limits[0].every",
            3,
            "Expected a duration such as"),
        refusal(
            rule("effect: allow, limits: [{per: tool, calls: 1, every: 32d}]"),
            "rules[0].limits[0].every",
            3,
            "at most 31 days"),
        refusal(
            rule("effect: ask, approval: {quorum: [{group: a}, {group: a}]}"),
            "rules[0].approval.quorum[1].group",
            3,
            "Expected each group once"),
        refusal(
            rule("effect: ask, approval: {quorum: []}"),
            "rules[0].approval.quorum",
            3,
            "Expected at least one group"),
        refusal(
            rule("effect: ask, approval: {ttl: 999ms}"),
            "rules[0].approval.ttl",
            3,
            "Expected a duration of 1s to 7d, but it is another."),
        refusal(
            rule("effect: ask, approval: {ttl: 169h}"),
            "rules[0].approval.ttl",
            3,
            "Expected a duration of 1s to 7d"),
        refusal(
            rule("effect: ask, approval: {grantTtl: 61m}"),
            "rules[0].approval.grantTtl",
            3,
            "Expected a duration of 1s to 1h"),
        refusal(
            rule("effect: ask, approval: {denials: 0}"),
            "rules[0].approval.denials",
            3,
            "Expected 1 to 16, but it is 0."),
        refusal(
            rule("effect: ask, approval: {denials: 17}"),
            "rules[0].approval.denials",
            3,
            "Expected 1 to 16, but it is 17."),
        refusal(
            rule("effect: ask, approval: {fallback: [a, b]}"),
            "rules[0].approval.fallback",
            3,
            "Expected text, but it is a list."),
        refusal(
            rule("effect: ask, approval: {escalateTo: ''}"),
            "rules[0].approval.escalateTo",
            3,
            "Expected text of 1 to 128 characters"),
        refusal(
            rule("effect: ask, approval: {comment: maybe}"),
            "rules[0].approval.comment",
            3,
            "Expected true or false"),
        refusal(
            rule("effect: ask, match: {risk: DESTRUCTIVE}, approval: {offline: true}"),
            "rules[0].approval.offline",
            3,
            "a destructive call is never claimed offline"),
        refusal(
            rule("effect: ask, approval: {escalate: leads}"),
            "rules[0].approval.escalate",
            3,
            "Did you mean \"escalateTo\"?"),
        refusal(
            "policy: p\nrules:\n- {id: r, effect: deny}\n- {id: r, effect: deny}",
            "rules[1].id",
            4,
            "Expected each id once, but r is taken."),
        refusal(
            rule("effect: deny")
                + "tests:\n- {name: t, given: {}, expect: {verdict: deny, rule: s}}",
            "tests[0].expect.rule",
            5,
            "there is no rule \"s\""),
        refusal(
            rule("effect: deny") + "tests:\n- {name: t, given: {}, expect: {}}",
            "tests[0].expect.verdict",
            5,
            "Expected the key verdict"),
        refusal(
            rule("effect: deny")
                + "tests:\n- {name: t, given: {arguments: {n: 99999999999999999}}, expect: {verdict: deny}}",
            "tests[0].given.arguments",
            5,
            "Send it as a string"),
        refusal(
            rule("effect: deny")
                + "tests:\n- {name: t, given: {time: now}, expect: {verdict: deny}}",
            "tests[0].given.time",
            5,
            "Expected a time such as"),
        refusal(
            rule("effect: deny") + "tests:\n- {name: t, given: {}, expect: {verdict: allow}}",
            "tests[0]",
            5,
            "Expected ALLOW in test \"t\", but got DENY, code POLICY_DENY."),
        refusal("policy: &a p", "", 1, "Expected no anchor"));
  }

  private static Arguments refusal(String yaml, String path, int line, String words) {
    return Arguments.of(yaml, path, line, words);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusesWhatIsWrongAndSaysWhere(String yaml, String path, int line, String words) {
    assertThat(refused(yaml).problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.path()).isEqualTo(path);
              assertThat(problem.line()).isEqualTo(line);
              assertThat(problem.message()).contains(words);
            });
  }

  @Test
  void tellsAllProblemsAtOnceInTheOrderOfTheDocument() {
    PolicyRefused refused =
        refused(
            """
            policy: p
            rules:
              - {id: a, effect: alow}
              - {id: b, effect: deny, when: "1 +"}
            tests:
              - {name: t, given: {}, expect: {verdict: maybe}}
            """);
    assertThat(refused.problems())
        .extracting(PolicyProblem::path)
        .containsExactly("rules[0].effect", "rules[1].when", "tests[0].expect.verdict");
    assertThat(refused.getMessage()).startsWith("line 3, column 21, rules[0].effect: Expected");
  }

  @Test
  void refusesMoreThanItsLimits() {
    String rules =
        IntStream.range(0, 201)
            .mapToObj("- {id: r%s, effect: deny}\n"::formatted)
            .collect(Collectors.joining());
    assertThat(refused("policy: p\nrules:\n" + rules).problems().getFirst().message())
        .isEqualTo("Expected at most 200 entries, but there are 201.");
    assertThat(refused("# " + "x".repeat(128 * 1024)).problems().getFirst().message())
        .startsWith("Expected at most 131072 bytes, but there are 131074.");
    assertThat(
            refused(rule("effect: deny") + "tests:\n" + "- {}\n".repeat(201))
                .problems()
                .getFirst()
                .message())
        .isEqualTo("Expected at most 200 entries, but there are 201.");
    assertThat(refused("policy: p\nrules: " + "[".repeat(16) + "]".repeat(16)).problems())
        .extracting(PolicyProblem::message)
        .containsExactly("Expected YAML nested at most 16 deep, but it is deeper.");
  }

  @Test
  void explainsATestThatFails() {
    PolicyRefused refused =
        refused(
            """
            policy: p
            rules:
              - {id: writes, match: {tool: "w*"}, when: args.n < 5, effect: allow}
              - {id: watched, effect: deny, shadow: true}
            tests:
              - name: six is allowed
                given: {tool: w1, arguments: {n: 6}}
                expect: {verdict: allow, rule: writes, cost: 3}
            """);
    PolicyTestReport report = refused.report().orElseThrow();
    assertThat(report.text())
        .isEqualTo(
            """
            FAILED  six is allowed
              line      6
              expected  ALLOW by rule writes, cost 3 micros
              got       DENY, code DEFAULT_DENY. Expected a rule that allows a tool of WRITE risk, but there is none.
                writes (allow): not matched. Its condition is false.
                watched (deny, shadow): matched
            p: 1 tests, 0 passed, 1 failed
            """);
    assertThat(PolicyJson.refusal(refused).array("tests").orElseThrow().elements()).hasSize(1);
    assertThat(PolicyJson.refusal(refused).toJson())
        .contains("\"path\":\"tests[0]\"", "\"passed\":false", "\"match\":\"NOT_MATCHED\"");
  }

  @Test
  void hashesTheExactBytes() throws PolicyRefused {
    String yaml = rule("effect: deny, message: Grüße");
    PolicyDocument document = compile(yaml);
    assertThat(document.hash()).isEqualTo(Digest.sha256(yaml.getBytes(StandardCharsets.UTF_8)));
    assertThat(document.reference()).isEqualTo("p@" + document.hash().text());
    assertThat(compile(yaml + "\n").hash()).isNotEqualTo(document.hash());
    assertThat(PolicyJson.document(document).string("hash")).contains(document.hash().text());
    assertThat(PolicyJson.document(document).array("warnings")).contains(JsonArray.EMPTY);
  }

  static Stream<Arguments> warnings() {
    return Stream.of(
        warning(
            "- {id: a, effect: deny, match: {server: s}}\n"
                + "- {id: b, effect: allow, match: {server: s, tool: x}, when: args.x == 1}",
            "rules[1]: It can never have an effect: rule a denies all its calls."),
        warning(
            "- {id: a, effect: ask, match: {tool: 'refund_*'}}\n"
                + "- {id: b, effect: deny, match: {tool: 're*'}}",
            "rules[0]: It can never have an effect: rule b denies all its calls."),
        warning(
            "- {id: a, effect: allow, when: args.x == 1}\n- {id: b, effect: deny, when: args.x == 1}",
            "rules[0]: It contradicts rule b, which is about the same calls with the same condition: deny wins."),
        warning(
            "- {id: a, effect: allow, match: {tool: x}}\n- {id: b, effect: ask, match: {tool: x}}",
            "rules[0]: It contradicts rule b, which is about the same calls with the same condition: ask wins."),
        warning(
            "- {id: a, effect: allow, match: {tool: [x, y]}}\n- {id: b, effect: allow, match: {tool: [y, x]}}",
            "rules[1]: It does the same as rule a."),
        warning(
            "- {id: a, effect: deny}\n- {id: b, effect: deny, match: {risk: WRITE}}",
            "rules[1]: It adds nothing: rule a denies all its calls already."),
        warning(
            "- {id: a, effect: deny}\n- {id: b, effect: deny}",
            "rules[1]: It does the same as rule a."),
        warning(
            "- {id: a, effect: allow, match: {risk: READ}}",
            "rules[0]: Reading is allowed without a rule, so this rule changes nothing."),
        warning("- {id: a, effect: allow, match: {risk: [READ, WRITE]}}", ""),
        warning("- {id: a, effect: deny, shadow: true}\n- {id: b, effect: allow}", ""),
        warning("- {id: a, effect: deny, when: args.x}\n- {id: b, effect: allow}", ""),
        warning(
            "- {id: a, effect: deny, match: {groups: [g]}}\n- {id: b, effect: allow, match: {groups: [g, h]}}",
            ""),
        warning(
            "- {id: a, effect: deny, match: {tool: 're?'}}\n- {id: b, effect: allow, match: {tool: 're*'}}",
            ""));
  }

  private static Arguments warning(String rules, String expected) {
    return Arguments.of(rules, expected);
  }

  @ParameterizedTest
  @MethodSource("warnings")
  void warnsOfRulesWithoutEffectAndOfContradictions(String rules, String expected)
      throws PolicyRefused {
    assertThat(compile("policy: p\nrules:\n" + rules).warnings())
        .extracting(warning -> warning.path() + ": " + warning.message())
        .isEqualTo(expected.isEmpty() ? java.util.List.of() : java.util.List.of(expected));
  }

  @Test
  void refusesLimitsThatAreNone() {
    assertThatThrownBy(() -> new PolicyLimits(0, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected limits above zero");
  }

  private static String manyPatterns(int rules, int patterns) {
    String tools =
        IntStream.range(0, patterns)
            .mapToObj(i -> "x" + Integer.toString(i, 36))
            .collect(Collectors.joining(","));
    return IntStream.range(0, rules)
        .mapToObj(i -> "- {id: r%s, effect: deny, match: {tool: [%s]}}\n".formatted(i, tools))
        .collect(Collectors.joining("", "policy: p\nrules:\n", ""));
  }

  @Test
  void endsTheSearchForRulesWithoutEffectWhenItsStepsAreUsedUp() throws PolicyRefused {
    String small = manyPatterns(3, 20);
    assertThat(PolicyDocument.compile(small, PolicyLimits.DEFAULT).warnings())
        .extracting(PolicyProblem::message)
        .containsExactly("It does the same as rule r0.", "It does the same as rule r0.");

    String large = manyPatterns(160, 190);
    List<PolicyProblem> warnings = PolicyDocument.compile(large, PolicyLimits.DEFAULT).warnings();
    assertThat(warnings.getLast().message())
        .contains("The search for rules without an effect ends");
    assertThat(warnings).filteredOn(warning -> warning.message().contains("The search")).hasSize(1);
    assertThat(PolicyDocument.compile(large, PolicyLimits.DEFAULT).warnings()).isEqualTo(warnings);
  }

  @Test
  void loadsAPublishedDocumentWithoutItsTests() throws PolicyRefused {
    String failing =
        """
        policy: p
        rules:
        - {id: a, effect: deny}
        - {id: b, effect: deny}
        tests:
        - {name: t, given: {}, expect: {verdict: allow}}
        """;
    assertThatThrownBy(() -> PolicyDocument.compile(failing, PolicyLimits.DEFAULT))
        .isInstanceOf(PolicyRefused.class);
    PolicyDocument loaded = PolicyDocument.load(failing, PolicyLimits.DEFAULT);
    assertThat(loaded.ruleIds()).containsExactly("a", "b");
    assertThat(loaded.warnings()).isEmpty();
    assertThat(loaded.report().results()).isEmpty();
  }
}
