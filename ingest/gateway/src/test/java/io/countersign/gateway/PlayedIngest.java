package io.countersign.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The other side of the contract: an HTTP server that gives the documented answers of ingest. What
 * it says to a call depends on the tool's name; what it was told it keeps.
 */
public final class PlayedIngest implements AutoCloseable {

  public static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How it behaves to every call, whatever the tool. */
  public enum Mood {
    NORMAL,
    BROKEN,
    GARBLED,
    FOREIGN,
    UNKNOWN_VERDICT,
    REJECTING,
    SILENT,
    EXPIRED
  }

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<JsonNode> questions = new ArrayList<>();
  private final List<JsonNode> outcomes = new ArrayList<>();
  private final List<JsonNode> proposals = new ArrayList<>();
  private final List<String> tokens = new ArrayList<>();
  private final List<String> traceparents = new ArrayList<>();
  private final PlayedApprovals approvals = new PlayedApprovals();
  private final CountDownLatch release = new CountDownLatch(1);
  private Mood mood = Mood.NORMAL;
  private int outcomesToFail;
  private int proposalsToFail;
  private int proposalRequests;
  private boolean proposalsHeld;

  public PlayedIngest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/calls", this::handle);
    server.createContext("/v1/tools/proposals", this::handle);
    server.createContext("/.well-known/jwks.json", approvals::keys);
    server.setExecutor(threads);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The approvals of calls whose tool is named {@code ask…}. */
  public PlayedApprovals approvals() {
    return approvals;
  }

  public synchronized void mood(Mood value) {
    mood = value;
  }

  /** The next reports are answered with 503. */
  public synchronized void failOutcomes(int count) {
    outcomesToFail = count;
  }

  /** The next requests with proposals are answered with 503. */
  public synchronized void failProposals(int count) {
    proposalsToFail = count;
  }

  /** Proposals are not answered before {@link #release}. */
  public synchronized void holdProposals() {
    proposalsHeld = true;
  }

  /** Lets calls of tools named {@code held…} have their verdict. */
  public void release() {
    release.countDown();
  }

  public GatewaySettings settings(Path directory) throws IOException {
    Path token = directory.resolve("token");
    Files.writeString(token, "first-token\n");
    return GatewaySettings.of(url(), token, Identity.user("acme", "ana@acme.example"));
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
      if (path.endsWith("/proposals")) {
        proposals(exchange, body);
      } else if (path.endsWith("/outcome")) {
        outcome(exchange, path.split("/", -1)[3], body);
      } else if (path.startsWith("/v1/calls/")) {
        approvals.handle(exchange, body);
      } else {
        question(exchange, (ObjectNode) body);
      }
    } catch (IOException gone) {
      // The gateway gave up waiting; that is one of the cases under test.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void outcome(HttpExchange exchange, String callId, JsonNode body) throws IOException {
    boolean fails;
    synchronized (this) {
      fails = outcomesToFail > 0;
      if (fails) {
        outcomesToFail--;
      } else {
        outcomes.add(((ObjectNode) body).put("callId", callId));
        approvals.reported(callId);
        notifyAll();
      }
    }
    answer(exchange, fails ? 503 : 200, "{}");
  }

  /**
   * As ingest does, it refuses a request as a whole for a tool that it cannot read, or for a name
   * that comes twice, and single tools that it cannot register.
   */
  private void proposals(HttpExchange exchange, JsonNode body)
      throws IOException, InterruptedException {
    boolean held;
    synchronized (this) {
      proposalRequests++;
      held = proposalsHeld;
      notifyAll();
    }
    if (held) {
      release.await();
    }
    ArrayNode answer = JSON.createArrayNode();
    int status;
    synchronized (this) {
      boolean fails = proposalsToFail > 0;
      proposalsToFail -= fails ? 1 : 0;
      Set<String> names = new HashSet<>();
      boolean bad = body.path("tools").size() > 256;
      for (JsonNode tool : body.path("tools")) {
        String name = tool.path("name").asText();
        bad |= name.startsWith("unwelcome") || !names.add(name);
      }
      status = fails ? 503 : bad ? 400 : 200;
      for (JsonNode tool : status == 200 ? body.path("tools") : JSON.createArrayNode()) {
        String name = tool.path("name").asText();
        ObjectNode told = answer.addObject().put("name", name);
        if (name.startsWith("refused")) {
          told.put("state", "REFUSED").put("code", name.substring("refused_".length()));
        } else {
          told.put("state", "PROPOSED");
          proposals.add(proposal(body, tool));
        }
      }
      notifyAll();
    }
    answer(exchange, status, "{\"tools\":" + answer + "}");
  }

  private static JsonNode proposal(JsonNode body, JsonNode tool) {
    ObjectNode proposal = tool.deepCopy();
    return proposal
        .put("tenant", body.path("tenant").asText())
        .put("server", body.path("server").asText());
  }

