package io.countersign.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.standalone.embedded.StartFailure.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path temp;

  @Test
  void createsWhatIsMissing() throws Exception {
    Path root = temp.resolve("a/b");
    try (DataFolder folder = DataFolder.open(root)) {
      assertThat(folder.kafka()).isEqualTo(root.resolve("kafka")).isDirectory();
      assertThat(folder.openSearch()).isEqualTo(root.resolve("opensearch")).isDirectory();
      assertThat(folder.registry()).isEqualTo(root.resolve("registry")).isDirectory();
      assertThat(folder.logs()).isEqualTo(root.resolve("logs")).isDirectory();
    }
  }

  @Test
  void admitsOneHolderAtATime() throws Exception {
    try (DataFolder first = DataFolder.open(temp)) {
      assertThat(first.logs()).isDirectory();
      assertThatThrownBy(() -> DataFolder.open(temp))
          .isInstanceOfSatisfying(
              StartFailure.class, e -> assertThat(e.reason()).isEqualTo(Reason.DATA_LOCKED))
          .hasMessageContaining(
              "but process " + ProcessHandle.current().pid() + " runs on it. Stop that instance");
    }
    assertThatCode(() -> DataFolder.open(temp).close()).doesNotThrowAnyException();
  }

  @Test
  void refusesAFileInPlaceOfAFolder() throws Exception {
    Path file = Files.writeString(temp.resolve("data"), "not a folder");
    assertThatThrownBy(() -> DataFolder.open(file))
        .isInstanceOfSatisfying(
            StartFailure.class, e -> assertThat(e.reason()).isEqualTo(Reason.DATA_UNREADABLE))
        .hasMessageStartingWith("Expected to read and write the data folder " + file)
        .hasMessageContaining("Check that it is a folder");
  }

  @Test
  void refusesANearlyFullDisk() {
    assertThatThrownBy(() -> DataFolder.requireSpace(temp, DataFolder.LEAST_USABLE_BYTES - 1))
        .isInstanceOfSatisfying(
            StartFailure.class, e -> assertThat(e.reason()).isEqualTo(Reason.DISK_FULL))
        .hasMessage(
            "Expected at least 512 MiB of free space for the data folder %s, but 511 MiB are left. Free some space, or choose a data folder on another disk.",
            temp);
    assertThatCode(() -> DataFolder.requireSpace(temp, DataFolder.LEAST_USABLE_BYTES))
        .doesNotThrowAnyException();
  }
}
