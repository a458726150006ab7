package io.countersign.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.schemas.registry.RegistryRefused.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaRegistryTest {

  private static final RegistryLimits LIMITS =
      new RegistryLimits(
          Duration.ofSeconds(20), 3, Duration.ofMillis(1), Duration.ofMillis(2), 2, 10_000);
  private static final String SUBJECT = "countersign.events-value";
  private static final String SCHEMA = "{\"type\":\"string\"}";

  private final ScriptedRegistry server = new ScriptedRegistry();
  private final SchemaRegistry registry = client(LIMITS, server.url());

  @AfterEach
  void close() {
    registry.close();
    server.close();
  }

  @Test
  void setsTheLevelBeforeTheFirstRegistration() {
    assertThat(registry.ensure(SUBJECT, "FULL_TRANSITIVE", SCHEMA)).isEqualTo(100);
    assertThat(server.requests())
        .containsExactly(
            "PUT /config/countersign.events-value {\"compatibility\":\"FULL_TRANSITIVE\"}",
            "POST /subjects/countersign.events-value/versions {\"schema\":\"{\\\"type\\\":\\\"string\\\"}\"}");
  }

  @Test
  void remembersSchemasAndIdsUpToItsLimit() {
    server.holds(1, "\"int\"").holds(2, "\"long\"").holds(3, "\"bytes\"");
    for (int i = 0; i < 3; i++) {
      assertThat(registry.byId(1)).isEqualTo("\"int\"");
      assertThat(registry.register(SUBJECT, "\"int\"")).isEqualTo(1);
    }
    assertThat(server.requests()).hasSize(2);

    registry.byId(2);
    registry.byId(3);
    registry.byId(1);
    assertThat(server.requests()).hasSize(5);
  }

  @Test
  void escapesSubjects() {
    registry.latest("a b/c?d");
    assertThat(server.requests()).containsExactly("GET /subjects/a%20b%2Fc%3Fd/versions/latest");
  }

  @Test
  void findsTheLatestVersion() {
    server.next(200, "{\"subject\":\"s\",\"version\":4,\"id\":17,\"schema\":\"\\\"int\\\"\"}");
    assertThat(registry.latest(SUBJECT)).contains(new RegisteredSchema(SUBJECT, 4, 17, "\"int\""));
    assertThat(registry.latest(SUBJECT)).isEmpty();
  }

  @Test
  void asksWhetherASchemaFits() {
    server
        .next(200, "{\"is_compatible\":true}")
        .next(200, "{\"is_compatible\":false,\"messages\":[]}");
    assertThat(registry.compatible(SUBJECT, SCHEMA)).isTrue();
    assertThat(registry.compatible(SUBJECT, SCHEMA)).isFalse();
    // Confluent says 40401 where Apicurio says true.
    assertThat(registry.compatible(SUBJECT, SCHEMA)).isTrue();
  }

  @Test
  void explainsAnIncompatibleSchemaWithTheRegistrysWords() {
    server.next(
        409,
        "{\"error_code\":409,\"message\":\"Schema being registered is incompatible: READER_FIELD_MISSING_DEFAULT\"}");
    refused(Code.INCOMPATIBLE, () -> registry.register(SUBJECT, SCHEMA))
        .hasMessageContaining("READER_FIELD_MISSING_DEFAULT")
        .hasMessageContaining("add fields with defaults only");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void tellsTheRefusalsApart() {
    server.next(422, "{\"error_code\":42201,\"message\":\"Invalid Avro schema\"}");
    refused(Code.INVALID_SCHEMA, () -> registry.register(SUBJECT, SCHEMA));
    server.next(422, "{\"error_code\":42203,\"message\":\"Invalid compatibility level\"}");
    refused(Code.INVALID_LEVEL, () -> registry.setCompatibility(SUBJECT, "SOME"));
    refused(Code.UNKNOWN_SCHEMA, () -> registry.byId(7));
    refused(Code.UNKNOWN_SCHEMA, () -> registry.byId(-1));
    refused(Code.UNKNOWN_SCHEMA, () -> registry.idOf(SUBJECT, SCHEMA));
    server.next(401, "");
    refused(Code.UNAUTHORIZED, () -> registry.byId(7));
    server.next(404, "<html>nothing here</html>");
    refused(Code.NOT_A_REGISTRY, () -> registry.byId(7)).hasMessageContaining("/apis/ccompat/v7");
    server.next(200, "{\"hello\":\"world\"}");
    refused(Code.NOT_A_REGISTRY, () -> registry.byId(7));
    server.next(200, "{\"id\":\"seven\"}");
    refused(Code.NOT_A_REGISTRY, () -> registry.register(SUBJECT, SCHEMA));
    server.next(200, "{\"schema\":\"message X {}\",\"schemaType\":\"PROTOBUF\"}");
    refused(Code.NOT_AVRO, () -> registry.byId(7));
    server.next(302, "");
    refused(Code.NOT_A_REGISTRY, () -> registry.byId(7));
    server.next(418, "{\"error_code\":1,\"message\":\"a\\nb\"}");
    refused(Code.OTHER, () -> registry.byId(7)).hasMessageContaining("\"a b\"");
    refused(Code.INVALID_SCHEMA, () -> registry.register(SUBJECT, " "));
  }

  @Test
  void triesAgainAfterFaults() {
    server.next(500, "{\"error_code\":50001}").next(429, "slow down").holds(1, "\"int\"");
    assertThat(registry.byId(1)).isEqualTo("\"int\"");
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void takesGarbageForAFault() {
    server.next(200, "<html>proxy</html>").next(200, "").holds(1, "\"int\"");
    assertThat(registry.byId(1)).isEqualTo("\"int\"");
  }

  @Test
  void givesUpWithinItsLimit() {
    server.next(503, "").next(503, "").next(503, "").holds(1, "\"int\"");
    assertThatExceptionOfType(RegistryUnavailable.class)
        .isThrownBy(() -> registry.byId(1))
        .withMessageContaining("HTTP 503")
        .withMessageContaining("after 3 attempts");
    assertThat(registry.byId(1)).isEqualTo("\"int\"");
  }

  @Test
  void breaksOffAnAnswerThatIsTooLarge() {
    for (int i = 0; i < 3; i++) {
      server.next(200, "{\"schema\":\"" + "x".repeat(20_000) + "\"}");
    }
    assertThatExceptionOfType(RegistryUnavailable.class)
        .isThrownBy(() -> registry.byId(1))
        .withMessageContaining("at most 10000 bytes");
  }

  @Test
  void doesNotWaitForABodyThatNeverEnds() {
    RegistryLimits impatient =
        new RegistryLimits(Duration.ofMillis(200), 1, Duration.ZERO, Duration.ZERO, 2, 10_000);
    try (SchemaRegistry client = client(impatient, server.url())) {
      server.nextHangsInItsBody();
      assertThatExceptionOfType(RegistryUnavailable.class).isThrownBy(() -> client.byId(1));
    }
  }

  @Test
  void turnsToTheNextUrlAndStaysThere() throws IOException {
    server.holds(1, "\"int\"").holds(2, "\"long\"");
    URI closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
    try (SchemaRegistry client = client(LIMITS, closed, server.url())) {
      assertThat(client.byId(1)).isEqualTo("\"int\"");
      assertThat(client.byId(2)).isEqualTo("\"long\"");
    }
    try (SchemaRegistry client = client(LIMITS, closed)) {
      assertThatExceptionOfType(RegistryUnavailable.class)
          .isThrownBy(() -> client.byId(1))
          .withMessageContaining(closed.toString());
    }
  }

  @Test
  void readsItsCredentialsFromAFileForEachRequest(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "ana:pässword\n");
    RegistrySettings basic =
        new RegistrySettings(List.of(server.url()), new RegistryCredentials.Basic(file), LIMITS);
    try (SchemaRegistry client = new SchemaRegistry(basic)) {
      client.latest(SUBJECT);
    }
    RegistrySettings bearer =
        new RegistrySettings(List.of(server.url()), new RegistryCredentials.Bearer(file), LIMITS);
    try (SchemaRegistry client = new SchemaRegistry(bearer)) {
      Files.writeString(file, "first");
      client.latest(SUBJECT);
      Files.writeString(file, "second");
      client.latest(SUBJECT);
      Files.writeString(file, "two\nlines");
      refused(Code.UNAUTHORIZED, () -> client.latest(SUBJECT)).hasMessageNotContaining("lines ");
      Files.delete(file);
      refused(Code.UNAUTHORIZED, () -> client.latest(SUBJECT))
          .hasMessageContaining("cannot be read");
    }
    assertThat(server.authorizations())
        .containsExactly("Basic YW5hOnDDpHNzd29yZA==", "Bearer first", "Bearer second");
  }

  @Test
  void refusesUrlsThatAreWrongOrHoldSecrets() {
    for (String url :
        List.of(
            "", "ftp://host", "http://", "http://a b", "http://u:hunter2@host", "http://h?x=1")) {
      assertThatThrownBy(() -> RegistrySettings.of(url, RegistryCredentials.NONE, LIMITS))
          .as(url)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Expected")
          .hasMessageNotContaining("hunter2");
    }
    assertThat(
            RegistrySettings.of("http://a:1/, https://b/x", RegistryCredentials.NONE, LIMITS)
                .urls())
        .containsExactly(URI.create("http://a:1"), URI.create("https://b/x"));
  }

  @Test
  void pausesLongerEachTimeUpToItsLimit() {
    RegistryLimits limits = RegistryLimits.DEFAULT;
    assertThat(limits.backoff(0)).isEqualTo(Duration.ofMillis(100));
    assertThat(limits.backoff(1)).isEqualTo(Duration.ofMillis(200));
    assertThat(limits.backoff(100)).isEqualTo(Duration.ofSeconds(2));
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(
      Code code, ThrowingCallable question) {
    return assertThatThrownBy(question)
        .isInstanceOfSatisfying(
            RegistryRefused.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  private static SchemaRegistry client(RegistryLimits limits, URI... urls) {
    return new SchemaRegistry(
        new RegistrySettings(List.of(urls), RegistryCredentials.NONE, limits));
  }
}
