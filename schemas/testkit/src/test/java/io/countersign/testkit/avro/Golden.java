package io.countersign.testkit.avro;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.avro.AvroSchemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.Schema;

/**
 * The golden files of this module. All of them have the version of the language, counted from 1.
 * {@code released.txt} names the newest version that was released (0: none yet). Until a version is
 * released its files may be renewed; afterwards they never change, and a change of the schemas
 * begins the next version.
 */
final class Golden {
  static final Path EVENTS_MD = base().resolve("../../docs/events.md").normalize();
  static final Path FOLDER = base().resolve("src/test/resources/golden");
  static final List<Schema> SCHEMAS =
      List.of(
          AvroSchemas.EVENT,
          AvroSchemas.COMMAND,
          AvroSchemas.CALL_SNAPSHOT,
          AvroSchemas.BUDGET_SNAPSHOT,
          AvroSchemas.ALERT,
          AvroSchemas.INTAKE_REPORT);

  private static final String RENEW =
      "To renew it: ./mvnw -pl schemas/testkit -am test -Dgolden.renew=true. A golden file of a released version"
          + " never changes: take the change back, or let it begin a new version.";
  private static final int BYTES_A_LINE = 32;

  private Golden() {}

  private static Path base() {
    return Path.of(System.getProperty("basedir", ".")).toAbsolutePath();
  }

  static boolean renewing() {
    return Boolean.getBoolean("golden.renew");
  }

  /** The version that this build writes: the released one as long as the schemas are its own. */
  static int version() {
    int released = released();
    return released > 0 && isOf(released) ? released : released + 1;
  }

  /** Every version that the folder has, and the one this build writes. */
  static List<Integer> versions() {
    return IntStream.rangeClosed(1, version()).boxed().toList();
  }

  static int released() {
    return Integer.parseInt(read(FOLDER.resolve("released.txt")).strip());
  }

  private static boolean isOf(int version) {
    return SCHEMAS.stream()
        .allMatch(schema -> schema(schema.getName(), version).toString().equals(schema.toString()));
  }

  /** The golden schema of an envelope or a document. */
  static Schema schema(String name, int version) {
    if (renewing() && version > released()) {
      return SCHEMAS.stream()
          .filter(schema -> schema.getName().equals(name))
          .findFirst()
          .orElseThrow();
    }
    return new Schema.Parser().parse(read(schemaFile(name, version)));
  }

  static Path schemaFile(String name, int version) {
    return FOLDER.resolve("schemas/%s.v%d.avsc".formatted(name, version));
  }

  static Path bytesFile(String type, int version) {
    return FOLDER.resolve("%s.v%d.hex".formatted(type, version));
  }

  /** The named samples of a file of bytes. */
  static Map<String, byte[]> bytes(String text) {
    Map<String, StringBuilder> hex = new LinkedHashMap<>();
    String name = "";
    for (String line : text.lines().toList()) {
      if (line.endsWith(":")) {
        name = line.substring(0, line.length() - 1);
        hex.put(name, new StringBuilder());
      } else if (!line.startsWith("#")) {
        hex.getOrDefault(name, new StringBuilder()).append(line);
      }
    }
    Map<String, byte[]> samples = new LinkedHashMap<>();
    hex.forEach((sample, digits) -> samples.put(sample, HexFormat.of().parseHex(digits)));
    return samples;
  }

  /** Prints named samples as {@link #bytes} reads them. */
  static String print(String type, int version, Map<String, byte[]> samples) {
    StringBuilder text =
        new StringBuilder("# %s, version %d: Avro binary, in hex\n".formatted(type, version));
    samples.forEach(
        (name, bytes) -> {
          text.append(name).append(":\n");
          for (int i = 0; i < bytes.length; i += BYTES_A_LINE) {
            text.append(
                    HexFormat.of().formatHex(bytes, i, Math.min(bytes.length, i + BYTES_A_LINE)))
                .append('\n');
          }
        });
    return text.toString();
  }

  /** Compares a file with what this build makes; when renewing, writes it instead. */
  static void compare(Path file, String made, String rule) {
    if (renewing()) {
      write(file, made);
    }
    assertThat(file).as("%s, but %s is missing. %s", rule, file, RENEW).exists();
    assertThat(made).as("%s, but %s differs. %s", rule, file, RENEW).isEqualTo(read(file));
  }

  /** Like {@link #compare} for a file with a version; a released one is never written. */
  static void compare(Path file, int version, String made, String rule) {
    if (version <= released()) {
      assertThat(made)
          .as(
              "%s, but it differs from %s, and version %d is released. %s",
              rule, file, version, RENEW)
          .isEqualTo(read(file));
    } else {
      compare(file, made, rule);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + ". " + RENEW, e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }
}
