package io.countersign.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.jose.TokenIssuer;
import io.countersign.standalone.Countersign;
import io.countersign.standalone.roles.CannotStart;
import io.countersign.standalone.story.Paint;
import io.countersign.standalone.story.RunStory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Registers the sample tools, lets the agent work through a real gateway against a running
 * installation, and tells the story that an auditor would read.
 */
public final class Demo {
  /** The tenant of all demos. */
  public static final String TENANT = "demo";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIFETIME = Duration.ofMinutes(15);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final URI url;
  private final TokenIssuer issuer;
  private final Instant now;
  private final Consumer<String> out;
  private final Paint paint;
  private final HttpClient client = HttpClient.newHttpClient();

  /**
   * @param url base URL of the running installation
   * @param issuer its built-in issuer
   * @param out told line by line
   */
  public Demo(URI url, TokenIssuer issuer, Instant now, Consumer<String> out, Paint paint) {
    this.url = url;
    this.issuer = issuer;
    this.now = now;
    this.out = out;
    this.paint = paint;
  }

  /**
   * Runs it.
   *
   * @return the run's id
   * @throws CannotStart when the installation does not answer as it should
   */
  public String run() throws CannotStart, InterruptedException {
    String runId =
        "demo-"
            + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC).format(now);
    try {
      prepare();
      out.accept("An agent works for ana through the gateway; each call is asked for first:");
      work(runId);
      out.accept("");
      out.accept("What an auditor reads (" + storyUrl(runId) + "):");
      JsonNode story = story(runId);
      new RunStory(paint).lines(story).forEach(out);
      return runId;
    } catch (IOException e) {
      throw new CannotStart(
          "Expected Countersign at %s to answer, but: %s. Look at its terminal, or start it again with ./countersign up"
              .formatted(url, e.getMessage()),
          e);
    }
  }

  /** Where the story is. */
  public URI storyUrl(String runId) {
    return url.resolve("/v1/runs/" + runId + "?tenant=" + TENANT);
  }

  private String token(Role role) {
    return issuer.issue(
        "demo-" + role.text(), Set.of(role), Set.of(TENANT), Set.of(), LIFETIME, now);
  }

  /** What an operator does before anything may run: a review, the tools, a policy and a budget. */
  private void prepare() throws IOException, InterruptedException {
    put("servers/" + SampleTool.SERVER + "/review", "application/json", document("review.json"));
    for (SampleTool tool : SampleTool.values()) {
      if (tool.isInCatalogue()) {
        String path = "tools/%s/%s".formatted(SampleTool.SERVER, tool.text());
        put(path, "application/json", tool.registration().toString());
      }
    }
    put("policies/helpdesk", "application/yaml", document("helpdesk.yaml"));
    put("budgets/helpdesk-day", "application/json", document("budget.json"));
    out.accept(
        "An operator has reviewed the server %s, registered its tools, and published a policy and a budget."
            .formatted(SampleTool.SERVER));
  }

  private void put(String path, String type, String body) throws IOException, InterruptedException {
    HttpRequest put =
        request(url.resolve("/v1/" + path + "?tenant=" + TENANT), token(Role.OPERATOR))
            .header("Content-Type", type)
            .PUT(BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = client.send(put, BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException("it refused " + path + ": " + answer.body());
    }
  }

  private static String document(String name) throws IOException {
    try (InputStream in = Demo.class.getResourceAsStream("/demo/" + name)) {
      if (in == null) {
        throw new IllegalStateException("Expected /demo/" + name + " on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void work(String runId) throws IOException, InterruptedException {
    Path tokenFile =
        Files.createTempFile(
            "countersign-demo-",
            ".token",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(tokenFile, token(Role.GATEWAY));
    try {
      Process gateway =
          new ProcessBuilder(gatewayCommand(tokenFile))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (InputStream fromGateway = gateway.getInputStream();
          OutputStream toGateway = gateway.getOutputStream()) {
        new DemoAgent(fromGateway, toGateway)
            .work(
                runId,
                (step, result) -> out.accept("  %-16s → %s".formatted(step.tool(), shown(result))));
      }
      // It ends by itself when its client has gone, after the last outcome is reported.
      if (!gateway.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        gateway.destroy();
      }
    } finally {
      Files.deleteIfExists(tokenFile);
    }
  }

  private static String shown(String result) {
    return result.length() <= 110 ? result : result.substring(0, 110) + "…";
  }

  /** Gateway and sample server in processes of their own, as an agent's host would start them. */
  private List<String> gatewayCommand(Path tokenFile) {
    List<String> command = new ArrayList<>(java());
    command.addAll(List.of(Countersign.class.getName(), "gateway", "--url", url.toString()));
    command.addAll(List.of("--token-file", tokenFile.toString(), "--tenant", TENANT));
    command.addAll(List.of("--principal", "ana@acme.example", "--groups", "support"));
    command.addAll(List.of("--agent", "triage-bot", "--agent-version", "1.4"));
    command.addAll(List.of("--environment", "prod", "--server", SampleTool.SERVER, "--"));
    command.addAll(java());
    command.add(SampleServer.class.getName());
    return command;
  }

  private static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx96m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"));
  }

  private JsonNode story(String runId) throws IOException, InterruptedException {
    HttpRequest get = request(storyUrl(runId), token(Role.AUDITOR)).GET().build();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      HttpResponse<String> answer = client.send(get, BodyHandlers.ofString());
      if (answer.statusCode() == 200) {
        JsonNode story = JSON.readTree(answer.body());
        boolean whole = story.path("calls").size() == DemoAgent.STEPS.size();
        if (whole && story.path("complete").asBoolean()) {
          return story;
        }
      } else if (answer.statusCode() != 404) {
        throw new IOException("it answered " + answer.statusCode() + " " + answer.body());
      }
      if (System.nanoTime() > deadline) {
        throw new IOException("the story was not complete within " + PATIENCE.toSeconds() + " s");
      }
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    }
  }

  private static HttpRequest.Builder request(URI target, String token) {
    return HttpRequest.newBuilder(target)
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + token);
  }
}
