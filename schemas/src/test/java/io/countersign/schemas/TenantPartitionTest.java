package io.countersign.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class TenantPartitionTest {

  @Test
  void staysWhereItHasAlwaysBeen() {
    assertThat(TenantPartition.of("acme", 12)).isEqualTo(0);
    assertThat(TenantPartition.of("acme", 4)).isEqualTo(0);
    assertThat(TenantPartition.of("globex", 12)).isEqualTo(7);
    assertThat(TenantPartition.of("müller-söhne", 12)).isEqualTo(11);
  }

  @Test
  void agreesWithTheDefaultPartitionerOfTheKafkaClient() {
    long seed = 20261121L;
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      assertThat(TenantPartition.murmur2(bytes))
          .as("seed %d, round %d", seed, i)
          .isEqualTo(Utils.murmur2(bytes));
      String tenant =
          "tenant-"
              + Integer.toString(random.nextInt(), 36)
              + "ä€😀".substring(0, random.nextInt(3));
      int partitions = 1 + random.nextInt(100);
      assertThat(TenantPartition.of(tenant, partitions))
          .as("seed %d, tenant %s of %d", seed, tenant, partitions)
          .isEqualTo(
              BuiltInPartitioner.partitionForKey(
                  tenant.getBytes(StandardCharsets.UTF_8), partitions));
    }
  }

  @Test
  void refusesWhatHasNoPartition() {
    assertThatThrownBy(() -> TenantPartition.of("", 4)).hasMessageContaining("Expected a tenant");
    assertThatThrownBy(() -> TenantPartition.of("acme", 0))
        .hasMessageContaining("at least one partition");
  }
}
