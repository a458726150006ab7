package io.countersign.approvals;

import io.countersign.schemas.call.Actor;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.digest.Digest;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for a call, as a digest: a decision stands for them only. The action digest says what
 * was asked; nobody else gets an ALLOW by asking for the same under the same id.
 */
final class Asker {
  private Asker() {}

  static Digest of(String tenant, RecordIntent intent) {
    Actor actor = intent.actor();
    return digest(
        tenant,
        actor.agent() == null ? null : actor.agent().id(),
        actor.principal() == null ? null : actor.principal().id(),
        actor.client() == null ? null : actor.client().name(),
        intent.environment(),
        intent.runId());
  }

  private static Digest digest(@Nullable String... parts) {
    StringBuilder text = new StringBuilder("countersign/asker/v1\n");
    for (String part : parts) {
      text.append(part == null ? "-" : part.length() + ":" + part).append('\n');
    }
    return Digest.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
