package io.countersign.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.standalone.SharedStack;
import io.countersign.standalone.embedded.StartFailure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedFolderIT {
  @TempDir Path folder;

  @Test
  void saysThatTheRecordMustBeRestored() throws Exception {
    Files.writeString(folder.resolve("cluster.id"), "\u0000 not an id");
    assertThatThrownBy(() -> EmbeddedKafka.start(folder, 0))
        .isInstanceOfSatisfying(
            StartFailure.class, e -> assertThat(e.reason()).isEqualTo(Reason.DATA_UNREADABLE))
        .hasMessageContaining("do not delete them");
  }

  @Test
  void saysThatTheIndexesCanBeRebuilt() throws Exception {
    EmbeddedOpenSearch.start(folder, 0).close();
    damage("data/nodes/0/_state");
    assertThatThrownBy(() -> EmbeddedOpenSearch.start(folder, 0))
        .isInstanceOfSatisfying(
            StartFailure.class, e -> assertThat(e.reason()).isEqualTo(Reason.DATA_UNREADABLE))
        .hasMessageStartingWith("Expected OpenSearch to start on " + folder)
        .hasMessageContaining("move it away, start again and build the projections again");
  }

  @Test
  void saysWhereTheRegistryExplainsItself() throws Exception {
    Path log = folder.resolve("registry.log");
    EmbeddedRegistry.start(SharedStack.registryHome(), folder, log, 0).close();
    Files.writeString(folder.resolve("registry.mv.db"), "not a database");
    assertThatThrownBy(() -> EmbeddedRegistry.start(SharedStack.registryHome(), folder, log, 0))
        .isInstanceOfSatisfying(
            StartFailure.class, e -> assertThat(e.reason()).isEqualTo(Reason.SERVER_FAILED))
        .hasMessageContaining("but it ended with status 1.")
        .hasMessageContaining("The reason is at the end of " + log);
    assertThat(log).content().contains("registry.mv.db");
  }

  private void damage(String below) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(below))) {
      List<Path> damaged = files.filter(Files::isRegularFile).toList();
      assertThat(damaged).isNotEmpty();
      for (Path file : damaged) {
        Files.writeString(file, "not what was written");
      }
    }
  }
}
