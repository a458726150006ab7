package io.countersign.standalone.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The five-minute tour of the README, typed as printed, in order, into one shell; only the data
 * folder and the port are others. What each block must print stands behind its fence: {@code sh
 * tour prints="…"}.
 */
class ReadmeTourIT {
  private static final MarkdownPage README = MarkdownPage.of("README.md");
  private static final Pattern PRINTS = Pattern.compile("prints=\"([^\"]+)\"");
  private static final String URL = "http://localhost:8080";

  @TempDir private Path folder;
  private TourShell shell;

  @BeforeEach
  void startAsTheReadmeSays() throws IOException {
    sayThatThisBuildIsFresh();
    String start = README.blocks("sh tour-start").getFirst().content().strip();
    assertThat(start).isEqualTo("./countersign up");
    shell = TourShell.start(folder, start);
  }

  @AfterEach
  void stop() {
    shell.close();
  }

  /**
   * The script builds what is older than its sources. The build that runs this test has done so.
   */
  private static void sayThatThisBuildIsFresh() throws IOException {
    Path stamp = Path.of("target/countersign.built");
    if (Files.notExists(stamp)) {
      Files.createFile(stamp);
    }
    Files.setLastModifiedTime(stamp, FileTime.from(Instant.now()));
  }

  @Test
  void everyCommandWorksAsPrinted() {
    List<MarkdownPage.Block> tour = README.blocks("sh tour ");
    assertThat(tour).hasSizeGreaterThan(4);
    for (MarkdownPage.Block block : tour) {
      Matcher expected = PRINTS.matcher(block.info());
      assertThat(expected.find()).as("what this block prints: %s", block).isTrue();
      shell.type(block.content().replace(URL, shell.url()), expected.group(1));
    }
  }
}
