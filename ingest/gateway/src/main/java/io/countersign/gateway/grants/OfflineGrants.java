package io.countersign.gateway.grants;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Uses signed grants, each once: verified first, then noted on disk, and only then good. */
public final class OfflineGrants implements AutoCloseable {

  private final GrantVerifier verifier;
  private final GrantJournal journal;

  /**
   * What a grant must say.
   *
   * @param claimId the claim it was given for, which is its {@code jti}
   * @param actionDigest digest of the action that would be sent
   */
  public record Expected(String tenant, String callId, String claimId, String actionDigest) {}

  private OfflineGrants(GrantVerifier verifier, GrantJournal journal) {
    this.verifier = verifier;
    this.journal = journal;
  }

  /**
   * Opens the journal.
   *
   * @param gatewayId whom grants must be for
   * @param keys reads the JWK set of grants
   * @throws IOException when the journal cannot be used, with the reason
   */
  public static OfflineGrants open(
      Path journal, String gatewayId, Supplier<JsonNode> keys, InstantSource clock)
      throws IOException {
    GrantKeys published = new GrantKeys(keys, clock);
    return new OfflineGrants(
        new GrantVerifier(published, gatewayId, clock), GrantJournal.open(journal));
  }

  /**
   * Uses a grant. When this returns, the call may be sent once. Blocks until it is on disk.
   *
   * @throws GrantRefused when it is missing, not for this call, or was used before
   * @throws IOException when the journal cannot be written
   */
  public void spend(@Nullable String grant, Expected expected) throws GrantRefused, IOException {
    if (grant == null) {
      throw new GrantRefused("Expected a signed grant with the claim, but there is none.");
    }
    Instant end = verifier.verify(grant, expected);
    journal.spend(expected.claimId(), end);
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }
}
