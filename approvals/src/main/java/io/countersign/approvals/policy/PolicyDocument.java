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
  private final int bytes;
  private final List<PolicyRule> rules;
  private final List<PolicyProblem> warnings;
  private final PolicyTestReport report;

  private PolicyDocument(
      String name,
      @Nullable String description,
      Digest hash,
      int bytes,
      List<PolicyRule> rules,
      List<PolicyProblem> warnings,
      PolicyTestReport report) {
    this.name = name;
    this.description = description;
    this.hash = hash;
    this.bytes = bytes;
    this.rules = List.copyOf(rules);
    this.warnings = warnings;
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
    return document(yaml, limits, true);
  }

  /**
   * Reads a document that was published: without its tests, which passed then, and without
   * warnings.
   *
   * @throws PolicyRefused if this build can not read it
   */
  public static PolicyDocument load(String yaml, PolicyLimits limits) throws PolicyRefused {
    return document(yaml, limits, false);
  }

  private static PolicyDocument document(String yaml, PolicyLimits limits, boolean examined)
      throws PolicyRefused {
    byte[] utf8 = yaml.getBytes(StandardCharsets.UTF_8);
    if (utf8.length > limits.bytes()) {
      throw refused(
          Place.START,
          "Expected at most %s bytes, but there are %s. Split it into several policies."
              .formatted(limits.bytes(), utf8.length));
    }
    try {
      return read(StrictYaml.read(yaml, limits.depth()), utf8, limits, examined);
    } catch (YamlRefused refused) {
      throw refused(refused.place(), refused.message());
    }
  }

  private static PolicyDocument read(
      YamlNode root, byte[] utf8, PolicyLimits limits, boolean examined) throws PolicyRefused {
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
        examined
            ? new TestReader(rules, problems).read(fields.list("tests", limits.tests()))
            : List.of();
    if (name == null || !problems.isEmpty()) {
      throw new PolicyRefused(problems.inOrder(), null);
    }
    PolicyTestReport none = new PolicyTestReport(name, List.of());
    PolicyDocument untested =
        new PolicyDocument(
            name, description, Digest.sha256(utf8), utf8.length, rules, List.of(), none);
    return examined ? untested.tested(tests) : untested;
  }

  private PolicyDocument tested(List<PolicyTest> tests) throws PolicyRefused {
    PolicyTestReport outcome = new TestRun(this).report(tests);
    if (outcome.passed()) {
      return new PolicyDocument(
          name, description, hash, bytes, rules, Reachability.warnings(rules), outcome);
    }
    Problems problems = new Problems();
    for (int i = 0; i < tests.size(); i++) {
      PolicyTestReport.Result result = outcome.results().get(i);
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
    throw new PolicyRefused(problems.inOrder(), outcome);
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

  /** How long the document is, in bytes of UTF-8. */
  public int bytes() {
    return bytes;
  }

  /** Name and hash, as decisions cite them: {@code name@sha256:…}. */
  public String reference() {
    return "%s@%s".formatted(name, hash.text());
  }

  /** Ids of its rules in order. */
  public List<String> ruleIds() {
    return rules.stream().map(PolicyRule::id).toList();
  }

  /** What is worth a look before it is published; none of a document that was only loaded. */
  public List<PolicyProblem> warnings() {
    return warnings;
  }

  /** How its tests went: all passed. Empty for a document that was only loaded. */
  public PolicyTestReport report() {
    return report;
  }

  List<PolicyRule> rules() {
    return rules;
  }
}
