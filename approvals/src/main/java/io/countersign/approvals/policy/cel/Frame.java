package io.countersign.approvals.policy.cel;

import org.jspecify.annotations.Nullable;

/** What one evaluation reads and writes: facts, variables of macros, and the steps left. */
final class Frame {
  private final CelFacts facts;
  private final CelSteps steps;
  private final @Nullable Object[] locals;

  Frame(CelFacts facts, CelSteps steps, int locals) {
    this.facts = facts;
    this.steps = steps;
    this.locals = new Object[locals];
  }

  CelSteps steps() {
    return steps;
  }

  Object fact(CelVariable variable) {
    return facts.get(variable);
  }

  Object local(int slot) {
    Object value = locals[slot];
    return value == null ? CelError.INTERNAL : value;
  }

  void local(int slot, Object value) {
    locals[slot] = value;
  }
}
