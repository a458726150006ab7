package io.countersign.standalone.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.countersign.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The examples for SIEMs name what there is, and fall into no trap. Those that can run, {@code
 * SiemIT} runs.
 */
final class SiemExamplesTest {
  private static final Path FOLDER = Path.of("../../compose/examples/siem");
  private static final Pattern GROUP = Pattern.compile("siem-[a-z-]+");
  private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*#.*$");

  @Test
  void readTheSiemTopicAndNoOther() throws IOException {
    examples()
        .forEach(
            (name, text) ->
                assertThat(matches(Pattern.compile("countersign\\.[a-z]+[a-z.]*"), text))
                    .as(name)
                    .isNotEmpty()
                    .containsOnly(Topics.SIEM_OCSF.name()));
  }

  @Test
  void readOnlyWhatIsCommittedWhereThatCanBeSaid() throws IOException {
    Map<String, String> examples = examples();
    examples.remove("data-prepper.yaml");
    assertThat(examples)
        .allSatisfy(
            (name, text) ->
                assertThat(text)
                    .as(name)
                    .containsPattern("isolation[._]level[^\\n]*read_committed"));
  }

  @Test
  void haveAGroupOfTheirOwnEach() throws IOException {
    List<String> groups =
        examples().values().stream()
            .map(text -> matches(GROUP, text).distinct().collect(Collectors.joining()))
            .toList();
    assertThat(groups).doesNotContain("").doesNotHaveDuplicates();
  }

  @Test
  void areWellFormed() throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
    for (Map.Entry<String, String> example : examples().entrySet()) {
      String name = example.getKey();
      if (name.endsWith(".json") || name.endsWith(".yaml") || name.endsWith(".yml")) {
        JsonNode read = (name.endsWith(".json") ? json : yaml).readTree(example.getValue());
        assertThat(read.isObject()).as(name).isTrue();
      }
    }
  }

  @Test
  void areAllInTheReadme() throws IOException {
    String readme = Files.readString(FOLDER.resolve("README.md"));
    assertThat(matches(Pattern.compile("(?m)^\\| `([^`]+)` \\|"), readme, 1))
        .containsExactlyInAnyOrderElementsOf(examples().keySet());
  }

  /** The examples by name, without their comments. */
  private static Map<String, String> examples() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> !file.endsWith("README.md"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString(),
                  file -> COMMENT.matcher(read(file)).replaceAll("")));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Stream<String> matches(Pattern pattern, String text) {
    return matches(pattern, text, 0);
  }

  private static Stream<String> matches(Pattern pattern, String text, int group) {
    return pattern.matcher(text).results().map((MatchResult match) -> match.group(group));
  }
}
