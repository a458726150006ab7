package io.countersign.approvals;

import io.countersign.approvals.catalogue.DefinitionCheck;
import io.countersign.approvals.catalogue.DefinitionDiff;
import io.countersign.approvals.catalogue.DefinitionProblem;
import io.countersign.approvals.state.Tool;
import io.countersign.approvals.state.ToolState;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.command.ProposeTool;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.command.RetireTool;
import io.countersign.schemas.control.FieldChange;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.control.ToolProposal;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.ToolChanged;
import io.countersign.schemas.event.ToolProposed;
import io.countersign.schemas.event.ToolRegistered;
import io.countersign.schemas.event.ToolRetired;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps the catalogue: what operators register and retire, and what gateways see. */
final class CatalogueHandler {
  /** Most tools of a tenant that wait to be accepted. */
  static final int MOST_PROPOSALS = 1_024;

  /** Most problems that one refusal names. */
  private static final int MOST_PROBLEMS = 64;

  void register(Moment moment, RegisterTool command, Recorder recorder) {
    ToolDefinition definition = command.definition();
    Tool known = moment.state().tool(moment.tenant(), definition.server(), definition.name());
    ToolDefinition before = known == null ? null : known.definition();
    if (known != null && known.state() == ToolState.ACTIVE && definition.equals(before)) {
      ControlHandler.unchanged(moment, command, known.position(), recorder);
      return;
    }
    List<DefinitionProblem> problems = DefinitionCheck.examine(definition);
    if (!problems.isEmpty()) {
      ControlHandler.reject(moment, command, "TOOL_INVALID", told(problems), recorder);
      return;
    }
    ToolProposal proposal = known == null ? null : known.proposal();
    Risk floor = known == null ? null : known.suggested();
    if (floor != null && definition.risk().compareTo(floor) < 0) {
      ControlHandler.reject(
          moment,
          command,
          "RISK_TOO_LOW",
          "Expected a risk of at least %s, which the annotations of %s/%s suggest, but was %s. Annotations may raise a risk, and nobody may go below them."
              .formatted(floor, definition.server(), definition.name(), definition.risk()),
          recorder);
      return;
    }
    Digest accepted = accepted(definition, proposal);
    recorder.record(
        moment.tenant(),
        null,
        null,
        before == null
            ? new ToolRegistered(definition, accepted)
            : new ToolChanged(definition, DefinitionDiff.between(before, definition), accepted));
  }

  /** Who registers another schema than the one that was proposed has not accepted that one. */
  private static @Nullable Digest accepted(
      ToolDefinition definition, @Nullable ToolProposal proposal) {
    return proposal != null && proposal.schemaDigest().equals(definition.schemaDigest())
        ? proposal.definitionDigest()
        : null;
  }

  private static String told(List<DefinitionProblem> problems) {
    return problems.stream()
        .limit(MOST_PROBLEMS)
        .map(problem -> "%s: %s".formatted(problem.pointer(), problem.message()))
        .collect(Collectors.joining("\n"));
  }

  void retire(Moment moment, RetireTool command, Recorder recorder) {
    Tool known = moment.state().tool(moment.tenant(), command.server(), command.name());
    if (known == null) {
      ControlHandler.reject(
          moment,
          command,
          "TOOL_UNKNOWN",
          "Expected a tool of the catalogue, but %s/%s is not in it."
              .formatted(command.server(), command.name()),
          recorder);
    } else if (known.state() == ToolState.RETIRED) {
      ControlHandler.unchanged(moment, command, known.position(), recorder);
    } else {
      ToolDefinition pinned = known.definition();
      recorder.record(
          moment.tenant(),
          null,
          null,
          new ToolRetired(
              command.server(),
              command.name(),
              command.reason(),
              pinned == null ? List.of() : pinned.redaction()));
    }
  }

  void propose(Moment moment, ProposeTool command, Recorder recorder) {
    ToolProposal proposal = command.proposal();
    Tool known = moment.state().tool(moment.tenant(), proposal.server(), proposal.name());
    ToolDefinition pinned = known == null ? null : known.definition();
    if (known != null && known.state() == ToolState.RETIRED) {
      ControlHandler.reject(
          moment,
          command,
          "TOOL_RETIRED",
          "Expected a tool that is in use or new, but %s/%s was retired. An operator can register it again."
              .formatted(proposal.server(), proposal.name()),
          recorder);
    } else if (known != null && !tellsNews(known, proposal)) {
      ControlHandler.unchanged(moment, command, known.position(), recorder);
    } else if (known == null
        && moment.state().controls(moment.tenant()).proposals() >= MOST_PROPOSALS) {
      ControlHandler.reject(
          moment,
          command,
          "TOO_MANY_PROPOSALS",
          "Expected at most %s tools that wait to be accepted. Accept or retire some."
              .formatted(MOST_PROPOSALS),
          recorder);
    } else if (known == null || pinned == null) {
      recorder.record(moment.tenant(), null, null, new ToolProposed(proposal, List.of()));
    } else {
      changed(moment, known, pinned, proposal, recorder);
    }
  }

  /**
   * Whether a proposal says something else than those before it. One that was seen before does when
   * its risk is higher than that of the last: gateways that see different versions in turn may
   * raise the risk again, and lower it only by a definition that is new.
   */
  private static boolean tellsNews(Tool known, ToolProposal proposal) {
    return !known.seen().contains(proposal.definitionDigest())
        || (known.suggested() != null && proposal.risk().compareTo(known.suggested()) > 0);
  }

  /**
   * The server offers a tool under a name that an operator has pinned. The first definition that
   * fits is what later ones are compared with; each other one is a finding, once.
   */
  private static void changed(
      Moment moment, Tool known, ToolDefinition pinned, ToolProposal proposal, Recorder recorder) {
    EventEnvelope proposed =
        recorder.record(
            moment.tenant(), null, null, new ToolProposed(proposal, changes(pinned, proposal)));
    boolean fits = ControlFold.fits(known, proposal);
    boolean toldBefore = known.seen().contains(proposal.definitionDigest());
    if (toldBefore || (fits && known.seen().isEmpty())) {
      return;
    }
    recorder.record(
        moment.tenant(),
        null,
        null,
        new FindingRaised(
            "TOOL_CHANGED",
            fits ? Severity.MEDIUM : Severity.HIGH,
            "Expected %s/%s as it was registered at position %s, but a gateway saw another %s."
                .formatted(
                    proposal.server(),
                    proposal.name(),
                    known.position(),
                    whatChanged(pinned, proposal, fits)),
            List.of(known.eventId(), proposed.eventId())));
  }

  private static String whatChanged(ToolDefinition pinned, ToolProposal proposal, boolean fits) {
    if (fits) {
      return "title, description or annotations, which agents read";
    }
    return proposal.schemaDigest().equals(pinned.schemaDigest()) ? "risk" : "input schema";
  }

  private static List<FieldChange> changes(ToolDefinition pinned, ToolProposal proposal) {
    return DefinitionDiff.between(
        pinned,
        new ToolDefinition(
            pinned.server(),
            pinned.name(),
            pinned.version(),
            pinned.owner(),
            pinned.risk().orHigher(proposal.risk()),
            pinned.purpose(),
            pinned.sideEffects(),
            pinned.systems(),
            pinned.scopes(),
            proposal.inputSchema(),
            proposal.schemaDigest(),
            pinned.resources(),
            pinned.groups(),
            pinned.redaction(),
            pinned.limits(),
            pinned.rollback(),
            pinned.deprecation()));
  }
}
