package io.countersign.standalone.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../../docs/configuration.md");

  @Test
  void theReferenceSaysWhatTheSettingsAre() throws IOException {
    String page = ConfigurationPage.markdown();
    if (Boolean.getBoolean("golden.renew")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE).as("renew with -Dgolden.renew=true").exists().content().isEqualTo(page);
  }
}
