package io.countersign.approvals.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.approvals.arguments.Seen;
import io.countersign.schemas.call.Agent;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.Client;
import io.countersign.schemas.call.Principal;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.CountedBy;
import io.countersign.schemas.control.QuorumSlot;
import io.countersign.schemas.control.Rate;
import io.countersign.schemas.control.RuleMatch;
import io.countersign.schemas.control.RuleResult;
import io.countersign.schemas.control.UsageLimit;
import io.countersign.schemas.json.JsonObject;
import io.countersign.testkit.Variations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicySetTest {
  private static final String TRUE = "args.n == 1";
  private static final String FALSE = "args.n == 2";
  private static final String ERROR = "args.gone == 1";

  static PolicyDocument policy(String name, String rules) {
    try {
      return PolicyDocument.compile(
          "policy: %s\nrules:\n%s".formatted(name, rules), PolicyLimits.DEFAULT);
    } catch (PolicyRefused refused) {
      throw new IllegalArgumentException(refused);
    }
  }

  static PolicyQuestion question(@Nullable Risk risk, JsonObject arguments) {
    return new PolicyQuestion(
        "payments",
        "refund_order",
        "1.0",
        risk,
        "prod",
        "run-1",
        new Principal("ana", "user", List.of("support", "staff")),
        new Agent("bot", "1"),
        new Client("claude-code", "2"),
        Seen.whole(arguments),
        List.of("order:1"),
        Amounts.ONE_CALL,
        Instant.parse("2026-03-01T10:00:00Z"));
  }

  private static PolicyQuestion question(@Nullable Risk risk) {
    return question(risk, JsonObject.builder().put("n", 1).build());
  }

  private static PolicyQuestion write() {
    return question(Risk.WRITE);
  }

  /**
   * Rules as words such as {@code allow}, {@code deny?} (its condition fails), {@code ask-} (does
   * not match), {@code allow!} (its limit is used up), {@code ask$} (its cost fails), {@code ~deny}
   * (shadow).
   */
  private static PolicySet rules(String words) {
    List<String> rules = new ArrayList<>();
    for (String word : words.isEmpty() ? new String[0] : words.split(" ")) {
      String effect = word.replaceAll("[^a-z]", "");
      StringBuilder rule =
          new StringBuilder("- {id: r%s, effect: %s".formatted(rules.size(), effect));
      rule.append(", when: ")
          .append(word.contains("?") ? ERROR : word.contains("-") ? FALSE : TRUE);
      if (word.contains("!")) {
        rule.append(", limits: [{per: tool, concurrency: 1}]");
      }
      if (word.contains("$")) {
        rule.append(", cost: args.gone");
      }
      if (word.contains("~")) {
        rule.append(", shadow: true");
      }
      rules.add(rule + "}");
    }
    return rules.isEmpty()
        ? PolicySet.EMPTY
        : PolicySet.of(List.of(policy("p", String.join("\n", rules))));
  }

  @ParameterizedTest
  @CsvSource({
    // by default
    "READ,          '',                 ALLOW, DEFAULT_ALLOW_READ, ",
    "WRITE,         '',                 DENY,  DEFAULT_DENY, ",
    "DESTRUCTIVE,   '',                 DENY,  DEFAULT_DENY, ",
    ",              '',                 DENY,  DEFAULT_DENY, ",
    // one rule
    "WRITE,         allow,              ALLOW, POLICY_ALLOW, r0",
    "DESTRUCTIVE,   allow,              ALLOW, POLICY_ALLOW, r0",
    "WRITE,         deny,               DENY,  POLICY_DENY,  r0",
    "READ,          deny,               DENY,  POLICY_DENY,  r0",
    "READ,          ask,                ASK,   POLICY_ASK,   r0",
    "WRITE,         allow-,             DENY,  DEFAULT_DENY, ",
    "READ,          deny-,              ALLOW, DEFAULT_ALLOW_READ, ",
    "READ,          ask-,               ALLOW, DEFAULT_ALLOW_READ, ",
    // errors close both ways
    "WRITE,         allow?,             DENY,  POLICY_ERROR, r0",
    "READ,          allow?,             DENY,  POLICY_ERROR, r0",
    "READ,          deny?,              DENY,  POLICY_DENY,  r0",
    "READ,          ask?,               ASK,   POLICY_ASK,   r0",
    "WRITE,         allow$,             DENY,  POLICY_ERROR, r0",
    "WRITE,         ask$,               ASK,   POLICY_ASK,   r0",
    "WRITE,         allow? allow,       ALLOW, POLICY_ALLOW, r1",
    "WRITE,         allow deny?,        DENY,  POLICY_DENY,  r1",
    "WRITE,         allow ask?,         ASK,   POLICY_ASK,   r1",
    "WRITE,         deny? deny,         DENY,  POLICY_DENY,  r1",
    "WRITE,         ask? ask,           ASK,   POLICY_ASK,   r1",
    // limits
    "WRITE,         allow!,             DENY,  RULE_LIMIT_EXHAUSTED, r0",
    "READ,          allow!,             DENY,  RULE_LIMIT_EXHAUSTED, r0",
    "WRITE,         allow! allow,       ALLOW, POLICY_ALLOW, r1",
    "WRITE,         ask!,               DENY,  RULE_LIMIT_EXHAUSTED, r0",
    "WRITE,         ask! allow,         DENY,  RULE_LIMIT_EXHAUSTED, r0",
    "WRITE,         ask! ask,           DENY,  RULE_LIMIT_EXHAUSTED, r0",
    "WRITE,         ask?! ask,          DENY,  RULE_LIMIT_EXHAUSTED, r0",
    "WRITE,         allow! ask,         ASK,   POLICY_ASK,   r1",
    "WRITE,         allow! deny,        DENY,  POLICY_DENY,  r1",
    "WRITE,         allow! allow?,      DENY,  RULE_LIMIT_EXHAUSTED, r0",
    "WRITE,         allow?! allow!,     DENY,  RULE_LIMIT_EXHAUSTED, r1",
    "WRITE,         allow-!,            DENY,  DEFAULT_DENY, ",
    // precedence whatever the order
    "WRITE,         allow ask,          ASK,   POLICY_ASK,   r1",
    "WRITE,         ask allow,          ASK,   POLICY_ASK,   r0",
    "WRITE,         allow ask deny,     DENY,  POLICY_DENY,  r2",
    "WRITE,         deny ask allow,     DENY,  POLICY_DENY,  r0",
    "WRITE,         ask! deny,          DENY,  POLICY_DENY,  r1",
    "WRITE,         allow allow,        ALLOW, POLICY_ALLOW, r0",
    // shadow
    "WRITE,         ~allow,             DENY,  DEFAULT_DENY, ",
    "WRITE,         allow ~deny,        ALLOW, POLICY_ALLOW, r0",
    "WRITE,         allow ~deny?,       ALLOW, POLICY_ALLOW, r0",
    "WRITE,         allow ~ask,         ALLOW, POLICY_ALLOW, r0",
    "WRITE,         allow ~ask!,        ALLOW, POLICY_ALLOW, r0",
    "READ,          ~allow?,            ALLOW, DEFAULT_ALLOW_READ, ",
    "READ,          ~allow!,            ALLOW, DEFAULT_ALLOW_READ, ",
  })
  void combinesRules(
      @Nullable Risk risk, String words, Verdict verdict, String code, @Nullable String rule) {
    PolicySet set = rules(words);
    PolicyAnswer answer = set.decide(question(risk), limit -> true);
    assertThat(answer.verdict()).isEqualTo(verdict);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.reference())
        .isEqualTo(
            rule == null
                ? PolicyAnswer.DEFAULT_RULE
                : "policy/%s#%s".formatted(set.documents().getFirst().reference(), rule));
    assertThat(answer.message()).contains(rule == null ? "rule" : "Rule " + rule + " of policy p");
    assertThat(answer.approval() != null).isEqualTo(verdict == Verdict.ASK);
  }

  @Test
  void explainsEveryRule() {
    PolicySet set =
        rules("allow allow- deny- ask?".replace("ask?", "~ask? ~deny"))
            .with(policy("a", "- {id: x, effect: deny, match: {tool: other}, message: No.}"));
    PolicyAnswer answer = set.decide(write());
    assertThat(answer.rules())
        .extracting(RuleResult::rule, RuleResult::match, RuleResult::shadow, RuleResult::message)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "x", RuleMatch.NOT_MATCHED, false, "It is about other calls: another tool."),
            org.assertj.core.groups.Tuple.tuple("r0", RuleMatch.MATCHED, false, null),
            org.assertj.core.groups.Tuple.tuple(
                "r1", RuleMatch.NOT_MATCHED, false, "Its condition is false."),
            org.assertj.core.groups.Tuple.tuple(
                "r2", RuleMatch.NOT_MATCHED, false, "Its condition is false."),
            org.assertj.core.groups.Tuple.tuple(
                "r3",
                RuleMatch.ERROR,
                true,
                "Its condition failed: a field or key is absent; test it with has() first."),
            org.assertj.core.groups.Tuple.tuple("r4", RuleMatch.MATCHED, true, null));
  }

  @Test
  void shortensLongMessagesOfRules() {
    PolicySet set =
        PolicySet.of(
            List.of(
                policy("p", "- {id: r, effect: deny, message: %s}".formatted("😀".repeat(300)))));
    String message = set.decide(write()).rules().getFirst().message();
    assertThat(message).hasSizeLessThanOrEqualTo(160).endsWith("😀…");
    assertThat(set.decide(write()).message()).endsWith("😀".repeat(300));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{}; true",
        "{server: payments}; true",
        "{server: 'pay*s', tool: 'refund_?rder'}; true",
        "{tool: [a, 'refund*']}; true",
        "{tool: refund}; false",
        "{tool: 'refund_?'}; false",
        "{server: tickets}; false",
        "{risk: WRITE}; true",
        "{risk: [read, destructive]}; false",
        "{environment: prod}; true",
        "{environment: [dev, staging]}; false",
        "{groups: support}; true",
        "{groups: [finance, staff]}; true",
        "{groups: finance}; false",
      })
  void matchesCalls(String match, boolean matches) {
    PolicySet set =
        PolicySet.of(List.of(policy("p", "- {id: r, effect: allow, match: %s}".formatted(match))));
    assertThat(set.decide(write()).verdict()).isEqualTo(matches ? Verdict.ALLOW : Verdict.DENY);
  }

  @Test
  void takesAnUnknownRiskForAnyRiskThatIsRestrictedAndForNoneThatIsAllowed() {
    String match = ", match: {risk: [READ, WRITE, DESTRUCTIVE]}}";
    assertThat(
            PolicySet.of(List.of(policy("p", "- {id: a, effect: allow" + match)))
                .decide(question(null))
                .code())
        .isEqualTo("DEFAULT_DENY");
    assertThat(
            PolicySet.of(
                    List.of(
                        policy("p", "- {id: a, effect: allow}\n- {id: d, effect: deny" + match)))
                .decide(question(null))
                .code())
        .isEqualTo("POLICY_DENY");
    assertThat(
            PolicySet.of(
                    List.of(policy("p", "- {id: a, effect: allow}\n- {id: d, effect: ask" + match)))
                .decide(question(null))
                .code())
        .isEqualTo("POLICY_ASK");
  }

  @Test
  void unitesWhatAskRulesWant() {
    PolicySet set =
        PolicySet.of(
            List.of(
                policy(
                    "b",
                    """
                    - {id: one, effect: ask, approval: {quorum: [{group: leads, count: 2}, {group: ops}], ttl: 2h, exclude: [bob]}}
                    - {id: two, effect: ask, approval: {quorum: [{group: leads}, {group: finance}], ttl: 30m, exclude: [eve, bob], stepUp: true}}
                    - {id: off, effect: ask, when: false, approval: {quorum: [{group: nobody}], ttl: 1s}}
                    - {id: seen, effect: ask, shadow: true, approval: {quorum: [{group: nobody}], ttl: 1s}}
                    """)));
    assertThat(set.decide(write()).approval())
        .isEqualTo(
            new ApprovalTerms(
                List.of(
                    new QuorumSlot("finance", 1),
                    new QuorumSlot("leads", 2),
                    new QuorumSlot("ops", 1)),
                30 * 60 * 1000,
                List.of("bob", "eve"),
                true));
  }

  @Test
  void asksAnyApproverForAnHourWhenARuleSaysNothing() {
    assertThat(rules("ask").decide(write()).approval())
        .isEqualTo(new ApprovalTerms(List.of(new QuorumSlot("*", 1)), 3_600_000, List.of(), false));
    assertThat(rules("ask").decide(write()).approval()).isEqualTo(ApprovalTerms.DEFAULT);
    assertThat(terms("{}")).isEqualTo(ApprovalTerms.DEFAULT);
  }

  /** What one rule of each of these terms makes an approval satisfy. */
  private static @Nullable ApprovalTerms terms(String... approvals) {
    String rules =
        IntStream.range(0, approvals.length)
            .mapToObj(n -> "- {id: r%s, effect: ask, approval: %s}".formatted(n, approvals[n]))
            .collect(Collectors.joining("\n"));
    return PolicySet.of(List.of(policy("p", rules))).decide(write()).approval();
  }

  @Test
  void asksAsARuleSays() {
    assertThat(
            terms(
                "{quorum: [{group: leads}], ttl: 7d, exclude: bob, stepUp: true, denials: 16, grantTtl: 1h, fallback: ops, escalateTo: heads, offline: true, comment: true}"))
        .isEqualTo(
            new ApprovalTerms(
                List.of(new QuorumSlot("leads", 1)),
                7 * 24 * 3_600_000L,
                List.of("bob"),
                true,
                16,
                3_600_000,
                "ops",
                "heads",
                true,
                true));
  }

  @Test
  void unitesHowAnApprovalIsRefusedAndSpentIntoTheStrictest() {
    ApprovalTerms strict =
        terms(
            "{denials: 3, grantTtl: 5m, offline: true}",
            "{denials: 2, grantTtl: 1h, offline: true, comment: true}");
    assertThat(strict)
        .isEqualTo(
            new ApprovalTerms(
                List.of(new QuorumSlot("*", 1)),
                3_600_000,
                List.of(),
                false,
                2,
                300_000,
                null,
                null,
                true,
                true));
    assertThat(terms("{offline: true}", "{denials: 2}"))
        .as("a rule that says nothing wants the default")
        .isEqualTo(ApprovalTerms.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      textBlock =
          """
          {fallback: a, escalateTo: a} | {fallback: a, escalateTo: a} | a    | a
          {fallback: a, escalateTo: a} | {fallback: b, escalateTo: b} | none | none
          {fallback: a, escalateTo: a} | {}                           | none | a
          {}                           | {fallback: a, escalateTo: a} | none | a
          {}                           | {}                           | none | none
          """)
  void letsAGroupDecideForAnotherOnlyWhereAllWantIt(
      String one, String two, @Nullable String fallback, @Nullable String escalateTo) {
    assertThat(terms(one, two))
        .extracting(ApprovalTerms::fallback, ApprovalTerms::escalateTo)
        .containsExactly(fallback, escalateTo);
  }

  @Test
  void grantsOfflineWhereARuleIsAboutMoreThanWhatDestroys() {
    PolicySet set =
        PolicySet.of(
            List.of(
                policy(
                    "p",
                    "- {id: r, effect: ask, match: {risk: [WRITE, DESTRUCTIVE]}, approval: {offline: true}}")));
    assertThat(set.decide(write()).approval()).matches(ApprovalTerms::offline);
  }

  @Test
  void deniesWhatMoreGroupsMustApproveThanAnApprovalCanHold() {
    String rules =
        IntStream.range(0, 17)
            .mapToObj(
                rule ->
                    "- {id: r%s, effect: ask, approval: {quorum: [%s]}}"
                        .formatted(
                            rule,
                            IntStream.range(0, 16)
                                .mapToObj(group -> "{group: g%s-%s}".formatted(rule, group))
                                .collect(Collectors.joining(", "))))
            .collect(Collectors.joining("\n"));
    PolicyAnswer answer = PolicySet.of(List.of(policy("p", rules))).decide(write());
    assertThat(answer.verdict()).isEqualTo(Verdict.DENY);
    assertThat(answer.code()).isEqualTo("POLICY_ERROR");
  }

  @Test
  void boundsTheMoneyByTheHighestCostOfTheDecidingRules() {
    PolicySet set =
        PolicySet.of(
            List.of(
                policy(
                    "p",
                    """
                    - {id: a, effect: allow, cost: 100}
                    - {id: b, effect: allow, cost: args.n * 300}
                    - {id: c, effect: allow}
                    - {id: d, effect: allow, cost: 900, shadow: true}
                    - {id: e, effect: ask, cost: 800, when: false}
                    """)));
    assertThat(set.decide(write()).costMicros()).isEqualTo(300);
    assertThat(rules("allow").decide(write()).costMicros()).isNull();
  }

  @Test
  void namesTheLimitsOfTheDecidingRules() {
    PolicySet set =
        PolicySet.of(
            List.of(
                policy(
                    "p",
                    """
                    - id: a
                      effect: allow
                      limits: [{per: principal, calls: 10, every: 1h, burst: 3}, {per: tool, concurrency: 2}]
                    - {id: b, effect: allow, limits: [{per: agent, calls: 5, every: 90s}]}
                    - {id: c, effect: allow, shadow: true, limits: [{per: agent, concurrency: 1}]}
                    - {id: d, effect: allow, when: false, limits: [{per: agent, concurrency: 1}]}
                    """)));
    PolicyAnswer answer = set.decide(write());
    assertThat(answer.limits())
        .extracting(PolicyAnswer.RuleLimits::limits)
        .containsExactly(
            List.of(
                limit("rule/p/a/1", CountedBy.PRINCIPAL, new Rate(10, 3_600_000, 3), 0),
                limit("rule/p/a/2", CountedBy.TOOL, null, 2)),
            List.of(limit("rule/p/b/1", CountedBy.AGENT, new Rate(5, 90_000, 5), 0)));
    assertThat(answer.limits().getFirst().reference()).isEqualTo(answer.reference());

    PolicyAnswer without = set.decide(write(), limit -> limit.id().equals("rule/p/a/2"));
    assertThat(without.verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(without.reference()).endsWith("#b");
    assertThat(without.limits()).hasSize(1);
    assertThat(without.rules().getFirst().match()).isEqualTo(RuleMatch.LIMITED);
  }

  private static UsageLimit limit(String id, CountedBy per, @Nullable Rate rate, int concurrency) {
    return new UsageLimit(id, per, null, null, null, null, null, rate, concurrency);
  }

  @Test
  void asksTheProbeOnlyAboutLimitsOfRulesThatMatch() {
    List<String> asked = new ArrayList<>();
    rules("allow! allow-! ~allow! allow?! deny")
        .decide(
            write(),
            limit -> {
              asked.add(limit.id());
              return false;
            });
    assertThat(asked).containsExactly("rule/p/r0/1");
  }

  @Test
  void letsAFatalErrorPassSoThatNoVerdictDependsOnTheSizeOfAStack() {
    PolicySet set = rules("allow!");
    assertThatThrownBy(
            () ->
                set.decide(
                    question(Risk.READ),
                    limit -> {
                      throw new StackOverflowError();
                    }))
        .isInstanceOf(StackOverflowError.class);
  }

  @Test
  void deniesWhenTheProbeFails() {
    PolicyAnswer answer =
        rules("allow!")
            .decide(
                question(Risk.READ),
                limit -> {
                  throw new IllegalStateException("no state");
                });
    assertThat(answer.verdict()).isEqualTo(Verdict.DENY);
    assertThat(answer.code()).isEqualTo("POLICY_ERROR");
  }

  @Test
  void endsADecisionAfterItsStepsWhichWatchedRulesDoNotUseUp() {
    JsonObject hostile =
        JsonObject.builder()
            .put("n", 1)
            .put("long", "a".repeat(60_000))
            .put("half", "a".repeat(30_000) + "b")
            .build();
    for (boolean shadow : new boolean[] {true, false}) {
      String greedy =
          IntStream.range(0, 6)
              .mapToObj(
                  i ->
                      "- {id: g%s, effect: allow, when: args.long.contains(args.half), shadow: %s}"
                          .formatted(i, shadow))
              .collect(Collectors.joining("\n"));
      PolicySet set =
          PolicySet.of(
              List.of(policy("p", greedy + "\n- {id: r, effect: allow, when: args.n == 1}")));
      PolicyAnswer answer = set.decide(question(Risk.WRITE, hostile));
      assertThat(answer.code()).isEqualTo(shadow ? "POLICY_ALLOW" : "POLICY_ERROR");
      assertThat(answer.rules().getFirst().message())
          .isEqualTo("Its condition failed: it takes more steps than one evaluation may.");
      assertThat(answer.rules().get(5).message())
          .contains("all rules together take more steps than one decision may");
    }
  }

  @Test
  void keepsPoliciesInTheOrderOfTheirNames() {
    PolicyDocument a = policy("a", "- {id: r, effect: deny}");
    PolicyDocument b = policy("b", "- {id: r, effect: deny}");
    assertThat(PolicySet.of(List.of(b, a)).documents()).containsExactly(a, b);
    assertThat(PolicySet.EMPTY.with(b).with(a).without("b").documents()).containsExactly(a);
    assertThat(PolicySet.of(List.of(b, a)).decide(write()).reference())
        .isEqualTo("policy/" + a.reference() + "#r");
    PolicyDocument changed = policy("a", "- {id: other, effect: deny}");
    assertThat(PolicySet.of(List.of(a, b)).with(changed).documents()).containsExactly(changed, b);
    assertThatThrownBy(() -> PolicySet.of(List.of(a, changed)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two named a");
  }

  @Test
  void refusesMoreRulesInForceThanADecisionCanExplain() {
    String many =
        IntStream.range(0, 200)
            .mapToObj("- {id: r%s, effect: deny}"::formatted)
            .collect(Collectors.joining("\n"));
    PolicySet full = PolicySet.of(List.of(policy("a", many), policy("b", many)));
    PolicyDocument more = policy("c", "- {id: r, effect: deny}");
    assertThat(full.refusal(more).orElseThrow().message())
        .startsWith("Expected at most 400 rules in all policies in force together");
    assertThat(full.refusal(policy("b", "- {id: r, effect: deny}"))).isEmpty();
    assertThatThrownBy(() -> full.with(more)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void answersAlikeInEveryLocale() {
    Locale before = Locale.getDefault();
    PolicySet set =
        PolicySet.of(
            List.of(
                policy(
                    "p",
                    "- {id: r, effect: allow, when: 'string(args.n) == \"1\" && now.getHours() == 10', cost: 1234567}")));
    try {
      List<PolicyAnswer> answers = new ArrayList<>();
      for (String tag : List.of("en-US", "ar-SA-u-nu-arab", "tr-TR", "th-TH-u-nu-thai", "hi-IN")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        answers.add(set.decide(write()));
        answers.add(rules("allow?! allow!").decide(write(), limit -> true));
      }
      assertThat(answers).isNotEmpty();
      assertThat(answers.stream().distinct()).hasSize(2);
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "deny,  prod,       prod,       true",
    "deny,  prod,       production, true",
    "deny,  prod,       Prod,       true",
    "ask,   prod,       ' prod',    true",
    "ask,   prod,       Dev,        true",
    "deny,  prod,       dev,        false",
    "deny,  dev,        'DEV ',     true",
    "deny,  production, prod,       false",
    "allow, prod,       prod,       true",
    "allow, prod,       production, false",
    "allow, prod,       Prod,       false",
    "allow, dev,        Dev,        false",
  })
  void takesUnknownEnvironmentsForProductionWhereItRestricts(
      String effect, String named, String environment, boolean matches) {
    PolicySet set =
        PolicySet.of(
            List.of(
                policy(
                    "p",
                    "- {id: r, effect: %s, match: {environment: %s}}".formatted(effect, named))));
    PolicyQuestion question = Variations.with(write(), "environment", environment);
    assertThat(set.decide(question).rules())
        .extracting(RuleResult::match)
        .containsExactly(matches ? RuleMatch.MATCHED : RuleMatch.NOT_MATCHED);
  }
}
