package io.countersign.approvals.avro;

import io.countersign.approvals.state.Answered;
import io.countersign.approvals.state.Approval;
import io.countersign.approvals.state.Approvers;
import io.countersign.approvals.state.Call;
import io.countersign.approvals.state.Controls;
import io.countersign.approvals.state.Deadline;
import io.countersign.approvals.state.Expiry;
import io.countersign.approvals.state.Head;
import io.countersign.approvals.state.Keeping;
import io.countersign.approvals.state.Memory;
import io.countersign.approvals.state.PolicyText;
import io.countersign.approvals.state.Server;
import io.countersign.approvals.state.Tool;
import io.countersign.approvals.state.Waiting;
import io.countersign.schemas.approval.Change;
import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.avro.RecordCodec;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.control.RateUse;
import io.countersign.schemas.control.Spending;
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

  /** What holds for all calls of a tenant. */
  public static final RecordCodec<Controls> CONTROLS = codec(Controls.class);

  /** Documents of policies. */
  public static final RecordCodec<PolicyText> POLICY = codec(PolicyText.class);

  /** Reviewed servers. */
  public static final RecordCodec<Server> SERVER = codec(Server.class);

  /** What budget nodes have used. */
  public static final RecordCodec<Spending> SPENDING = shared(Spending.class);

  /** Where rate limits stand. */
  public static final RecordCodec<RateUse> RATE = shared(RateUse.class);

  /** What may be forgotten in time. */
  public static final RecordCodec<Expiry> EXPIRY = codec(Expiry.class);

  /** Calls. */
  public static final RecordCodec<Call> CALL = codec(Call.class);

  /** Answered commands. */
  public static final RecordCodec<Answered> ANSWERED = codec(Answered.class);

  /** Approvals. */
  public static final RecordCodec<Approval> APPROVAL = codec(Approval.class);

  /** Who may vote. */
  public static final RecordCodec<Approvers> APPROVERS = codec(Approvers.class);

  /** How records are kept and found. */
  public static final RecordCodec<Keeping> KEEPING = codec(Keeping.class);

  /** What is open together. */
  public static final RecordCodec<Waiting> WAITING = codec(Waiting.class);

  /** Intents that wait for an approval. */
  public static final RecordCodec<RecordIntent> INTENT = shared(RecordIntent.class, "command.");

  /** Changes that wait for an approval. */
  public static final RecordCodec<Change> CHANGE = shared(Change.class);

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

  /** A value that events carry too, stored as they carry it. */
  private static <R extends Record> RecordCodec<R> shared(Class<R> type) {
    return shared(type, "");
  }

  private static <R extends Record> RecordCodec<R> shared(Class<R> type, String namespace) {
    return new RecordCodec<>(
        type,
        VERSION_1,
        Map.of(
            VERSION_1,
            AvroSchemas.in(
                AvroSchemas.with(List.of()),
                "io.countersign.v1." + namespace + type.getSimpleName())));
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
