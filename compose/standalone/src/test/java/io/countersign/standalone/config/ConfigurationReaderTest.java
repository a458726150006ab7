package io.countersign.standalone.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.standalone.config.ConfigurationReader.Effective;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationReaderTest {
  @TempDir private Path folder;

  @Test
  void needsNothingToBeSet() throws ConfigurationRefused {
    Configuration configuration = read("", Map.of());

    assertThat(configuration.data()).isEqualTo(Path.of("data"));
    assertThat(configuration.http().host()).isEqualTo("127.0.0.1");
    assertThat(configuration.http().port()).isEqualTo(8080);
    assertThat(configuration.auth().builtIn()).isTrue();
    assertThat(configuration.auth().oidc()).isEmpty();
    assertThat(configuration.kafka().bootstrapServers()).isEmpty();
    assertThat(configuration.engine().partitions()).isEmpty();
    assertThat(configuration.ingest().answerTimeout()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void everyVariableSetsItsKeyAndNoOther() throws ConfigurationRefused {
    List<Key> keys = Key.of(Configuration.class).stream().filter(Key::inEnvironment).toList();
    for (Key key : keys) {
      String value = Examples.of(key);
      List<Effective> effective =
          ConfigurationReader.read(Optional.empty(), Map.of(key.variable(), value), Map.of())
              .effective();
      assertThat(effective)
          .as(key.variable())
          .containsExactly(new Effective(key.path(), value, Origin.ENVIRONMENT));
    }
  }

  @Test
  void readsEveryKeyFromTheFile() throws ConfigurationRefused {
    StringBuilder yaml = new StringBuilder();
    Map<String, String> expected = new HashMap<>();
    for (Key key : Key.of(Configuration.class)) {
      if (key.inEnvironment() && !key.path().equals("registry.bearerFile")) {
        yaml.append("\"")
            .append(key.path())
            .append("\": \"")
            .append(Examples.of(key))
            .append("\"\n");
        expected.put(key.path(), Examples.of(key));
      }
    }
    List<Effective> effective =
        ConfigurationReader.read(Optional.of(file(yaml.toString())), Map.of(), Map.of())
            .effective();

    assertThat(effective)
        .allMatch(value -> value.origin() == Origin.FILE)
        .extracting(Effective::path)
        .containsExactlyInAnyOrderElementsOf(expected.keySet());
  }

  @Test
  void readsSectionsAndListsOfSections() throws ConfigurationRefused {
    Configuration configuration =
        read(
            """
            http:
              port: 9090
            registry:
              urls: [http://one:8081, http://two:8081]
            auth:
              builtIn: false
              oidc:
                - issuer: https://login.example
                  audience: countersign
                  jwksUrl: https://login.example/keys
                - issuer: https://other.example
                  audience: audit
                  jwksUrl: https://other.example/keys
                  rolesClaim: groups
            """,
            Map.of());

    assertThat(configuration.http().port()).isEqualTo(9090);
    assertThat(configuration.registry().urls())
        .containsExactly(URI.create("http://one:8081"), URI.create("http://two:8081"));
    assertThat(configuration.auth().oidc())
        .extracting(Configuration.Oidc::rolesClaim)
        .containsExactly("roles", "groups");
  }

  @Test
  void commandLineWinsOverEnvironmentAndEnvironmentOverFile() throws ConfigurationRefused {
    Path file = file("http: {port: 1001, host: 127.0.0.2}\nengine: {threads: 2}\n");
    Map<String, String> environment =
        Map.of("COUNTERSIGN_HTTP_PORT", "1002", "COUNTERSIGN_HTTP_HOST", "127.0.0.3");

    ConfigurationReader.Read read =
        ConfigurationReader.read(Optional.of(file), environment, Map.of("http.port", "1003"));

    assertThat(read.configuration().http().port()).isEqualTo(1003);
    assertThat(read.configuration().http().host()).isEqualTo("127.0.0.3");
    assertThat(read.configuration().engine().threads()).isEqualTo(2);
    assertThat(read.effective())
        .contains(
            new Effective("http.port", "1003", Origin.COMMAND_LINE),
            new Effective("http.host", "127.0.0.3", Origin.ENVIRONMENT),
            new Effective("engine.threads", "2", Origin.FILE));
  }

  @Test
  void refusesUnknownKeysWithTheNearestOne() {
    assertThatThrownBy(
            () ->
                read(
                    "http: {prot: 1}\nzzzzzzzzzzzzzzzzzzzzzzzzz: 1\nkafka: 5\n",
                    Map.of("COUNTERSIGN_HTP_PORT", "1")))
        .isInstanceOfSatisfying(
            ConfigurationRefused.class,
            refused ->
                assertThat(refused.problems())
                    .hasSize(4)
                    .anySatisfy(
                        problem ->
                            assertThat(problem)
                                .startsWith("http.prot: ")
                                .endsWith("did you mean http.port?"))
                    .anySatisfy(
                        problem ->
                            assertThat(problem).startsWith("zzzz").doesNotContain("did you mean"))
                    .anySatisfy(
                        problem -> assertThat(problem).startsWith("kafka: expected a section"))
                    .anySatisfy(
                        problem ->
                            assertThat(problem)
                                .startsWith("COUNTERSIGN_HTP_PORT: ")
                                .endsWith("did you mean COUNTERSIGN_HTTP_PORT?")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "COUNTERSIGN_HTTP_PORT | 99999 | http.port: expected 0..65535, but was 99999",
        "COUNTERSIGN_HTTP_PORT | soon | http.port: expected 0..65535, but was soon",
        "COUNTERSIGN_HTTP_HOST | '' | http: host: expected an address, but it is blank",
        "COUNTERSIGN_INGEST_INTAKE | yes | ingest.intake: expected true or false, but was yes",
        "COUNTERSIGN_HTTP_IDLE_TIMEOUT | 1 fortnight | http.idleTimeout: expected a duration",
        "COUNTERSIGN_HTTP_IDLE_TIMEOUT | 0s | http: idleTimeout: expected more than zero",
        "COUNTERSIGN_OPEN_SEARCH_URLS | ftp://x | openSearch.urls: expected a URL",
        "COUNTERSIGN_AUTH_BUILT_IN | false | auth: expected a token issuer",
        "COUNTERSIGN_ENGINE_OUTCOME_DUE | 5s | engine: outcomeDue: expected at least allowValid",
      })
  void refusesWrongValuesByTheirPath(String variable, String value, String problem) {
    assertThatThrownBy(() -> read("", Map.of(variable, value)))
        .isInstanceOfSatisfying(
            ConfigurationRefused.class,
            refused ->
                assertThat(refused.problems()).singleElement().asString().startsWith(problem));
  }

  @Test
  void neverRepeatsAPasswordInAUrl() {
    assertThatThrownBy(
            () -> read("", Map.of("COUNTERSIGN_OPEN_SEARCH_URLS", "http://me:hunter2@host:1")))
        .isInstanceOf(ConfigurationRefused.class)
        .hasMessageContaining("openSearch.urls")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @CsvSource({"'http: {port: 1, port: 2}'", "'http: ['", "'- 1'", "'just words'"})
  void refusesFilesThatAreNoSettings(String yaml) {
    assertThatThrownBy(() -> read(yaml, Map.of()))
        .isInstanceOf(ConfigurationRefused.class)
        .hasMessageContaining("countersign.yaml");
  }

  @Test
  void namesAFileThatIsMissing() {
    Path missing = folder.resolve("none.yaml");
    assertThatThrownBy(() -> ConfigurationReader.read(Optional.of(missing), Map.of(), Map.of()))
        .isInstanceOf(ConfigurationRefused.class)
        .hasMessageContaining(missing.toString())
        .hasMessageContaining("cannot be read");
  }

  @Test
  void leavesTheLaunchersOwnVariablesAlone() throws ConfigurationRefused {
    assertThat(read("", Map.of("COUNTERSIGN_DEBUG", "1", "PATH", "/bin")).http().port())
        .isEqualTo(8080);
  }

  private Configuration read(String yaml, Map<String, String> environment)
      throws ConfigurationRefused {
    Optional<Path> file = yaml.isEmpty() ? Optional.empty() : Optional.of(file(yaml));
    return ConfigurationReader.read(file, environment, Map.of()).configuration();
  }

  private Path file(String yaml) {
    try {
      return Files.writeString(folder.resolve("countersign.yaml"), yaml);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
