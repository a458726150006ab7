package io.countersign.standalone.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.schemas.Topics;
import io.countersign.schemas.registry.RegistryCredentials;
import io.countersign.schemas.registry.RegistryLimits;
import io.countersign.schemas.registry.RegistryRefused;
import io.countersign.schemas.registry.RegistryRefused.Code;
import io.countersign.schemas.registry.RegistrySettings;
import io.countersign.schemas.registry.SchemaRegistry;
import io.countersign.standalone.SharedStack;
import io.countersign.standalone.embedded.EmbeddedStack;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Our registry client with a real registry that is not Confluent's. */
@ExtendWith(SharedStack.class)
class RegistryIT {
  private static final String FIRST =
      "{\"type\":\"record\",\"name\":\"Note\",\"namespace\":\"test\",\"fields\":[{\"name\":\"id\",\"type\":\"string\"}]}";
  private static final String WITH_DEFAULT =
      "{\"type\":\"record\",\"name\":\"Note\",\"namespace\":\"test\",\"fields\":[{\"name\":\"id\",\"type\":\"string\"},{\"name\":\"text\",\"type\":[\"null\",\"string\"],\"default\":null}]}";
  private static final String WITHOUT_DEFAULT =
      "{\"type\":\"record\",\"name\":\"Note\",\"namespace\":\"test\",\"fields\":[{\"name\":\"id\",\"type\":\"string\"},{\"name\":\"text\",\"type\":\"string\"}]}";

  private final String subject = "interop " + UUID.randomUUID() + "/ä-value";
  private final SchemaRegistry registry;

  RegistryIT(EmbeddedStack stack) {
    registry = open(stack);
  }

  private static SchemaRegistry open(EmbeddedStack stack) {
    return new SchemaRegistry(
        RegistrySettings.of(
            stack.registryUrl().toString(), RegistryCredentials.NONE, RegistryLimits.DEFAULT));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void registersFindsAndReadsBack() {
    assertThat(registry.latest(subject)).isEmpty();
    int id = registry.ensure(subject, Topics.COMPATIBILITY, FIRST);
    try (SchemaRegistry another = open(SharedStack.stack())) {
      assertThat(another.ensure(subject, Topics.COMPATIBILITY, FIRST)).isEqualTo(id);
      assertThat(another.idOf(subject, FIRST)).isEqualTo(id);
      assertThat(another.byId(id)).contains("\"Note\"");
      assertThat(another.latest(subject))
          .get()
          .satisfies(found -> assertThat(found.version()).isOne());
    }
    int second = registry.register(subject, WITH_DEFAULT);
    assertThat(second).isNotEqualTo(id);
    assertThat(registry.latest(subject))
        .get()
        .satisfies(found -> assertThat(found.id()).isEqualTo(second));
  }

  @Test
  void refusesAnIncompatibleSchemaAndSaysSo() {
    registry.ensure(subject, Topics.COMPATIBILITY, FIRST);
    assertThat(registry.compatible(subject, WITH_DEFAULT)).isTrue();
    assertThat(registry.compatible(subject, WITHOUT_DEFAULT)).isFalse();
    assertThatThrownBy(() -> registry.register(subject, WITHOUT_DEFAULT))
        .isInstanceOfSatisfying(
            RegistryRefused.class,
            refused -> assertThat(refused.code()).isEqualTo(Code.INCOMPATIBLE))
        .hasMessageContaining(subject)
        .hasMessageContaining("Expected");
    assertThat(registry.latest(subject))
        .get()
        .satisfies(found -> assertThat(found.version()).isOne());
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    registry.ensure(subject, Topics.COMPATIBILITY, FIRST);
    assertThatThrownBy(() -> registry.byId(Integer.MAX_VALUE))
        .isInstanceOfSatisfying(
            RegistryRefused.class,
            refused -> assertThat(refused.code()).isEqualTo(Code.UNKNOWN_SCHEMA));
    assertThatThrownBy(() -> registry.idOf(subject, WITH_DEFAULT))
        .isInstanceOfSatisfying(
            RegistryRefused.class,
            refused -> assertThat(refused.code()).isEqualTo(Code.UNKNOWN_SCHEMA));
    assertThatThrownBy(() -> registry.register(subject, "{\"type\":\"record\"}"))
        .isInstanceOfSatisfying(
            RegistryRefused.class,
            refused -> assertThat(refused.code()).isEqualTo(Code.INVALID_SCHEMA));
    assertThatThrownBy(() -> registry.setCompatibility(subject, "SOMETIMES"))
        .isInstanceOf(RegistryRefused.class);
  }
}