  private void question(HttpExchange exchange, ObjectNode body)
      throws IOException, InterruptedException {
    Mood now;
    synchronized (this) {
      questions.add(body);
      tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
      traceparents.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
      now = mood;
      notifyAll();
    }
    String tool = body.path("tool").path("name").asText();
    if (tool.startsWith("held")) {
      release.await();
    }
    switch (now) {
      case NORMAL -> answer(exchange, 200, verdict(body, tool).toString());
      case BROKEN -> answer(exchange, 503, "{\"code\":\"unavailable\"}");
      case GARBLED -> answer(exchange, 200, "{\"verdict\":\"ALLOW\"");
      case FOREIGN -> {
        ObjectNode other = verdict(body, tool).put("callId", "0199-another-call");
        answer(exchange, 200, other.toString());
      }
      case UNKNOWN_VERDICT ->
          answer(exchange, 200, verdict(body, tool).put("verdict", "MAYBE").toString());
      case REJECTING ->
          answer(
              exchange, 400, "{\"code\":\"BAD_TOOL\",\"detail\":\"Expected a server, but none.\"}");
      case SILENT -> release.await();
      case EXPIRED ->
          answer(
              exchange,
              200,
              verdict(body, tool).put("validUntil", "2020-01-01T00:00:00Z").toString());
    }
  }

  private ObjectNode verdict(ObjectNode question, String tool) {
    ObjectNode answer = JSON.createObjectNode();
    answer.put("callId", question.path("callId").asText());
    answer.put("runId", question.path("runId").asText());
    ObjectNode reason = JSON.createObjectNode().put("check", "catalogue");
    if (tool.startsWith("deny:")) {
      // Check and code that decide, after a check that passed.
      answer.put("verdict", "DENY");
      String[] parts = tool.split(":", -1);
      reason.put("check", parts[1]).put("result", "FAILED").put("code", parts[2]);
      reason.put("message", "Told by " + parts[2] + ".").put("reference", "brake/b-7@3");
      answer
          .putArray("reasons")
          .addObject()
          .put("check", "clock")
          .put("result", "PASSED")
          .put("code", "CLOCK_AGREES")
          .put("message", "The clocks agree.");
    } else if (tool.startsWith("deny")) {
      answer.put("verdict", "DENY");
      reason.put("code", "RISK_TOO_HIGH").put("message", "The tool is destructive.");
    } else if (tool.startsWith("ask")) {
      return approvals.asked(question);
    } else {
      answer.put("verdict", "ALLOW");
      reason.put("code", "READ_TOOL").put("message", "The tool only reads.");
    }
    answer.withArray("/reasons").add(reason);
    return answer;
  }

  static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  public synchronized List<JsonNode> questions() {
    return List.copyOf(questions);
  }

  public synchronized List<JsonNode> outcomes() {
    return List.copyOf(outcomes);
  }

  /** Tools proposed, with tenant and server. */
  public synchronized List<JsonNode> proposals() {
    return List.copyOf(proposals);
  }

  public synchronized int proposalRequests() {
    return proposalRequests;
  }

  /** Waits for a proposal of that tool. */
  public JsonNode awaitProposal(String tool) {
    return await(
        this::proposals,
        proposal -> proposal.path("name").asText().equals(tool),
        "a proposal of " + tool);
  }

  /** Waits until so many tools were proposed. */
  public List<JsonNode> awaitProposals(int count) {
    await(
        () -> proposals.size() >= count ? List.of(NullNode.getInstance()) : List.of(),
        any -> true,
        count + " proposals");
    return proposals();
  }

  /** Waits until a request with proposals has come. */
  public void awaitProposalRequest() {
    await(
        () -> proposalRequests > 0 ? List.of(NullNode.getInstance()) : List.of(),
        any -> true,
        "a request with proposals");
  }

  public synchronized String lastToken() {
    return tokens.getLast();
  }

  public synchronized String lastTraceparent() {
    return traceparents.getLast();
  }

  public synchronized JsonNode lastQuestion() {
    return questions.getLast();
  }

  /** Waits for a question about that tool. */
  public JsonNode awaitQuestion(String tool) {
    return await(
        this::questions,
        question -> question.path("tool").path("name").asText().equals(tool),
        "a question about " + tool);
  }

  /** Waits for the outcome of the newest call of that tool. */
  public JsonNode awaitOutcome(String tool) {
    String callId = awaitQuestion(tool).path("callId").asText();
    return await(
        this::outcomes,
        outcome -> outcome.path("callId").asText().equals(callId),
        "an outcome of " + tool);
  }

  /** Waits for the outcome of that call. */
  public JsonNode awaitOutcomeOf(String callId) {
    return await(
        this::outcomes,
        outcome -> outcome.path("callId").asText().equals(callId),
        "an outcome of " + callId);
  }

  private synchronized JsonNode await(
      Supplier<List<JsonNode>> all, Predicate<JsonNode> wanted, String what) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      for (JsonNode one : all.get().reversed()) {
        if (wanted.test(one)) {
          return one;
        }
      }
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("Expected " + what + ", but got only " + all.get());
      }
      try {
        wait(left);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for " + what, interrupted);
      }
    }
  }

  @Override
  public void close() {
    release.countDown();
    approvals.close();
    server.stop(0);
    threads.shutdownNow();
  }
}
