package io.countersign.approvals.decision;

import io.countersign.approvals.policy.PolicyDocument;
import io.countersign.approvals.policy.PolicyLimits;
import io.countersign.approvals.policy.PolicyRefused;
import io.countersign.approvals.policy.PolicySet;
import io.countersign.approvals.state.Controls;
import io.countersign.approvals.state.PolicyInForce;
import io.countersign.approvals.state.PolicyText;
import io.countersign.approvals.state.StateView;
import io.countersign.schemas.digest.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Policies, ready to decide. Compiled once for all engines of the process, because it is pure. */
public final class CompiledPolicies {
  /** Bytes of heap for each byte of a document, as measured on dense ones, rounded up. */
  private static final long HEAP_PER_BYTE = 20;

  private static final long ENTRY_BYTES = 1_024;

  private static final Memo<Digest, Optional<PolicyDocument>> COMPILED =
      Memo.onTheHeap(CompiledPolicies::weight);

  private CompiledPolicies() {}

  /**
   * The policies in force of a tenant; empty when one of them can not be had, so that nothing may
   * be decided by the others.
   */
  public static Optional<PolicySet> inForce(StateView state, String tenant, Controls controls) {
    if (controls.policies().isEmpty()) {
      return Optional.of(PolicySet.EMPTY);
    }
    List<PolicyDocument> documents = new ArrayList<>(controls.policies().size());
    for (PolicyInForce policy : controls.policies()) {
      PolicyText text = state.policy(tenant, policy.hash());
      Optional<PolicyDocument> document =
          text == null
              ? Optional.empty()
              : COMPILED.of(text.hash(), hash -> compiled(text.document()));
      if (document.isEmpty()) {
        return Optional.empty();
      }
      documents.add(document.get());
    }
    return Optional.of(PolicySet.of(documents));
  }

  /**
   * Compiles and tests a document that may be published. Always anew, for what is remembered holds
   * neither warnings nor tests, and the record must not depend on what is remembered.
   *
   * @throws PolicyRefused with all that is wrong with it
   */
  public static PolicyDocument compile(String document) throws PolicyRefused {
    return PolicyDocument.compile(document, PolicyLimits.DEFAULT);
  }

  private static long weight(Optional<PolicyDocument> document) {
    return ENTRY_BYTES + HEAP_PER_BYTE * document.map(PolicyDocument::bytes).orElse(0);
  }

  private static Optional<PolicyDocument> compiled(String document) {
    try {
      return Optional.of(PolicyDocument.load(document, PolicyLimits.DEFAULT));
    } catch (PolicyRefused e) {
      return Optional.empty();
    }
  }
}
