package io.countersign.projections.document;

import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.document.ControlName;
import io.countersign.schemas.event.EventEnvelope;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

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

  /** Id of an approval. */
  public static String ofApproval(String tenant, String approvalId) {
    return digest("approval", tenant, approvalId);
  }

  /** Id of a run. A digest, because run ids are chosen by gateways and may hold any character. */
  public static String ofRun(String tenant, String runId) {
    return digest("run", tenant, runId);
  }

  /**
   * Id of a control. Every ledger records the platform's own controls for itself, so there is one
   * document for each ledger: several writers never meet at one document, and readers count them.
   */
  public static String ofControl(EventEnvelope event, ControlName name) {
    return digest(
        "control",
        event.tenant(),
        CommandEnvelope.PLATFORM.equals(event.tenant()) ? Integer.toString(event.ledger()) : "",
        name.kind().name(),
        Optional.ofNullable(name.server()).orElse(""),
        name.name());
  }

  /** Id of a budget node. */
  public static String ofNode(String tenant, String budgetId, String subject) {
    return digest("budget", tenant, budgetId, subject);
  }

  /** Id of a window of a budget node. */
  public static String ofWindow(String tenant, Spending spending) {
    return digest(
        "window",
        tenant,
        spending.budgetId(),
        spending.subject(),
        spending.windowStart().toString());
  }

  /** Id of a ledger's progress. */
  public static String ofProgress(int ledger, int generation) {
    return ledger + "/" + generation;
  }

  /** Parts are preceded by their lengths, so that they stay apart whatever they hold. */
  private static String digest(String what, String tenant, String part, String... more) {
    StringBuilder parts = new StringBuilder();
    for (String each : Stream.concat(Stream.of(part), Stream.of(more)).toList()) {
      parts.append(each.getBytes(StandardCharsets.UTF_8).length).append('\n').append(each);
    }
    return digest(what, tenant, parts.toString());
  }

  private static String digest(String what, String tenant, String id) {
    byte[] tenantBytes = tenant.getBytes(StandardCharsets.UTF_8);
    String head = "countersign/" + what + "/" + tenantBytes.length + "\n";
    return Digest.sha256(
            head.getBytes(StandardCharsets.UTF_8), tenantBytes, id.getBytes(StandardCharsets.UTF_8))
        .text();
  }
}
