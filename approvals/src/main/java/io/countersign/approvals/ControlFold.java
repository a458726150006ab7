package io.countersign.approvals;

import io.countersign.approvals.catalogue.Cut;
import io.countersign.approvals.state.Brake;
import io.countersign.approvals.state.BudgetInForce;
import io.countersign.approvals.state.Controls;
import io.countersign.approvals.state.LimitInForce;
import io.countersign.approvals.state.PolicyInForce;
import io.countersign.approvals.state.PolicyText;
import io.countersign.approvals.state.Server;
import io.countersign.approvals.state.State;
import io.countersign.approvals.state.Tool;
import io.countersign.approvals.state.ToolState;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.control.ToolProposal;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.ApproverRemoved;
import io.countersign.schemas.event.ApproverSet;
import io.countersign.schemas.event.AuthenticatorRegistered;
import io.countersign.schemas.event.AuthenticatorRemoved;
import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.BrakeReleased;
import io.countersign.schemas.event.BudgetRemoved;
import io.countersign.schemas.event.BudgetSet;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.DelegationEnded;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.KeepingEvent;
import io.countersign.schemas.event.LimitRemoved;
import io.countersign.schemas.event.LimitSet;
import io.countersign.schemas.event.PolicyPublished;
import io.countersign.schemas.event.PolicyWithdrawn;
import io.countersign.schemas.event.ServerReviewed;
import io.countersign.schemas.event.StandingGrantClosed;
import io.countersign.schemas.event.StandingGrantCreated;
import io.countersign.schemas.event.TenantConfigured;
import io.countersign.schemas.event.ToolChanged;
import io.countersign.schemas.event.ToolProposed;
import io.countersign.schemas.event.ToolRegistered;
import io.countersign.schemas.event.ToolRetired;
import io.countersign.schemas.event.VotesDelegated;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The part of {@link Fold} that keeps catalogue, gates, brakes, policy, budgets and limits. */
final class ControlFold {
  /**
   * Released brakes that are remembered, so that a brake of the whole platform which arrives at a
   * ledger once more after its release does not stop anything again.
   */
  static final int RELEASED_BRAKES = 256;

  /**
   * Proposed definitions of a tool that are remembered, so that gateways which see different
   * versions of a server in turn are heard once each.
   */
  static final int SEEN_DEFINITIONS = 16;

  /** Most characters of a brake's reason that the state holds; the event has all of them. */
  static final int REASON = 512;

  private ControlFold() {}

  static void apply(State state, EventEnvelope event, ControlEvent body) {
    String tenant = event.tenant();
    Controls before = state.controls(tenant);
    switch (body) {
      case ToolRegistered registered ->
          define(state, event, registered.definition(), registered.acceptedProposal());
      case ToolChanged changed ->
          define(state, event, changed.definition(), changed.acceptedProposal());
      case ToolRetired retired -> retire(state, event, retired);
      case ToolProposed proposed -> propose(state, event, proposed);
      case ServerReviewed reviewed ->
          state.putServer(tenant, new Server(reviewed.review(), reviewed.gate(), event.position()));
      case BrakeEngaged engaged -> state.putControls(tenant, engage(before, event, engaged));
      case BrakeReleased released -> state.putControls(tenant, release(before, released));
      case PolicyPublished published -> publish(state, event, published);
      case PolicyWithdrawn withdrawn -> {
        state.removePolicy(tenant, withdrawn.hash());
        state.putControls(
            tenant,
            before.withPolicies(
                without(before.policies(), policy -> policy.name().equals(withdrawn.name()))));
      }
      case BudgetSet set ->
          state.putControls(
              tenant,
              before.withBudgets(
                  with(
                      before.budgets(),
                      budget -> budget.budget().id(),
                      new BudgetInForce(set.budget(), event.position()))));
      case BudgetRemoved removed ->
          state.putControls(
              tenant,
              before.withBudgets(
                  without(
                      before.budgets(),
                      budget -> budget.budget().id().equals(removed.budget().id()))));
      case BudgetThresholdReached reached -> {}
      case LimitSet set ->
          state.putControls(
              tenant,
              before.withLimits(
                  with(
                      before.limits(),
                      limit -> limit.limit().id(),
                      new LimitInForce(set.limit(), event.position()))));
      case LimitRemoved removed ->
          state.putControls(
              tenant,
              before.withLimits(
                  without(
                      before.limits(), limit -> limit.limit().id().equals(removed.limit().id()))));
      case StandingGrantCreated created -> ApproverFold.create(state, event, created);
      case StandingGrantClosed closed -> ApproverFold.close(state, event, closed);
      case VotesDelegated delegated -> ApproverFold.delegate(state, event, delegated);
      case DelegationEnded ended -> ApproverFold.end(state, event, ended);
      case ApproverSet set -> ApproverFold.set(state, event, set);
      case ApproverRemoved removed -> ApproverFold.remove(state, event, removed);
      case AuthenticatorRegistered registered -> ApproverFold.register(state, event, registered);
      case AuthenticatorRemoved removed -> ApproverFold.remove(state, event, removed);
      case KeepingEvent kept -> KeepingFold.apply(state, event, kept);
      case TenantConfigured configured ->
          state.putControls(tenant, before.withSettings(configured.settings()));
    }
  }

