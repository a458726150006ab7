package io.countersign.projections.alert;

import io.countersign.schemas.call.Actor;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.IntentRecorded;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a call from its intent on, because later events do not repeat it.
 *
 * @param actor the agent; without one the principal, the client or nobody
 * @param server MCP server
 * @param tool tool of that server
 * @param runId its run
 * @param actionDigest the exact action, as text
 * @param risk risk class in force, once it was decided
 */
public record CallFacts(
    String actor,
    String server,
    String tool,
    @Nullable String runId,
    String actionDigest,
    @Nullable Risk risk) {
  /** Who acts when an intent names nobody. */
  static final String NOBODY = "(nobody)";

  static final Form<CallFacts> FORM =
      Form.of(
          (to, call) -> {
            to.writeUTF(call.actor());
            to.writeUTF(call.server());
            to.writeUTF(call.tool());
            Form.text(to, call.runId());
            to.writeUTF(call.actionDigest());
            Form.text(to, call.risk() == null ? null : call.risk().name());
          },
          from -> {
            String actor = from.readUTF();
            String server = from.readUTF();
            String tool = from.readUTF();
            String runId = Form.text(from);
            String digest = from.readUTF();
            String risk = Form.text(from);
            return new CallFacts(
                actor, server, tool, runId, digest, risk == null ? null : Risk.valueOf(risk));
          });

  static CallFacts of(EventEnvelope event, IntentRecorded intent) {
    return new CallFacts(
        actor(intent.actor()),
        intent.tool().server(),
        intent.tool().name(),
        event.runId(),
        intent.actionDigest().text(),
        null);
  }

  CallFacts decided(@Nullable Risk inForce) {
    return new CallFacts(actor, server, tool, runId, actionDigest, inForce);
  }

  /** Server and tool with a slash between. */
  String toolName() {
    return server + "/" + tool;
  }

  /** Name of a call among the facts. */
  static String name(UUID callId) {
    return callId.toString();
  }

  private static String actor(Actor actor) {
    if (actor.agent() != null) {
      return actor.agent().id();
    }
    if (actor.principal() != null) {
      return actor.principal().id();
    }
    return actor.client() == null ? NOBODY : actor.client().name();
  }
}
