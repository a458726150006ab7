package io.countersign.standalone.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ArchitecturePageTest {
  private static final String BEGIN =
      "<!-- topics: made from Topics by ArchitecturePageTest; renew with -Dgolden.renew=true -->\n";
  private static final String END = "<!-- /topics -->";

  @Test
  void theTableOfTopicsIsWhatTheTopicsAre() throws IOException {
    MarkdownPage page = MarkdownPage.of("docs/architecture.md");
    int begin = page.text().indexOf(BEGIN) + BEGIN.length();
    int end = page.text().indexOf(END);
    assertThat(begin).isBetween(BEGIN.length(), end);
    if (Boolean.getBoolean("golden.renew")) {
      Files.writeString(
          page.file(), page.text().substring(0, begin) + table() + page.text().substring(end));
    } else {
      assertThat(page.text().substring(begin, end))
          .as("renew with -Dgolden.renew=true")
          .isEqualTo(table());
    }
  }

  private static String table() {
    return Topics.ALL.stream()
        .map(ArchitecturePageTest::row)
        .collect(
            Collectors.joining(
                "\n",
                "| topic | key | writer | value | kept | timestamp |\n|---|---|---|---|---|---|\n",
                "\n"));
  }

  private static String row(Topic topic) {
    return "| `%s` | %s | %s | %s | %s | %s |"
        .formatted(
            topic.name(),
            topic.key(),
            topic.writer(),
            switch (topic.format()) {
              case AVRO -> "Avro";
              case JSON -> "JSON";
              case BYTES -> "bytes";
            },
            switch (topic.cleanup()) {
              case COMPACT -> "the last record of each key";
              case DELETE -> topic.retention().map(ArchitecturePageTest::days).orElse("for ever");
            },
            switch (topic.clock()) {
              case LOG_APPEND -> "the broker's append time";
              case CREATE -> "the record's own time";
            });
  }

  private static String days(Duration retention) {
    return retention.toDays() + " days, or longer by choice";
  }
}
