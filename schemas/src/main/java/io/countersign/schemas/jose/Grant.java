package io.countersign.schemas.jose;

import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.digest.Digest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The permission for one exact action, once, by one gateway, as a signed grant says it. Times are
 * whole seconds, as JWTs have them; a shorter rest of a lifetime is lost.
 *
 * @param id what makes it single-use: the approval of a grant that is still to be claimed, the
 *     claim of one that a gateway spends by its own journal
 * @param gateway the only gateway that may use it
 * @param tenant tenant of the call
 * @param approvalId the approval
 * @param callId the call
 * @param mode how it is spent
 * @param server MCP server
 * @param tool tool of that server
 * @param schemaDigest definition of the tool that the call was asked with, when it named one
 * @param actionDigest the exact action
 * @param environment environment of the call, when it named one
 * @param ledger ledger of the decision that asked
 * @param position its position there
 * @param issuedAt when it was signed, and from when it counts
 * @param expiresAt until when it counts, at most {@link #LONGEST} later
 */
public record Grant(
    UUID id,
    String gateway,
    String tenant,
    UUID approvalId,
    UUID callId,
    GrantMode mode,
    String server,
    String tool,
    @Nullable Digest schemaDigest,
    Digest actionDigest,
    @Nullable String environment,
    int ledger,
    long position,
    Instant issuedAt,
    Instant expiresAt) {
  /** The longest lifetime of a grant. */
  public static final Duration LONGEST = Duration.ofMinutes(5);

  public Grant {
    gateway = Limits.identifier("gateway", gateway);
    tenant = Limits.identifier("tenant", tenant);
    server = Limits.identifier("server", server);
    tool = Limits.identifier("tool", tool);
    environment = Limits.optionalIdentifier("environment", environment);
    issuedAt = issuedAt.truncatedTo(ChronoUnit.SECONDS);
    expiresAt = expiresAt.truncatedTo(ChronoUnit.SECONDS);
    if (!expiresAt.isAfter(issuedAt) || expiresAt.isAfter(issuedAt.plus(LONGEST))) {
      throw new IllegalArgumentException(
          "Expected a grant of 1 s to %s, but it is from %s to %s"
              .formatted(LONGEST, issuedAt, expiresAt));
    }
    if (mode == GrantMode.ONLINE && !id.equals(approvalId)) {
      throw new IllegalArgumentException(
          "Expected a grant that is to be claimed to be named by its approval, but it is not");
    }
    if (ledger < 0 || position < 0) {
      throw new IllegalArgumentException(
          "Expected ledger and position from 0, but was %d and %d".formatted(ledger, position));
    }
  }
}
