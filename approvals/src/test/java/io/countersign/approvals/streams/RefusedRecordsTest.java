package io.countersign.approvals.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler.Result;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusedRecordsTest {
  /** Where the command stands whose output was refused. */
  private record Place(String topic, int partition, long offset) implements ErrorHandlerContext {
    @Override
    public Headers headers() {
      return new RecordHeaders();
    }

    @Override
    public String processorNodeId() {
      return "events";
    }

    @Override
    public TaskId taskId() {
      return new TaskId(0, partition);
    }

    @Override
    public long timestamp() {
      return 0;
    }

    @Override
    public byte[] sourceRawKey() {
      return new byte[0];
    }

    @Override
    public byte[] sourceRawValue() {
      return new byte[0];
    }
  }

  private static final ProducerRecord<byte[], byte[]> RECORD =
      new ProducerRecord<>("countersign.events", new byte[1]);

  @TempDir private Path directory;

  private RefusedRecords handler(CrashLog crashes) {
    RefusedRecords handler = new RefusedRecords();
    handler.configure(Map.of(RefusedRecords.CRASHES, crashes));
    return handler;
  }

  @Test
  void setsACommandAsideWhoseOutputIsRefusedThreeTimes() {
    CrashLog crashes = new CrashLog(directory);
    RefusedRecords handler = handler(crashes);
    Place place = new Place("countersign.commands", 3, 17);
    for (int i = 0; i < CrashLog.MOST_CRASHES; i++) {
      assertThat(crashes.quarantined(3, 17)).isFalse();
      assertThat(
              handler.handleError(place, RECORD, new RecordTooLargeException("too large")).result())
          .isEqualTo(Result.FAIL);
    }
    assertThat(crashes.quarantined(3, 17)).isTrue();
    assertThat(crashes.quarantined(3, 18)).isFalse();
  }

  @Test
  void doesNotCountAFaultThatPasses() {
    CrashLog crashes = new CrashLog(directory);
    RefusedRecords handler = handler(crashes);
    for (int i = 0; i < CrashLog.MOST_CRASHES; i++) {
      handler.handleError(
          new Place("countersign.commands", 3, 17), RECORD, new TimeoutException("slow"));
    }
    assertThat(crashes.quarantined(3, 17)).isFalse();
  }
}
