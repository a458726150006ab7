package io.countersign.approvals.decision;

import io.countersign.approvals.arguments.SchemaRefused;
import io.countersign.approvals.arguments.jsonschema.InputSchema;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.digest.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Input schemas, ready to validate. Compiled once for all engines of the process: it is pure. */
final class CompiledSchemas {
  private static final long ENTRY_BYTES = 1_024;

  private static final Memo<Digest, Optional<InputSchema>> COMPILED =
      Memo.onTheHeap(schema -> ENTRY_BYTES + schema.map(InputSchema::heapBytes).orElse(0L));

  private CompiledSchemas() {}

  /**
   * The input schema of a tool; empty when it does not compile. Remembered under the digest of its
   * text, whatever digest the definition claims.
   */
  static Optional<InputSchema> of(ToolDefinition definition) {
    String text = definition.inputSchema();
    return COMPILED.of(
        Digest.sha256(text.getBytes(StandardCharsets.UTF_8)), digest -> compiled(text));
  }

  private static Optional<InputSchema> compiled(String text) {
    try {
      return Optional.of(InputSchema.compile(text));
    } catch (SchemaRefused e) {
      return Optional.empty();
    }
  }
}
