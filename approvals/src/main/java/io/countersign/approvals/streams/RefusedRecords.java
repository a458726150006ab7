package io.countersign.approvals.streams;

import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.jspecify.annotations.Nullable;

/**
 * Counts a command whose event or state Kafka refuses as too large, so that it is set aside like
 * one that kills the engine; else the thread would meet it again for ever. Made by Kafka Streams.
 */
public final class RefusedRecords implements ProductionExceptionHandler {
  /** Setting that holds the {@link CrashLog}. */
  static final String CRASHES = "countersign.crashes";

  private @Nullable CrashLog crashes;

  @Override
  public void configure(Map<String, ?> configs) {
    crashes = (CrashLog) Objects.requireNonNull(configs.get(CRASHES), CRASHES);
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
    if (exception instanceof RecordTooLargeException) {
      Objects.requireNonNull(crashes, "configure comes first")
          .note(context.partition(), context.offset(), exception);
    }
    return Response.fail();
  }
}
