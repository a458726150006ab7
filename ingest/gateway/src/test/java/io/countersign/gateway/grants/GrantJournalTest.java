package io.countersign.gateway.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantJournalTest {

  private static final String FIRST = "019aa6a0-5f00-7000-8000-000000000001";
  private static final String SECOND = "019aa6a0-5f01-7000-8000-000000000002";
  private static final Instant END = Instant.parse("2026-11-21T09:05:00Z");

  @TempDir private Path directory;
  private Path path;

  @BeforeEach
  void path() {
    path = directory.resolve("grants.journal");
  }

  private void write(String text, StandardOpenOption... options) throws IOException {
    Files.writeString(path, text, options);
  }

  private String used(String jti) throws Exception {
    try (GrantJournal journal = GrantJournal.open(path)) {
      journal.spend(jti, END);
    }
    return Files.readString(path);
  }

  private void assertUsed(String jti) throws IOException {
    try (GrantJournal journal = GrantJournal.open(path)) {
      assertThatThrownBy(() -> journal.spend(jti, END))
          .isInstanceOf(GrantRefused.class)
          .hasMessageContaining("was not used yet");
    }
  }

  @Test
  void letsAGrantBeUsedOnce() throws Exception {
    try (GrantJournal journal = GrantJournal.open(path)) {
      journal.spend(FIRST, END);
      assertThatThrownBy(() -> journal.spend(FIRST, END)).isInstanceOf(GrantRefused.class);
      journal.spend(SECOND, END);
    }
    assertThat(Files.readAllLines(path)).hasSize(2);
  }

  @Test
  void isOfItsOwnerOnly() throws Exception {
    used(FIRST);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  @Test
  void countsAsUsedWhatWasWrittenBeforeACrash() throws Exception {
    assertThat(used(FIRST)).isEqualTo(FIRST + " 2026-11-21T09:05:00Z e3013424\n");
    assertUsed(FIRST);
    used(SECOND);
    assertUsed(FIRST);
    assertUsed(SECOND);
  }

  @Test
  void countsAsUsedWhatWasBeingWrittenAtWhateverByteTheCrashCame() throws Exception {
    String line = used(FIRST);
    for (int length = FIRST.length() - 1; length < line.length(); length++) {
      write(line.substring(0, length));
      assertUsed(FIRST);
      used(SECOND);
      assertUsed(FIRST);
      assertUsed(SECOND);
      Files.delete(path);
    }
  }

  @Test
  void countsAsUsedEveryGrantOfTheMillisecondOfATornId() throws Exception {
    write(FIRST.substring(0, 14));
    assertUsed(FIRST);
    used(SECOND);
    assertUsed(FIRST);
  }

  @Test
  void forgetsATornLineThatNamesNoGrant() throws Exception {
    write(FIRST.substring(0, 9));
    assertThat(used(FIRST)).startsWith(FIRST + " ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "damaged\n",
        "\n",
        FIRST + " 2026-11-21T09:05:00Z 00000000\n",
        FIRST + " 2026-11-21T09:05:01Z e3013424\n",
        SECOND + " 2026-11-21T09:05:00Z e3013424\n",
      })
  void isNotOpenedWhenALineIsDamaged(String damaged) throws Exception {
    String good = used(SECOND);
    write(good + damaged + good);
    assertThatThrownBy(() -> GrantJournal.open(path))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 2 is damaged");
    assertThat(Files.readString(path)).as("left as evidence").isEqualTo(good + damaged + good);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0\0\0\0", "é", "019aa6a0-5f00-7000-8000-000000000001#2026", " "})
  void isNotOpenedWhenItsEndIsNoBeginningOfALine(String damaged) throws Exception {
    write(used(SECOND) + damaged);
    assertThatThrownBy(() -> GrantJournal.open(path))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 2 is damaged");
  }

  @Test
  void isNotOpenedTwice() throws Exception {
    try (GrantJournal journal = GrantJournal.open(path)) {
      assertThatThrownBy(() -> GrantJournal.open(path))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("only gateway");
      journal.spend(FIRST, END);
    }
    assertUsed(FIRST);
  }

  @Test
  void takesNoFurtherGrantAfterAFailure() throws Exception {
    GrantJournal journal = GrantJournal.open(path);
    journal.close();
    assertThatThrownBy(() -> journal.spend(FIRST, END)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "019aa6a0-5f00-7000 x", "019aa6a0-5f00-7000*", "a\nb"})
  void takesNoIdThatWouldBreakALine(String jti) throws Exception {
    try (GrantJournal journal = GrantJournal.open(path)) {
      assertThatThrownBy(() -> journal.spend(jti, END)).isInstanceOf(GrantRefused.class);
    }
    assertThat(Files.readString(path)).isEmpty();
  }
}
