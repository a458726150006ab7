import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A program that knows nothing of Countersign's code: Confluent's Avro serializers, Kafka's own clients, and the schema
 * registry. Run from source by a test, on a class path that holds Confluent's jar alone.
 */
public final class ConfluentClient {
  private ConfluentClient() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "read" -> read(args[1], args[2], args[3]);
      case "publish" -> publish(args[1], args[2], args[3]);
      default -> throw new IllegalArgumentException("Expected read or publish, but was " + args[0]);
    }
  }

  /** Prints every record of a topic: partition, offset, schema, a tab between each, and its JSON. */
  private static void read(String bootstrap, String registry, String topic) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers", bootstrap,
            "isolation.level", "read_committed",
            "enable.auto.commit", false,
            "key.deserializer", StringDeserializer.class.getName(),
            "value.deserializer", KafkaAvroDeserializer.class.getName(),
            "schema.registry.url", registry);
    try (KafkaConsumer<String, GenericRecord> consumer = new KafkaConsumer<>(config)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .collect(Collectors.toList());
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<String, GenericRecord> record : consumer.poll(Duration.ofMillis(200))) {
          System.out.printf(
              "RECORD\t%d\t%d\t%s\t%s%n",
              record.partition(), record.offset(), record.value().getSchema().getFullName(), record.value());
        }
      }
    }
    System.out.println("END");
  }

  /** Publishes one record for each line: header value (or -), then the record's fields, a tab between each. */
  private static void publish(String bootstrap, String registry, String topic) throws Exception {
    SchemaRegistryClient client = new CachedSchemaRegistryClient(registry, 10);
    Schema schema =
        new Schema.Parser().parse(client.getLatestSchemaMetadata(topic + "-value").getSchema());
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers", bootstrap,
            "acks", "all",
            "key.serializer", StringSerializer.class.getName(),
            "value.serializer", KafkaAvroSerializer.class.getName(),
            "schema.registry.url", registry,
            "auto.register.schemas", false,
            "use.latest.version", true);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (KafkaProducer<String, GenericRecord> producer = new KafkaProducer<>(config)) {
      for (String line = lines.readLine(); line != null && !line.equals("END"); line = lines.readLine()) {
        String[] parts = line.split("\t", -1);
        GenericRecord record = new GenericData.Record(schema);
        for (int field = 0; field < schema.getFields().size(); field++) {
          record.put(field, parts[field + 1]);
        }
        ProducerRecord<String, GenericRecord> message =
            new ProducerRecord<>(topic, record.get("tenant").toString(), record);
        if (!parts[0].equals("-")) {
          message.headers().add("authorization", parts[0].getBytes(StandardCharsets.UTF_8));
        }
        System.out.println("PUBLISHED\t" + producer.send(message).get().offset());
      }
    }
    System.out.println("END");
  }
}
