package io.countersign.standalone.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Writes {@code docs/configuration.md} from the settings themselves. */
public final class ConfigurationPage {
  private ConfigurationPage() {}

  /** The whole page as Markdown. */
  public static String markdown() {
    StringBuilder page =
        new StringBuilder(
            """
            # Configuration

            <!-- Written by the build from the settings themselves; a test compares. Renew: ./mvnw -q test -pl compose/standalone -am -Dtest=ConfigurationPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dgolden.renew=true -->

            Settings come from a YAML file (`--config FILE`, else `countersign.yaml` in the data folder when it exists) and from
            environment variables. The command line wins over the environment, the environment over the file, the file over the
            default. A key that is not listed here is refused, with the nearest one that is. Secrets are never values: a setting
            names the file that holds one. Durations read `500ms`, `2s`, `15m`, `24h` or as ISO 8601; lists are YAML lists, or
            separated by commas.

            ```yaml
            http:
              port: 9090
            kafka:
              bootstrapServers: kafka-1:9092,kafka-2:9092
              properties: /etc/countersign/kafka.properties
            ```

            Beside the settings three variables steer the launcher: `COUNTERSIGN_DEBUG` (any value: stack traces with error
            messages), `COUNTERSIGN_LOG_FORMAT` (`json`: one JSON object a line) and `COUNTERSIGN_JAVA_OPTS` (more options for
            the JVM).
            """);
    String section = "-";
    for (Key key : Key.of(Configuration.class)) {
      int dot = key.path().lastIndexOf('.');
      String its = dot < 0 ? "" : key.path().substring(0, dot);
      if (!its.equals(section)) {
        section = its;
        page.append("\n## ")
            .append(section.isEmpty() ? "At the top" : "`" + section + "`")
            .append("\n\n| key | variable | value | default | |\n|---|---|---|---|---|\n");
      }
      page.append(row(key));
    }
    return page.toString();
  }

  private static String row(Key key) {
    String variable = key.inEnvironment() ? "`" + key.variable() + "`" : "file only";
    String standard = key.words().standard();
    return "| `%s` | %s | %s | %s | %s |%n"
        .formatted(
            key.path(),
            variable,
            values(key.type(), key.words()),
            standard.isEmpty() ? "" : "`" + standard + "`",
            key.words().value())
        .replace(System.lineSeparator(), "\n");
  }

  private static String values(Type type, Setting words) {
    if (type instanceof ParameterizedType outer) {
      String element = values(Key.elementOf(type), words);
      return outer.getRawType() == List.class ? "list of " + element + "s" : element;
    }
    if (type == int.class || type == Integer.class) {
      return Texts.range(words.min(), Math.min(words.max(), Integer.MAX_VALUE));
    }
    if (type == long.class || type == Long.class) {
      return Texts.range(words.min(), words.max());
    }
    if (type == boolean.class || type == Boolean.class) {
      return "`true` or `false`";
    }
    if (type == Duration.class) {
      return "duration";
    }
    if (type == URI.class) {
      return "URL";
    }
    return type == Path.class ? "path" : "text";
  }
}
