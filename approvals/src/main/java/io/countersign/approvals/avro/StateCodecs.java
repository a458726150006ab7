package io.countersign.approvals.avro;

import io.countersign.approvals.state.Answered;
import io.countersign.approvals.state.Call;
import io.countersign.approvals.state.Deadline;
import io.countersign.approvals.state.Head;
import io.countersign.approvals.state.Memory;
import io.countersign.approvals.state.Tool;
import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.avro.RecordCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * How each value of the engine's state is stored. A version's schema file never changes once it is
 * released; a new version is a new file beside it, and the old one stays readable.
 */
public final class StateCodecs {
  private static final byte VERSION_1 = 1;
  private static final String NAMESPACE = "io.countersign.v1.state.";

  /** Heads of ledgers. */
  public static final RecordCodec<Head> HEAD = codec(Head.class);

  /** Tools of the catalogue. */
  public static final RecordCodec<Tool> TOOL = codec(Tool.class);

  /** Calls. */
  public static final RecordCodec<Call> CALL = codec(Call.class);

  /** Answered commands. */
  public static final RecordCodec<Answered> ANSWERED = codec(Answered.class);

  /** Deadlines. */
  public static final RecordCodec<Deadline> DEADLINE = codec(Deadline.class);

  /** Memories. */
  public static final RecordCodec<Memory> MEMORY = codec(Memory.class);

  private StateCodecs() {}

  private static <R extends Record> RecordCodec<R> codec(Class<R> type) {
    String name = type.getSimpleName();
    var schemas = AvroSchemas.with(List.of(text("/avro/state/" + name + ".v1.avsc")));
    return new RecordCodec<>(
        type, VERSION_1, Map.of(VERSION_1, AvroSchemas.in(schemas, NAMESPACE + name)));
  }

  private static String text(String resource) {
    try (InputStream in = StateCodecs.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            "Expected " + resource + " on the class path, but it is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + resource, e);
    }
  }
}