  private static void define(
      State state, EventEnvelope event, ToolDefinition definition, @Nullable Digest accepted) {
    Tool before = state.tool(event.tenant(), definition.server(), definition.name());
    count(state, event.tenant(), before, -1);
    state.putTool(
        event.tenant(),
        new Tool(
            definition.server(),
            definition.name(),
            ToolState.ACTIVE,
            definition,
            null,
            event.eventId(),
            event.position(),
            before == null ? null : before.suggested(),
            accepted == null ? last(before, definition) : List.of(accepted)));
  }

  /**
   * What a server offered last is still what it is compared with after a change that leaves the
   * input schema alone.
   */
  private static List<Digest> last(@Nullable Tool before, ToolDefinition definition) {
    if (before == null || before.definition() == null || before.seen().isEmpty()) {
      return List.of();
    }
    return before.definition().schemaDigest().equals(definition.schemaDigest())
        ? List.of(before.seen().getLast())
        : List.of();
  }

  private static void retire(State state, EventEnvelope event, ToolRetired retired) {
    Tool before = state.tool(event.tenant(), retired.server(), retired.name());
    count(state, event.tenant(), before, -1);
    state.putTool(
        event.tenant(),
        new Tool(
            retired.server(),
            retired.name(),
            ToolState.RETIRED,
            before == null ? null : before.definition(),
            null,
            event.eventId(),
            event.position(),
            before == null ? null : before.suggested(),
            List.of()));
  }

  /**
   * A proposal never changes what may be called; it stands beside the definition. One that fits the
   * definition does not wait to be accepted: it is only remembered.
   */
  private static void propose(State state, EventEnvelope event, ToolProposed proposed) {
    String server = proposed.proposal().server();
    String name = proposed.proposal().name();
    Tool before = state.tool(event.tenant(), server, name);
    boolean waits = before == null || !fits(before, proposed.proposal());
    count(state, event.tenant(), before, -1);
    if (waits) {
      count(state, event.tenant(), null, 1);
    }
    state.putTool(
        event.tenant(),
        new Tool(
            server,
            name,
            before == null ? ToolState.PROPOSED : before.state(),
            before == null ? null : before.definition(),
            waits ? proposed.proposal() : null,
            before == null ? event.eventId() : before.eventId(),
            before == null ? event.position() : before.position(),
            proposed.proposal().risk(),
            seen(before, proposed.proposal().definitionDigest())));
  }

  /** Whether a proposal has the input schema of the definition and suggests no higher risk. */
  static boolean fits(Tool tool, ToolProposal proposal) {
    ToolDefinition definition = tool.definition();
    return definition != null
        && proposal.schemaDigest().equals(definition.schemaDigest())
        && proposal.risk().compareTo(definition.risk()) <= 0;
  }

  private static List<Digest> seen(@Nullable Tool before, Digest definition) {
    List<Digest> seen = new ArrayList<>(before == null ? List.of() : before.seen());
    seen.remove(definition);
    seen.add(definition);
    return seen.size() > SEEN_DEFINITIONS ? seen.subList(1, seen.size()) : seen;
  }

  /** Counts proposals: one more, or one less when {@code before} had one. */
  private static void count(State state, String tenant, @Nullable Tool before, int change) {
    if (change < 0 && (before == null || before.proposal() == null)) {
      return;
    }
    Controls controls = state.controls(tenant);
    state.putControls(tenant, controls.withProposals(controls.proposals() + change));
  }

  private static Controls engage(Controls before, EventEnvelope event, BrakeEngaged engaged) {
    List<Brake> brakes = new ArrayList<>(before.brakes());
    brakes.add(
        new Brake(
            engaged.brakeId(),
            engaged.kind(),
            engaged.scope(),
            Cut.to(REASON, engaged.reason()),
            engaged.by(),
            event.recordedAt(),
            event.position()));
    return before.withBrakes(brakes, before.releasedBrakes());
  }

  private static Controls release(Controls before, BrakeReleased released) {
    List<UUID> gone = new ArrayList<>(before.releasedBrakes());
    gone.add(released.brakeId());
    return before.withBrakes(
        without(before.brakes(), brake -> brake.id().equals(released.brakeId())),
        gone.size() > RELEASED_BRAKES ? gone.subList(1, gone.size()) : gone);
  }

  private static void publish(State state, EventEnvelope event, PolicyPublished published) {
    Controls before = state.controls(event.tenant());
    if (published.previousHash() != null) {
      state.removePolicy(event.tenant(), published.previousHash());
    }
    state.putPolicy(event.tenant(), new PolicyText(published.hash(), published.document()));
    state.putControls(
        event.tenant(),
        before.withPolicies(
            with(
                before.policies(),
                PolicyInForce::name,
                new PolicyInForce(
                    published.name(), published.hash(), event.position(), published.by()))));
  }

  /** {@code values} with {@code value} in place of the one of the same id, in the order of ids. */
  private static <T> List<T> with(List<T> values, Function<T, String> id, T value) {
    List<T> changed =
        new ArrayList<>(without(values, other -> id.apply(other).equals(id.apply(value))));
    changed.add(value);
    changed.sort(Comparator.comparing(id));
    return changed;
  }

  private static <T> List<T> without(List<T> values, Predicate<T> gone) {
    return values.stream().filter(gone.negate()).toList();
  }
}
