package io.countersign.standalone.command;

import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.kafka.UndecodableRecord;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.kafka.ConsumerTuning;
import io.countersign.standalone.roles.Installation;
import io.countersign.standalone.story.EventLines;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Follows the record as it is written. */
@Command(
    name = "tail",
    mixinStandardHelpOptions = true,
    description = "Tells committed events as they happen, one line each, straight from Kafka.")
final class TailCommand implements Callable<Integer> {
  private static final Duration POLL = Duration.ofMillis(250);

  @Mixin private Setup setup = new Setup();

  @Option(names = "--tenant", paramLabel = "TENANT", description = "Only this tenant's events.")
  private @Nullable String tenant;

  @Option(names = "--from-beginning", description = "First tell everything there is.")
  private boolean fromBeginning;

  @Option(
      names = "--follow",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Go on until Ctrl-C (default); --no-follow ends at the last event.")
  private boolean follow;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Installation installation = Connection.of(setup.read());
    Map<String, Object> client =
        installation
            .kafka()
            .consumer(
                "countersign-tail",
                ConsumerTuning.follower(ConsumerTuning.Isolation.READ_COMMITTED));
    try (Deserializer<EventEnvelope> events = installation.formats().eventDeserializer();
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.EVENTS.name()).stream()
              .map(part -> new TopicPartition(part.topic(), part.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      if (fromBeginning) {
        consumer.seekToBeginning(partitions);
      } else {
        ends.forEach(consumer::seek);
      }
      tell(consumer, events, ends);
    }
    return Commands.DONE;
  }

  private void tell(
      KafkaConsumer<byte[], byte[]> consumer,
      Deserializer<EventEnvelope> events,
      Map<TopicPartition, Long> ends) {
    PrintWriter out = spec.commandLine().getOut();
    EventLines lines = new EventLines(Terminal.paint(), ZoneId.systemDefault());
    while (!out.checkError() && (follow || behind(consumer, ends))) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        try {
          EventEnvelope event = events.deserialize(record.topic(), record.value());
          if (tenant == null || tenant.equals(event.tenant())) {
            out.println(lines.line(event));
          }
        } catch (UndecodableRecord e) {
          out.printf("(%s: %s)%n", record.topic(), e.getMessage());
        }
      }
      out.flush();
    }
  }

  private static boolean behind(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
  }
}
