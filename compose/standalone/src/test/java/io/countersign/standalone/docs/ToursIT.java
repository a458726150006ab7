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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a reader types: the five minutes of the README, then the guides, as printed and in the order
 * in which they build on one another, into one shell beside one server. Only the data folder, the
 * home folder and the port are others. What each block must print stands behind its fence: {@code
 * sh tour prints="…"}.
 */
class ToursIT {
  private static final Pattern PRINTS = Pattern.compile("prints=\"([^\"]+)\"");
  private static final String URL = "http://localhost:8080";

  /** A guide that has lost its blocks would pass without a word. */
  private static final int FEWEST_BLOCKS = 5;

  @TempDir private static Path folder;
  private static TourShell shell;

  @BeforeAll
  static void startAsTheReadmeSays() throws IOException {
    sayThatThisBuildIsFresh();
    String start = MarkdownPage.of("README.md").blocks("sh tour-start").getFirst().content();
    assertThat(start.strip()).isEqualTo("./countersign up");
    shell = TourShell.start(folder, start.strip());
  }

  @AfterAll
  static void stop() {
    if (shell != null) {
      shell.close();
    }
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "docs/catalogue.md",
        "docs/policy.md",
        "docs/incidents.md",
        "docs/approvals.md",
        "docs/search.md",
        "docs/stories.md",
        "docs/exports.md"
      })
  void everyCommandWorksAsPrinted(String page) {
    List<MarkdownPage.Block> tour = MarkdownPage.of(page).blocks("sh tour ");
    assertThat(tour).hasSizeGreaterThanOrEqualTo(FEWEST_BLOCKS);
    for (MarkdownPage.Block block : tour) {
      Matcher expected = PRINTS.matcher(block.info());
      assertThat(expected.find()).as("what this block prints: %s", block).isTrue();
      shell.type(block.content().replace(URL, shell.url()), expected.group(1));
    }
  }
}
