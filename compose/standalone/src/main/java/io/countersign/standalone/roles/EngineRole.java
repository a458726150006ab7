package io.countersign.standalone.roles;

import io.countersign.approvals.Engine;
import io.countersign.approvals.kafka.LedgerRefused;
import io.countersign.approvals.kafka.PolicyTrials;
import io.countersign.approvals.streams.EngineInstance;
import io.countersign.approvals.streams.EngineSettings;
import io.countersign.approvals.vertx.PolicyRoutes;
import io.countersign.schemas.call.LedgerSettings;
import io.countersign.schemas.kafka.ClusterFacts;
import io.countersign.standalone.config.Configuration;
import java.time.Duration;

/** Starts the role that decides, with what belongs to it: trials of policies, and notices. */
final class EngineRole {
  private static final int CURRENT_BEHAVIOUR = 1;

  private EngineRole() {}

  static void start(RoleParts parts, ClusterFacts facts) throws CannotStart {
    Configuration.Engine engine = parts.configuration().engine();
    try {
      EngineSettings settings =
          new EngineSettings(
              parts.installation().client(),
              engine.instanceId(),
              engine
                  .stateDirectory()
                  .orElseGet(() -> parts.configuration().data().resolve("engine")),
              engine.generation(),
              new LedgerSettings(
                  CURRENT_BEHAVIOUR,
                  engine.allowValid().toMillis(),
                  engine.outcomeDue().toMillis(),
                  engine.rememberMillis(),
                  engine.rememberMost()),
              parts.installation().replication().factor(),
              parts.installation().standbys(),
              engine.threads());
      EngineInstance instance =
          parts.add(
              "engine",
              EngineInstance.start(settings, new Engine(), parts.installation().formats(), facts));
      parts.readyWhen(instance::notReady);
      startPolicyTrials(parts);
      startNotices(parts);
    } catch (LedgerRefused | IllegalArgumentException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  private static void startNotices(RoleParts parts) throws CannotStart {
    if (Notifying.isWanted(parts.configuration())) {
      Notifying notifying =
          parts.add("notifications", Notifying.start(parts.configuration(), parts.installation()));
      parts.readyWhen(notifying::notReady);
    }
  }

  private static void startPolicyTrials(RoleParts parts) throws CannotStart {
    Duration longest = parts.configuration().engine().policyReplayTimeout();
    Duration idle = parts.configuration().http().idleTimeout();
    if (longest.compareTo(idle) >= 0) {
      throw new CannotStart(
          "Expected engine.policyReplayTimeout to be shorter than http.idleTimeout (%s), but was %s"
              .formatted(idle, longest));
    }
    PolicyRoutes policies =
        parts.add(
            "policy trials",
            new PolicyRoutes(
                new PolicyTrials(
                    parts.installation().client(),
                    parts.installation().formats(),
                    parts.installation().ledgers(),
                    longest)));
    parts.serve(policies::mount);
  }
}
