package io.countersign.standalone.roles;

import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.kafka.ClusterFacts;
import io.countersign.schemas.kafka.TopicAdmin;
import io.countersign.schemas.kafka.TopicRefused;
import io.countersign.schemas.registry.RegistryRefused;
import io.countersign.schemas.registry.RegistryUnavailable;
import io.countersign.schemas.registry.SchemaRegistry;
import io.countersign.standalone.config.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * What must stand before a role starts: schemas registered, topics there with their settings. Every
 * role checks it; who comes second finds it done.
 */
final class Groundwork {
  private Groundwork() {}

  static void registerSchemas(SchemaRegistry registry) throws CannotStart {
    try {
      for (Topic topic : Topics.ALL) {
        if (topic.subject().isPresent()) {
          registry.ensure(topic.subject().get(), Topics.COMPATIBILITY, AvroSchemas.textOf(topic));
        }
      }
    } catch (RegistryRefused | RegistryUnavailable e) {
      throw new CannotStart(
          "Expected the schema registry to take this version's schemas, but: " + e.getMessage(), e);
    }
  }

  static ClusterFacts ensureTopics(Installation installation, Configuration configuration)
      throws CannotStart {
    try (Admin admin = Admin.create(installation.kafka().admin("countersign-start"))) {
      return new TopicAdmin(admin, configuration.kafka().timeout())
          .ensure(Topics.ALL, installation.ledgers(), installation.replication());
    } catch (TopicRefused e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    } catch (KafkaException e) {
      throw new CannotStart(
          "Expected Kafka at %s to answer, but: %s. Check kafka.bootstrapServers, kafka.properties and that it runs."
              .formatted(installation.kafka().bootstrapServers(), e.getMessage()),
          e);
    }
  }
}
