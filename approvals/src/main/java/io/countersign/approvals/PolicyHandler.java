package io.countersign.approvals;

import io.countersign.approvals.catalogue.DefinitionCheck;
import io.countersign.approvals.decision.CompiledPolicies;
import io.countersign.approvals.names.Blanks;
import io.countersign.approvals.policy.NamedTool;
import io.countersign.approvals.policy.PolicyDocument;
import io.countersign.approvals.policy.PolicyProblem;
import io.countersign.approvals.policy.PolicyRefused;
import io.countersign.approvals.policy.PolicySet;
import io.countersign.approvals.state.Controls;
import io.countersign.approvals.state.PolicyInForce;
import io.countersign.approvals.state.Tool;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.WithdrawPolicy;
import io.countersign.schemas.control.RedactionRule;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.PolicyPublished;
import io.countersign.schemas.event.PolicyWithdrawn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts policies into force and takes them back. */
final class PolicyHandler {
  /** Most policies of a tenant. */
  static final int MOST_POLICIES = 32;

  /** Most problems that one refusal names, and most warnings of one event. */
  private static final int MOST_LINES = 64;

  private static final String INVALID = "POLICY_INVALID";

  void publish(Moment moment, PublishPolicy publish, Recorder recorder) {
    Controls controls = moment.state().controls(moment.tenant());
    PolicyInForce standing = policy(controls, publish.name());
    Digest hash = Digest.sha256(publish.document().getBytes(StandardCharsets.UTF_8));
    if (standing != null && standing.hash().equals(hash)) {
      ControlHandler.unchanged(moment, publish, standing.position(), recorder);
      return;
    }
    if (standing == null && controls.policies().size() >= MOST_POLICIES) {
      ControlHandler.reject(
          moment,
          publish,
          "TOO_MANY_POLICIES",
          "Expected at most %s policies in force. Withdraw or merge some.".formatted(MOST_POLICIES),
          recorder);
      return;
    }
    PolicyDocument document;
    try {
      document = CompiledPolicies.compile(publish.document());
    } catch (PolicyRefused refused) {
      ControlHandler.reject(moment, publish, INVALID, told(refused.problems()), recorder);
      return;
    }
    Optional<PolicyProblem> problem = problem(moment, controls, publish, document);
    if (problem.isPresent()) {
      ControlHandler.reject(moment, publish, INVALID, told(List.of(problem.get())), recorder);
      return;
    }
    recorder.record(
        moment.tenant(),
        null,
        null,
        new PolicyPublished(
            publish.name(),
            publish.document(),
            hash,
            standing == null ? null : standing.hash(),
            warnings(moment, document),
            publish.by()));
  }

  /** What stands against a valid document in this place. */
  private static Optional<PolicyProblem> problem(
      Moment moment, Controls controls, PublishPolicy publish, PolicyDocument document) {
    if (!document.name().equals(publish.name())) {
      return Optional.of(
          new PolicyProblem(
              1,
              1,
              "policy",
              "Expected %s, the name that it is published under, but was %s."
                  .formatted(publish.name(), document.name())));
    }
    Optional<PolicySet> others =
        CompiledPolicies.inForce(
            moment.state(),
            moment.tenant(),
            controls.withPolicies(
                controls.policies().stream()
                    .filter(policy -> !policy.name().equals(publish.name()))
                    .toList()));
    // Others that can not be read are no reason to keep a good one out; they deny by themselves.
    return others.flatMap(set -> set.refusal(document));
  }

  private static List<String> warnings(Moment moment, PolicyDocument document) {
    List<String> warnings = new ArrayList<>();
    for (PolicyProblem warning : document.warnings()) {
      warnings.add(line(warning));
    }
    for (NamedTool named : NamedTool.of(document)) {
      Tool tool = moment.state().tool(moment.tenant(), named.server(), named.tool());
      if (tool == null) {
        warnings.add(
            "%s: Expected a tool of the catalogue, but %s/%s is not in it."
                .formatted(named.rule(), named.server(), named.tool()));
      } else if (tool.definition() != null) {
        warnings.addAll(hidden(named, tool.definition()));
      }
    }
    return warnings.stream().limit(MOST_LINES).toList();
  }

  /** Places of a rule that the tool's redaction hides: looking at one is an error in every call. */
  private static List<String> hidden(NamedTool named, ToolDefinition definition) {
    List<String> warnings = new ArrayList<>();
    for (List<String> place : named.places()) {
      for (RedactionRule rule : definition.redaction()) {
        if (DefinitionCheck.hides(rule, place)) {
          warnings.add(
              "%s: Expected to look at places that are not redacted, but %s/%s redacts args.%s (rule for \"%s\"), so the expression fails: an allow rule does not match then, a deny or ask rule does."
                  .formatted(
                      named.rule(),
                      named.server(),
                      named.tool(),
                      String.join(".", place),
                      rule.pointer()));
          break;
        }
      }
    }
    return warnings;
  }

  void withdraw(Moment moment, WithdrawPolicy withdraw, Recorder recorder) {
    PolicyInForce standing = policy(moment.state().controls(moment.tenant()), withdraw.name());
    if (standing == null) {
      ControlHandler.reject(
          moment,
          withdraw,
          "POLICY_UNKNOWN",
          "Expected a policy in force, but there is none of the name %s."
              .formatted(withdraw.name()),
          recorder);
    } else {
      recorder.record(
          moment.tenant(),
          null,
          null,
          new PolicyWithdrawn(standing.name(), standing.hash(), withdraw.reason()));
    }
  }

  private static @Nullable PolicyInForce policy(Controls controls, String name) {
    return controls.policies().stream()
        .filter(policy -> policy.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static String told(List<PolicyProblem> problems) {
    return problems.stream()
        .limit(MOST_LINES)
        .map(PolicyHandler::line)
        .collect(Collectors.joining("\n"));
  }

  /** One line, whatever the problem says: the explanation of a failed test has several. */
  private static String line(PolicyProblem problem) {
    String path = problem.path().isEmpty() ? "document" : problem.path();
    return "%s: %s"
        .formatted(path, Blanks.stripped(problem.message()).replaceAll("\\s*\\R\\s*", " | "));
  }
}
