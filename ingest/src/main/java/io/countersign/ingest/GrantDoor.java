package io.countersign.ingest;

import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.command.ClaimGrant;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Answers gateways, with a signed grant where the answer is that they hold one. */
public final class GrantDoor {
  private final Door door;
  private final Grants grants;

  public GrantDoor(Door door, Grants grants) {
    this.door = door;
    this.grants = grants;
  }

  /** As {@link Door#ask}. */
  public CompletableFuture<Reply> ask(
      CommandEnvelope command, UUID key, Acknowledge level, long receivedNanos) {
    return door.ask(command, key, level, receivedNanos)
        .thenApply(reply -> with(reply, grant(command, reply.body())));
  }

  private Optional<String> grant(CommandEnvelope command, JsonObject answer) {
    String gateway = command.source().gateway();
    if (command.body() instanceof ClaimGrant claim) {
      return claim.mode() == GrantMode.OFFLINE
          ? claimed(command.tenant(), claim, gateway, answer)
          : Optional.empty();
    }
    return answer
        .object("approval")
        .flatMap(approval -> approval.string("state"))
        .filter(ApprovalState.APPROVED.name()::equals)
        .flatMap(approved -> answer.string("callId"))
        .flatMap(callId -> grants.approved(command.tenant(), UUID.fromString(callId), gateway));
  }

  private Optional<String> claimed(
      String tenant, ClaimGrant claim, String gateway, JsonObject answer) {
    Optional<UUID> approvalId = answer.string("approvalId").map(UUID::fromString);
    Optional<Instant> leaseUntil = answer.string("leaseUntil").map(Instant::parse);
    return approvalId.flatMap(
        id -> leaseUntil.flatMap(until -> grants.claimed(tenant, claim, id, gateway, until)));
  }

  private static Reply with(Reply reply, Optional<String> grant) {
    if (grant.isEmpty()) {
      return reply;
    }
    JsonObject.Builder json = JsonObject.builder();
    reply.body().members().forEach(json::put);
    return new Reply(reply.status(), reply.code(), json.put("grant", grant.get()).build());
  }
}
