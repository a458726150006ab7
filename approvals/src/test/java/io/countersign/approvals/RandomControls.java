package io.countersign.approvals;

import io.countersign.schemas.call.Risk;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.ConfigureTenant;
import io.countersign.schemas.command.EngageBrake;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.ReleaseBrake;
import io.countersign.schemas.command.RetireTool;
import io.countersign.schemas.command.WithdrawPolicy;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.TenantSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** What operators and gateways do to the controls, at random; good and bad. */
final class RandomControls {
  private static final List<String> TOOLS = List.of("read", "write", "destructive", "launch");

  /** Policies that allow, deny, ask, watch, fail and are none. */
  private static final List<PublishPolicy> POLICIES =
      List.of(
          Asked.policy("a", "effect: allow", "match: {tool: write}"),
          Asked.policy("a", "effect: allow", "when: args.id == 7"),
          Asked.policy("a", "effect: allow", "when: args.absent == 7"),
          Asked.policy("b", "effect: deny", "match: {risk: destructive}"),
          Asked.policy("b", "effect: deny", "when: args.absent == 7", "shadow: true"),
          Asked.policy("b", "effect: deny", "when: args.absent == 7", "match: {tool: read}"),
          Asked.policy("c", "effect: ask", "match: {tool: destructive}"),
          Asked.policy("c", "effect: allow", "limits: [{per: tenant, concurrency: 3}]"),
          Asked.policy("c", "effect: allow", "when: args.id +"),
          new PublishPolicy("c", "policy: other", "olga"));

  private final Random random;
  private final List<UUID> brakes = new ArrayList<>();

  RandomControls(Random random) {
    this.random = random;
  }

  /** The next command; {@code id} is never used elsewhere. */
  Command next(UUID id) {
    return switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> brake(id);
      case 4 -> new RetireTool("crm", tool(), "replaced");
      case 5, 6, 7 -> POLICIES.get(random.nextInt(POLICIES.size()));
      case 8 -> new WithdrawPolicy(random.nextBoolean() ? "b" : "c", "not needed");
      case 9 -> review();
      case 10 -> Asked.proposal(tool(), Risk.values()[random.nextInt(3)], random.nextInt(4));
      default ->
          new ConfigureTenant(
              new TenantSettings(
                  random.nextBoolean() ? "UTC" : "Europe/Berlin",
                  random.nextBoolean() ? Gate.READ_ONLY : Gate.PROTOTYPE_ONLY,
                  random.nextBoolean()));
    };
  }

  /** A review, mostly a good one. */
  Command review() {
    Gate[] gates = Gate.values();
    return Asked.review(
        random.nextInt(3) == 0 ? gates[random.nextInt(gates.length)] : Gate.PRODUCTION_APPROVED);
  }

  /** A brake, or more often the release of one that may be engaged somewhere. */
  Command brake(UUID id) {
    if (!brakes.isEmpty() && random.nextInt(3) > 0) {
      int at = random.nextInt(brakes.size());
      UUID brake = random.nextInt(4) == 0 ? brakes.get(at) : brakes.remove(at);
      return new ReleaseBrake(brake, "fixed", "bo@acme.example");
    }
    brakes.add(id);
    BrakeKind kind = BrakeKind.values()[random.nextInt(3)];
    return new EngageBrake(id, kind, scope(), "broken", "bo@acme.example");
  }

  /** A brake on everything that the tenant does. */
  EngageBrake everything(UUID id) {
    BrakeKind kind = random.nextInt(3) == 0 ? BrakeKind.READ_ONLY : BrakeKind.KILL;
    return new EngageBrake(id, kind, BrakeScope.EVERYTHING, "broken", "bo@acme.example");
  }

  private BrakeScope scope() {
    return switch (random.nextInt(6)) {
      case 0 -> BrakeScope.EVERYTHING;
      case 1 -> new BrakeScope("crm", null, null);
      case 2 -> new BrakeScope(null, null, "prod");
      case 3 -> new BrakeScope("crm", tool(), "dev");
      default -> new BrakeScope("crm", tool(), random.nextBoolean() ? "prod" : null);
    };
  }

  private String tool() {
    return TOOLS.get(random.nextInt(TOOLS.size()));
  }
}
