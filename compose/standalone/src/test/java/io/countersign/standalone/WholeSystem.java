package io.countersign.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.schemas.jose.TokenIssuer;
import io.countersign.standalone.config.Configuration;
import io.countersign.standalone.config.ConfigurationReader;
import io.countersign.standalone.config.ConfigurationRefused;
import io.countersign.standalone.embedded.EmbeddedStack;
import io.countersign.standalone.roles.CannotStart;
import io.countersign.standalone.roles.Installation;
import io.countersign.standalone.roles.Role;
import io.countersign.standalone.roles.RunningRoles;
import io.countersign.standalone.roles.SecretKeys;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Every role in this JVM on a running stack, as {@code countersign up} runs them, on a free port.
 * One at a time on a stack, because the engine's ledgers belong to one engine.
 */
public final class WholeSystem implements AutoCloseable {
  /** Gaps of what is recorded together: an intent and its decision, an end and its settlement. */
  private static final Set<String> HALF_TOLD = Set.of("DECISION_MISSING", "RESERVATION_OPEN");

  private final RunningRoles roles;
  private final Installation installation;
  private final Api api;
  private final TokenIssuer issuer;

  private WholeSystem(RunningRoles roles, Installation installation, TokenIssuer issuer) {
    this.roles = roles;
    this.installation = installation;
    this.api = new Api(roles.url());
    this.issuer = issuer;
  }

  /** Starts all roles and waits until they are ready. */
  public static WholeSystem start(EmbeddedStack stack, Path data) {
    return start(stack, data, Map.of());
  }

  /**
   * Starts all roles and waits until they are ready.
   *
   * @param settings by path, such as {@code ingest.answerTimeout}
   */
  public static WholeSystem start(EmbeddedStack stack, Path data, Map<String, String> settings) {
    return start(stack, data, settings, stack.openSearchUrl());
  }

  /**
   * Starts all roles and waits until they are ready.
   *
   * @param openSearch the way to OpenSearch, which a test may cut
   */
  static WholeSystem start(
      EmbeddedStack stack, Path data, Map<String, String> settings, URI openSearch) {
    Map<String, String> given = new HashMap<>(settings);
    given.put("data", data.toString());
    given.putIfAbsent("http.port", "0");
    // tests of what is answered share their processors with much else; how soon is measured
    // elsewhere
    given.putIfAbsent("ingest.answerTimeout", "15s");
    try {
      Configuration configuration =
          ConfigurationReader.read(Optional.empty(), Map.of(), given).configuration();
      Installation installation =
          Installation.embedded(
              configuration, stack.bootstrapServers(), stack.registryUrl(), openSearch);
      RunningRoles roles =
          RunningRoles.start(configuration, installation, EnumSet.allOf(Role.class), step -> {});
      WholeSystem system =
          new WholeSystem(roles, installation, new SecretKeys(configuration).issuer());
      Eventually.get(
          () -> {
            if (!roles.notReady().isEmpty()) {
              throw new AssertionError("Not ready: " + roles.notReady());
            }
            return true;
          });
      return system;
    } catch (ConfigurationRefused | CannotStart e) {
      throw new IllegalStateException("The system did not start: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  public Api api() {
    return api;
  }

  public Installation installation() {
    return installation;
  }

  public RunningRoles roles() {
    return roles;
  }

  /** A token of one role for these tenants. */
  public String token(io.countersign.schemas.access.Role role, String... tenants) {
    return issuer.issue(
        "test-" + role.text(),
        Set.of(role),
        Set.copyOf(Arrays.asList(tenants)),
        Set.of(),
        Duration.ofHours(1),
        Instant.now());
  }

  /** A token of a person who may approve. */
  public String approver(String tenant, String subject, String... groups) {
    return issuer.issue(
        subject,
        Set.of(io.countersign.schemas.access.Role.APPROVER),
        Set.of(tenant),
        Set.of(groups),
        Duration.ofHours(1),
        Instant.now());
  }

  public String gateway(String tenant) {
    return token(io.countersign.schemas.access.Role.GATEWAY, tenant);
  }

  public String operator(String tenant) {
    return token(io.countersign.schemas.access.Role.OPERATOR, tenant);
  }

  public String auditor(String tenant) {
    return token(io.countersign.schemas.access.Role.AUDITOR, tenant);
  }

  /** Puts a tool of the server {@code tickets} into the tenant's catalogue. */
  public void register(String tenant, String tool, String risk) {
    Api.Answer answer = api.put("/v1/tools/tickets/" + tool, operator(tenant), Api.tool(risk));
    if (answer.status() / 100 != 2) {
      throw new AssertionError("The tool was not registered: " + answer.body());
    }
  }

  /**
   * The story of a run, as soon as it is what the test waits for. The index may show the first of
   * the events that one command recorded before it shows the others, so that a story with a call
   * that is half told is never given.
   */
  public JsonNode story(String tenant, String runId, Predicate<JsonNode> told) {
    return Eventually.get(
        () -> {
          JsonNode story = api.get("/v1/runs/" + runId, auditor(tenant)).expect(200).json();
          if (!told.test(story) || isHalfTold(story)) {
            throw new AssertionError("The story is not told yet: " + story);
          }
          return story;
        });
  }

  private static boolean isHalfTold(JsonNode story) {
    return story
        .path("gaps")
        .valueStream()
        .anyMatch(gap -> HALF_TOLD.contains(gap.path("kind").asText()));
  }

  @Override
  public void close() {
    roles.close();
  }
}
