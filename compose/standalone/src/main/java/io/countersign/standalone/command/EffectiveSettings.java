package io.countersign.standalone.command;

import io.countersign.standalone.config.ConfigurationReader;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once which settings hold that somebody chose. No setting is a secret: files hold those. */
final class EffectiveSettings {
  private EffectiveSettings() {}

  static void log(ConfigurationReader.Read read) {
    // Made late: the first logger needs to know the data folder.
    Logger log = LoggerFactory.getLogger(EffectiveSettings.class);
    if (read.effective().isEmpty()) {
      log.info("Every setting has its default");
      return;
    }
    log.info(
        "Settings other than the defaults: {}",
        read.effective().stream()
            .map(value -> "%s=%s (%s)".formatted(value.path(), value.value(), value.origin()))
            .collect(Collectors.joining(", ")));
  }
}
