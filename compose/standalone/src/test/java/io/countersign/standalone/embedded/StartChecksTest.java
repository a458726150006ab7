package io.countersign.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.standalone.embedded.StartFailure.Reason;
import java.net.BindException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartChecksTest {
  @Test
  void refusesAnOldJava() {
    assertThatThrownBy(() -> EmbeddedStack.requireJava(17))
        .isInstanceOfSatisfying(
            StartFailure.class, e -> assertThat(e.reason()).isEqualTo(Reason.JAVA_TOO_OLD))
        .hasMessage(
            "Expected Java 21 or newer, but this is Java 17. Install a newer one and set JAVA_HOME to it.");
    assertThatCode(() -> EmbeddedStack.requireJava(21)).doesNotThrowAnyException();
  }

  @Test
  void refusesAPortOutOfRange() {
    assertThatThrownBy(() -> Ports.requireFree(65_536, "Kafka", "kafkaPort"))
        .hasMessage(
            "Expected a port from 0 to 65535 in the setting kafkaPort (0 picks a free one), but it is 65536.");
  }

  @Test
  void picksPortsThatDiffer() {
    List<Integer> ports = Ports.free(20);
    assertThat(new HashSet<>(ports)).hasSize(20);
    assertThat(ports).allMatch(port -> port > 0);
  }

  @Test
  void findsATakenPortDeepInTheCauses() {
    assertThat(
            Ports.isBindFailure(
                new RuntimeException(new IllegalStateException(new BindException("in use")))))
        .isTrue();
    assertThat(Ports.isBindFailure(new RuntimeException("in use"))).isFalse();
  }

  @Test
  void saysWhereTheRegistryShouldBe(@TempDir Path nothing) {
    assertThatThrownBy(
            () -> EmbeddedRegistry.start(nothing, nothing, nothing.resolve("registry.log"), 0))
        .isInstanceOfSatisfying(
            StartFailure.class, e -> assertThat(e.reason()).isEqualTo(Reason.REGISTRY_MISSING))
        .hasMessage(
            "Expected the unpacked schema registry in %s, but there is no quarkus-run.jar. Build it with ./mvnw package, or point the setting registryHome to it.",
            nothing);
  }
}
