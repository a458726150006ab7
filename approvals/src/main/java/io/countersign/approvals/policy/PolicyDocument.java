package io.countersign.approvals.policy;

import io.countersign.approvals.policy.yaml.StrictYaml;
import io.countersign.approvals.policy.yaml.YamlNode;
import io.countersign.approvals.policy.yaml.YamlNode.Place;
import io.countersign.approvals.policy.yaml.YamlRefused;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.digest.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A policy: read, checked, compiled and tested. Immutable and thread-safe; does not hold the text
 * of the document, only its expressions.
 */
public final class PolicyDocument {
  private final String name;
  private final @Nullable String description;
  private final Digest hash;
  private final List<PolicyRule> rules;
  private final List<PolicyProblem> warnings;
  private final PolicyTestReport report;

  private PolicyDocument(
      String name,
      @Nullable String description,
      Digest hash,
      List<PolicyRule> rules,
      PolicyTestReport report) {
    this.name = name;
    this.description = description;
    this.hash = hash;
    this.rules = List.copyOf(rules);
    this.warnings = Reachability.warnings(this.rules);
    this.report = report;
  }

  /**
   * Reads, checks and compiles a document and runs its tests. Pure: one text gives one result on
   * every machine with the same build.
   *
   * @param yaml the document; its hash is that of its exact UTF-8 bytes
   * @throws PolicyRefused if it is not strict YAML, not a policy, larger than {@code limits}, or
   *     has an expression that is refused or a test that fails
   */
  public static PolicyDocument compile(String yaml, PolicyLimits limits) throws PolicyRefused {
    byte[] utf8 = yaml.getBytes(StandardCharsets.UTF_8);
    if (utf8.length > limits.bytes()) {
      throw refused(
          Place.START,
          "Expected at most %s bytes, but there are %s. Split it into several policies."
              .formatted(limits.bytes(), utf8.length));
    }
    try {
      return read(StrictYaml.read(yaml, limits.depth()), Digest.sha256(utf8), limits);
    } catch (YamlRefused refused) {
      throw refused(refused.place(), refused.message());
    }
  }

  private static PolicyDocument read(YamlNode root, Digest hash, PolicyLimits limits)
      throws PolicyRefused {
    Problems problems = new Problems();
    Fields fields = Fields.of(root, "", problems, "policy", "description", "rules", "tests");
    if (fields == null) {
      throw new PolicyRefused(problems.inOrder(), null);
    }
    fields.require("policy");
    fields.require("rules");
    String name = fields.name("policy");
    String description = fields.text("description", Limits.TEXT);
    List<YamlNode> ruleNodes = fields.list("rules", limits.rules());
    if (fields.has("rules") && ruleNodes.isEmpty() && problems.isEmpty()) {
      fields.problem("rules", "Expected at least one rule, but there is none.");
    }
    List<PolicyRule> rules = new RuleReader(name == null ? "" : name, problems).read(ruleNodes);
    List<PolicyTest> tests =
        new TestReader(rules, problems).read(fields.list("tests", limits.tests()));
    if (name == null || !problems.isEmpty()) {
      throw new PolicyRefused(problems.inOrder(), null);
    }
    return tested(name, description, hash, rules, tests);
  }

  private static PolicyDocument tested(
      String name,
      @Nullable String description,
      Digest hash,
      List<PolicyRule> rules,
      List<PolicyTest> tests)
      throws PolicyRefused {
    PolicyTestReport none = new PolicyTestReport(name, List.of());
    PolicyDocument untested = new PolicyDocument(name, description, hash, rules, none);
    PolicyTestReport report = new TestRun(untested).report(tests);
    if (report.passed()) {
      return new PolicyDocument(name, description, hash, rules, report);
    }
    Problems problems = new Problems();
    for (int i = 0; i < tests.size(); i++) {
      PolicyTestReport.Result result = report.results().get(i);
      if (!result.passed()) {
        problems.add(
            new Place(result.line(), 1),
            tests.get(i).path(),
            "Expected %s in test \"%s\", but got %s\n%s"
                .formatted(
                    result.expected(), result.name(), result.got(), result.shortExplanation())
                .strip());
      }
    }
    throw new PolicyRefused(problems.inOrder(), report);
  }

  private static PolicyRefused refused(Place place, String message) {
    return new PolicyRefused(
        List.of(new PolicyProblem(place.line(), place.column(), "", message)), null);
  }

  /** Name of the policy. */
  public String name() {
    return name;
  }

  /** What it is for. */
  public Optional<String> description() {
    return Optional.ofNullable(description);
  }

  /** SHA-256 of the exact UTF-8 bytes of the document. */
  public Digest hash() {
    return hash;
  }

  /** Name and hash, as decisions cite them: {@code name@sha256:…}. */
  public String reference() {
    return "%s@%s".formatted(name, hash.text());
  }

  /** Ids of its rules in order. */
  public List<String> ruleIds() {
    return rules.stream().map(PolicyRule::id).toList();
  }

  /** What is worth a look before it is published; does not keep it from being published. */
  public List<PolicyProblem> warnings() {
    return warnings;
  }

  /** How its tests went: all passed. */
  public PolicyTestReport report() {
    return report;
  }

  List<PolicyRule> rules() {
    return rules;
  }
}
