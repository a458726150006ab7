package io.countersign.standalone.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.projections.alert.AlertRule;
import io.countersign.schemas.alert.AlertParameter;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AlertsPageTest {
  private static final String BEGIN =
      "<!-- rules: made from AlertRule by AlertsPageTest; renew with -Dgolden.renew=true -->\n";
  private static final String END = "<!-- /rules -->";

  @Test
  void theTableOfRulesIsWhatTheRulesAre() throws IOException {
    MarkdownPage page = MarkdownPage.of("docs/alerts.md");
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
    return Stream.of(AlertRule.values())
        .map(AlertsPageTest::row)
        .collect(
            Collectors.joining(
                "\n",
                "| kind | severity | what | goes by | can be silenced |\n|---|---|---|---|---|\n",
                "\n"));
  }

  private static String row(AlertRule rule) {
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(
            rule.name(),
            rule.severity().name().toLowerCase(Locale.ROOT),
            rule.meaning(),
            rule.parameters().stream().map(AlertsPageTest::told).collect(Collectors.joining(", ")),
            rule.canBeSilenced() ? "yes" : "no");
  }

  private static String told(AlertParameter parameter) {
    return "%s %s".formatted(parameter.name(), parameter.value());
  }
}
