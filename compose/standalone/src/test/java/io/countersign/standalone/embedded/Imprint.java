package io.countersign.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hc.core5.http.HttpHost;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.opensearch.client.json.jackson.JacksonJsonpMapper;
import org.opensearch.client.opensearch.OpenSearchClient;
import org.opensearch.client.opensearch._types.FieldValue;
import org.opensearch.client.opensearch._types.Refresh;
import org.opensearch.client.opensearch.core.search.Hit;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;

/** Leaves a mark on each of the three servers through its public protocol, and finds it again. */
record Imprint(String name) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SCHEMA =
      "{\"type\":\"record\",\"name\":\"Mark\",\"fields\":[{\"name\":\"id\",\"type\":\"string\"}]}";

  void leaveOn(EmbeddedStack stack) throws Exception {
    produce(stack.bootstrapServers());
    register(stack.registryUrl());
    index(stack.openSearchUrl());
  }

  void requireOn(EmbeddedStack stack) throws Exception {
    assertThat(committed(stack.bootstrapServers())).containsExactly("first", "second");
    assertThat(JSON.readTree(schema(stack.registryUrl()))).isEqualTo(JSON.readTree(SCHEMA));
    assertThat(search(stack.openSearchUrl())).containsExactly(name);
  }

  /** Appends two records in a transaction that commits and one in a transaction that aborts. */
  private void produce(String bootstrapServers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
    }
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrapServers, "transactional.id", name);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(name, "first")).get();
      producer.send(new ProducerRecord<>(name, "second")).get();
      producer.commitTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(name, "aborted")).get();
      producer.abortTransaction();
    }
  }

  private List<String> committed(String bootstrapServers) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(name, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      List<String> values = new ArrayList<>();
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (consumer.position(partition) < end && System.nanoTime() < deadline) {
        for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofSeconds(1))) {
          values.add(each.value());
        }
      }
      return values;
    }
  }

  private void register(URI registry) throws IOException, InterruptedException {
    String body = JSON.writeValueAsString(Map.of("schema", SCHEMA));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(registry + "/subjects/" + name + "/versions"))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .timeout(PATIENCE)
            .build();
    assertThat(send(request).get("id").asInt()).isPositive();
  }

  String schema(URI registry) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(
                URI.create(registry + "/subjects/" + name + "/versions/latest"))
            .timeout(PATIENCE)
            .build())
        .get("schema")
        .asText();
  }

  private static JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      return JSON.readTree(response.body());
    }
  }

  private void index(URI openSearch) throws IOException {
    try (Search search = Search.on(openSearch)) {
      search
          .client()
          .index(
              i ->
                  i.index(name)
                      .id("1")
                      .document(Map.of("text", "a refund for " + name))
                      .refresh(Refresh.True));
    }
  }

  private List<String> search(URI openSearch) throws IOException {
    try (Search search = Search.on(openSearch)) {
      return search
          .client()
          .search(
              s ->
                  s.index(name)
                      .query(q -> q.match(m -> m.field("text").query(FieldValue.of("refund")))),
              JsonNode.class)
          .hits()
          .hits()
          .stream()
          .map(Hit::index)
          .toList();
    }
  }

  private record Search(OpenSearchClient client) implements AutoCloseable {
    static Search on(URI url) {
      return new Search(
          new OpenSearchClient(
              ApacheHttpClient5TransportBuilder.builder(
                      new HttpHost(url.getScheme(), url.getHost(), url.getPort()))
                  .setMapper(new JacksonJsonpMapper())
                  .build()));
    }

    @Override
    public void close() throws IOException {
      client._transport().close();
    }
  }
}
