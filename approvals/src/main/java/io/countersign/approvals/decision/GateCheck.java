package io.countersign.approvals.decision;

import io.countersign.approvals.gate.GateInForce;
import io.countersign.approvals.gate.GateRubric;
import io.countersign.approvals.names.Environments;
import io.countersign.approvals.state.Server;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.control.Gate;

/** Holds a call to the production gate of the tool's server, as its latest review has it today. */
public final class GateCheck implements Check {
  @Override
  public String name() {
    return "gate";
  }

  /**
   * The gate in force and where it comes from.
   *
   * @param reviewed whether anybody has reviewed the server
   * @param why why it is this gate, in words
   */
  private record InForce(String server, Gate gate, boolean reviewed, String why, String reference) {
    /** A call that this gate lets through. */
    Finding pass() {
      return new Pass(
          code("GATE_OPEN"), "Server %s is at %s. %s".formatted(server, gate, why), reference);
    }

    /** A call that this gate stops. */
    Finding refuse(String code, String expected) {
      return new Refuse(
          code(code),
          "Expected %s, because server %s is at %s. %s".formatted(expected, server, gate, why),
          reference);
    }

    private String code(String code) {
      return reviewed ? code : "SERVER_NOT_REVIEWED";
    }
  }

  @Override
  public Finding examine(Question question, Draft draft) {
    InForce inForce = inForce(question);
    draft.gate(inForce.gate());
    boolean reads = question.risk() == Risk.READ;
    String environment = question.intent().environment();
    return switch (inForce.gate()) {
      case BLOCK -> inForce.refuse("GATE_BLOCK", "a server that may be used");
      case PROTOTYPE_ONLY ->
          Environments.isProduction(environment)
              ? inForce.refuse(
                  "GATE_PROTOTYPE_ONLY",
                  "another environment than %s, which counts as production".formatted(environment))
              : inForce.pass();
      case READ_ONLY ->
          reads ? inForce.pass() : inForce.refuse("GATE_READ_ONLY", "a tool that only reads");
      case WRITES_WITH_APPROVAL -> reads ? inForce.pass() : ask(question, inForce, draft);
      case PRODUCTION_APPROVED -> inForce.pass();
    };
  }

  private static InForce inForce(Question question) {
    String name = question.intent().tool().server();
    Server server = question.state().server(question.tenant(), name);
    if (server == null) {
      return new InForce(
          name,
          question.controls().settings().unreviewedGate(),
          false,
          "Nobody has reviewed it.",
          "settings");
    }
    GateInForce today =
        GateRubric.inForce(server.gate(), server.review().nextReview(), question.now());
    return new InForce(name, today.gate(), true, today.reason(), server.reference());
  }

  /** What no rule shaped is decided as the tenant wants by default. */
  private static Finding ask(Question question, InForce inForce, Draft draft) {
    draft.approval(question.controls().settings().terms());
    return new Ask(
        "GATE_APPROVAL",
        "Expected the approval of a human, because server %s is at %s. %s"
            .formatted(inForce.server(), inForce.gate(), inForce.why()),
        inForce.reference());
  }
}
