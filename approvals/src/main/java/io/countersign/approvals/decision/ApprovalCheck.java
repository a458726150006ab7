package io.countersign.approvals.decision;

import io.countersign.approvals.people.Electorate;
import io.countersign.approvals.people.Exclusions;
import io.countersign.approvals.state.Approvers;
import io.countersign.schemas.approval.Approver;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.QuorumSlot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds who can approve a call that people must decide on, and refuses at once what nobody could
 * ever approve: waiting for it would help nobody.
 */
public final class ApprovalCheck implements Check {
  /** Most approvals of one run that are open at once. */
  public static final int MOST_PENDING = 32;

  @Override
  public String name() {
    return "approval";
  }

  @Override
  public Finding examine(Question question, Draft draft) {
    ApprovalTerms terms = draft.approval();
    if (terms == null) {
      return new Pass("NO_APPROVAL_NEEDED", "Nobody has to approve the call.", null);
    }
    RecordIntent intent = question.intent();
    List<String> excluded =
        Exclusions.of(intent, terms, draft.rules(), question.controls().policies());
    if (excluded.size() > Limits.LIST) {
      return new Refuse(
          "NO_ELIGIBLE_APPROVER",
          "Expected at most %s people whose vote does not count, but there are %s."
              .formatted(Limits.LIST, excluded.size()),
          null);
    }
    String runId = intent.runId();
    if (question.stage() == Question.Stage.FIRST
        && runId != null
        && question.state().waiting(question.tenant(), runId).approvals().size() >= MOST_PENDING) {
      return new Refuse(
          "TOO_MANY_PENDING",
          "Expected at most %s open approvals of one run. Wait until some are decided."
              .formatted(MOST_PENDING),
          null);
    }
    return eligible(question, draft, terms, excluded);
  }

  private static Finding eligible(
      Question question, Draft draft, ApprovalTerms terms, List<String> excluded) {
    Approvers approvers = question.state().approvers(question.tenant());
    Electorate electorate = new Electorate(approvers, excluded, terms.quorum(), question.now());
    List<String> replaced = new ArrayList<>();
    List<QuorumSlot> quorum = new ArrayList<>();
    for (QuorumSlot slot : terms.quorum()) {
      boolean met = electorate.with(List.of(slot)).canBeMet();
      if (!met && terms.fallback() != null) {
        replaced.add(slot.group());
        quorum.add(new QuorumSlot(terms.fallback(), slot.count()));
      } else {
        quorum.add(slot);
      }
    }
    List<QuorumSlot> effective = replaced.isEmpty() ? terms.quorum() : merged(quorum);
    if (effective == null || !electorate.with(effective).canBeMet()) {
      if (question.stage() != Question.Stage.FIRST) {
        // Whether the votes there are suffice is for whoever asks again.
        draft.approvers(terms, excluded, List.of());
        return new Pass("APPROVERS_GONE", "Nobody else could approve the call now.", null);
      }
      return new Refuse(
          "NO_ELIGIBLE_APPROVER",
          "Expected enough people of %s on the roster who have no part in the call, but there are none. An operator can put some on the roster."
              .formatted(terms.quorum().stream().map(QuorumSlot::group).toList()),
          null);
    }
    draft.approvers(terms.withQuorum(effective), excluded, replaced);
    return new Pass(
        "APPROVERS_KNOWN",
        approvers.roster().isEmpty()
            ? "Whoever is in the groups by their token can approve; the tenant keeps no roster."
            : "There are people on the roster who can approve: %s.".formatted(words(approvers)),
        null);
  }

  private static String words(Approvers approvers) {
    return approvers.roster().stream().filter(Approver::active).count() + " are active";
  }

  /** One slot for each group; null when it would need more people than a slot may have. */
  private static @Nullable List<QuorumSlot> merged(List<QuorumSlot> quorum) {
    Map<String, Integer> counts = new TreeMap<>();
    quorum.forEach(slot -> counts.merge(slot.group(), slot.count(), Integer::sum));
    if (counts.values().stream().anyMatch(count -> count > QuorumSlot.MOST)) {
      return null;
    }
    List<QuorumSlot> slots = new ArrayList<>();
    counts.forEach((group, count) -> slots.add(new QuorumSlot(group, count)));
    return slots;
  }
}
