package io.countersign.projections.document;

import io.countersign.schemas.digest.Digest;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Deterministic ids of documents. OpenSearch allows at most 512 bytes. */
public final class DocumentId {
  private static final int MAX_BYTES = 512;

  private DocumentId() {}

  /** Id of a call: readable unless the tenant's name is very long. */
  public static String ofCall(String tenant, UUID callId) {
    String id = tenant + "/" + callId;
    return id.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES
        ? id
        : digest("call", tenant, callId.toString());
  }

  /** Id of a run. A digest, because run ids are chosen by gateways and may hold any character. */
  public static String ofRun(String tenant, String runId) {
    return digest("run", tenant, runId);
  }

  /** Id of a ledger's progress. */
  public static String ofProgress(int ledger, int generation) {
    return ledger + "/" + generation;
  }

  private static String digest(String what, String tenant, String id) {
    byte[] tenantBytes = tenant.getBytes(StandardCharsets.UTF_8);
    String head = "countersign/" + what + "/" + tenantBytes.length + "\n";
    return Digest.sha256(
            head.getBytes(StandardCharsets.UTF_8), tenantBytes, id.getBytes(StandardCharsets.UTF_8))
        .text();
  }
}
