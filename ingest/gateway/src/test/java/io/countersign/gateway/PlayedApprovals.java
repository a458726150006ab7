package io.countersign.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.countersign.schemas.digest.ActionDigest;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.JsonRefused;
import io.countersign.schemas.json.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The approvals of {@link PlayedIngest}: two votes of leads approve one exact action, once. */
public final class PlayedApprovals implements AutoCloseable {

  public static final String URL = "http://approve.example/approvals/a1";
  private static final int NEEDED = 2;
  private static final JsonMapper JSON = new JsonMapper();

  /** One approval, from the question to its end. */
  private static final class Played {
    final String callId;
    final String tool;
    final String actionDigest;
    String state = "PENDING";
    int votes;
    @Nullable String claimId;

    Played(String callId, String tool, String actionDigest) {
      this.callId = callId;
      this.tool = tool;
      this.actionDigest = actionDigest;
    }

    boolean isOpen() {
      return List.of("PENDING", "APPROVED", "CLAIMED").contains(state);
    }

    String shortCode() {
      return actionDigest.substring(7, 11) + "-" + actionDigest.substring(11, 15);
    }
  }

  private final Map<String, Played> byCallId = new LinkedHashMap<>();
  private final List<JsonNode> claims = new ArrayList<>();
  private final List<String> confirmed = new ArrayList<>();
  private final List<String> cancelled = new ArrayList<>();
  private final PlayedGrants grants = new PlayedGrants("key-1");
  private int looking;
  private int looks;
  private int answersToLose;
  private int claimsToFail;
  private int looksToFail;
  private boolean overloaded;
  private @Nullable String refusal;
  private @Nullable String forged;
  private boolean offline;
  private long grantSeconds = 60;
  private boolean offlineRefused;
  private boolean closed;

  // ---- what tests say

  /** One of the leads votes for the newest call of that tool. */
  public synchronized void vote(String tool) {
    Played played = newest(tool);
    played.votes++;
    if (played.votes == NEEDED) {
      played.state = "APPROVED";
    }
    notifyAll();
  }

  public void approve(String tool) {
    vote(tool);
    vote(tool);
  }

  /** Puts the approval of the newest call of that tool into another state. */
  public synchronized void become(String tool, String state) {
    newest(tool).state = state;
    notifyAll();
  }

  /** The next claims are recorded, but their answers are lost. */
  public synchronized void loseClaimAnswers(int count) {
    answersToLose = count;
  }

  /** The next claims are answered with 503 and not recorded. */
  public synchronized void failClaims(int count) {
    claimsToFail = count;
  }

  /** Claims are answered with 429. */
  public synchronized void overloadClaims() {
    overloaded = true;
  }

  /** The next looks are answered with 503. */
  public synchronized void failLooks(int count) {
    looksToFail = count;
  }

  /** Claims are refused with this code, as ingest writes it. */
  public synchronized void refuseClaims(@Nullable String code) {
    refusal = code;
  }

  /** Answers name this digest instead of that of the question. */
  public synchronized void forgeDigest(String digest) {
    forged = digest;
  }

  /** Approvals may be claimed offline, with grants of so many seconds. */
  public synchronized void allowOffline(long seconds) {
    offline = true;
    grantSeconds = seconds;
  }

  public synchronized void refuseOffline() {
    offlineRefused = true;
  }

  // ---- what tests see

  public synchronized List<JsonNode> claims() {
    return List.copyOf(claims);
  }

  public synchronized List<String> confirmed() {
    return List.copyOf(confirmed);
  }

  public synchronized List<String> cancelled() {
    return List.copyOf(cancelled);
  }

  public synchronized int looks() {
    return looks;
  }

  /** The call that waits for the approval of that tool. */
  public synchronized String callId(String tool) {
    return newest(tool).callId;
  }

  public synchronized String shortCode(String tool) {
    return newest(tool).shortCode();
  }

  public synchronized int count() {
    return byCallId.size();
  }

  /** Waits until a gateway looks at some approval. */
  public void awaitLook() {
    await(() -> looking > 0, "a look");
  }

  public void awaitConfirmed() {
    await(() -> !confirmed.isEmpty(), "a confirmation");
  }

  public void awaitCancelled() {
    await(() -> !cancelled.isEmpty(), "a withdrawal");
  }

  private synchronized void await(BooleanSupplier condition, String what) {
    long end = System.nanoTime() + PlayedIngest.PATIENCE.toNanos();
    try {
      while (!condition.getAsBoolean()) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new AssertionError("Expected " + what + ", but there was none");
        }
        wait(left);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + what, interrupted);
    }
  }

  private Played newest(String tool) {
    return new ArrayList<>(byCallId.values())
        .reversed().stream()
            .filter(played -> played.tool.equals(tool))
            .findFirst()
            .orElseThrow(() -> new AssertionError("Expected an approval of " + tool));
  }

  // ---- the contract

  /** The answer to a question: the same action is the same approval as long as that is open. */
  synchronized ObjectNode asked(JsonNode question) {
    String digest = digest(question);
    Played played =
        byCallId.values().stream()
            .filter(known -> known.actionDigest.equals(digest) && known.isOpen())
            .findFirst()
            .orElseGet(
                () -> {
                  String callId = question.path("callId").asText();
                  Played first =
                      new Played(callId, question.path("tool").path("name").asText(), digest);
                  byCallId.put(callId, first);
                  return first;
                });
    notifyAll();
    return view(played);
  }

  private static String digest(JsonNode question) {
    JsonNode tool = question.path("tool");
    @Nullable String schema = tool.path("schemaDigest").textValue();
    try {
      return ActionDigest.of(
              question.path("tenant").asText(),
              question.path("environment").asText(),
              tool.path("server").asText(),
              tool.path("name").asText(),
              schema == null ? null : Digest.parse(schema),
              StrictJson.parse(
                  question.path("arguments").toString().getBytes(StandardCharsets.UTF_8)))
          .text();
    } catch (JsonRefused refused) {
      throw new AssertionError("Expected strict arguments", refused);
    }
  }

  private ObjectNode view(Played played) {
    ObjectNode view = JSON.createObjectNode().put("callId", played.callId);
    view.put("actionDigest", forged == null ? played.actionDigest : forged);
    ObjectNode reason = view.putArray("reasons").addObject().put("check", "approval");
    boolean ended = !played.isOpen() && !played.state.equals("CONSUMED");
    if (ended) {
      reason.put("code", "APPROVAL_" + played.state).put("message", "It has ended.");
    } else {
      reason.put("code", "APPROVAL_REQUIRED").put("message", "Two leads must agree.");
    }
    view.put("verdict", ended ? "DENY" : "ASK");
    ObjectNode approval = view.putObject("approval").put("id", "a1").put("state", played.state);
    approval.put("url", URL).put("shortCode", played.shortCode());
    approval.put("expiresAt", "2126-01-01T00:00:00Z").put("offline", offline);
    approval
        .putArray("quorum")
        .addObject()
        .put("group", "leads")
        .put("count", NEEDED)
        .put("votes", played.votes);
    return view;
  }

  /** The action has ended, and a further one needs a further approval. */
  synchronized void reported(String callId) {
    if (byCallId.containsKey(callId)) {
      byCallId.get(callId).state = "CONSUMED";
    }
  }

  void handle(HttpExchange exchange, JsonNode body) throws IOException, InterruptedException {
    String[] path = exchange.getRequestURI().getPath().split("/", -1);
    String callId = path[3];
    switch (path.length == 4 ? "" : path[4]) {
      case "" -> look(exchange, callId);
      case "claim" -> claim(exchange, callId, body);
      case "confirmation" -> told(exchange, confirmed, callId);
      case "cancel" -> told(exchange, cancelled, callId);
      default -> PlayedIngest.answer(exchange, 404, "{}");
    }
  }

  void keys(HttpExchange exchange) throws IOException {
    try (exchange) {
      PlayedIngest.answer(exchange, 200, grants.keySet().toString());
    }
  }

  private void told(HttpExchange exchange, List<String> where, String callId) throws IOException {
    synchronized (this) {
      where.add(callId);
      notifyAll();
    }
    PlayedIngest.answer(exchange, 200, "{}");
  }

  private void look(HttpExchange exchange, String callId) throws IOException, InterruptedException {
    String query = exchange.getRequestURI().getQuery();
    long wait = Long.parseLong(query.replaceAll("wait=(\\d+)ms&tenant=acme", "$1"));
    long end = System.nanoTime() + wait * 1_000_000;
    String seen;
    int status;
    synchronized (this) {
      looks++;
      looking++;
      notifyAll();
      Played played = byCallId.get(callId);
      String before = played.state + played.votes;
      long left = wait;
      while (left > 0 && before.equals(played.state + played.votes) && !closed) {
        boolean decided = !played.state.equals("PENDING");
        wait(decided ? 1 : left);
        left = decided ? 0 : (end - System.nanoTime()) / 1_000_000;
      }
      looking--;
      status = looksToFail > 0 ? 503 : 200;
      looksToFail -= looksToFail > 0 ? 1 : 0;
      seen = view(played).toString();
    }
    PlayedIngest.answer(exchange, status, seen);
  }

  private void claim(HttpExchange exchange, String callId, JsonNode body) throws IOException {
    ObjectNode answer = JSON.createObjectNode();
    int status;
    boolean lost;
    synchronized (this) {
      claims.add(((ObjectNode) body.deepCopy()).put("callId", callId));
      Played played = byCallId.get(callId);
      lost = false;
      String claimId = body.path("claimId").asText();
      @Nullable String code = refusal(played, claimId, body);
      if (claimsToFail > 0) {
        claimsToFail--;
        status = 503;
      } else if (overloaded) {
        status = 429;
      } else if (code != null) {
        status = 409;
        answer.put("code", code).put("detail", "Expected another state, but it is not so.");
      } else {
        status = 200;
        played.state = "CLAIMED";
        played.claimId = claimId;
        receipt(answer, played, body);
        lost = answersToLose > 0;
        answersToLose -= lost ? 1 : 0;
      }
      notifyAll();
    }
    if (!lost) {
      PlayedIngest.answer(exchange, status, answer.toString());
    }
  }

  private @Nullable String refusal(Played played, String claimId, JsonNode body) {
    if (refusal != null) {
      return refusal;
    }
    if (offlineRefused && body.path("mode").asText().equals("OFFLINE")) {
      return "offline-not-allowed";
    }
    if (!body.path("actionDigest").asText().equals(played.actionDigest)) {
      return "digest-mismatch";
    }
    if (played.state.equals("CLAIMED")) {
      return claimId.equals(played.claimId) ? null : "already-claimed";
    }
    return switch (played.state) {
      case "APPROVED" -> null;
      case "PENDING" -> "not-approved";
      default -> played.state.toLowerCase(java.util.Locale.ROOT);
    };
  }

  private void receipt(ObjectNode answer, Played played, JsonNode body) {
    Instant now = Instant.now();
    String claimId = body.path("claimId").asText();
    answer.put("callId", played.callId).put("approvalId", UUID.randomUUID().toString());
    answer.put("claimId", claimId).put("mode", body.path("mode").asText());
    answer.put("claimedAt", now.toString()).put("leaseUntil", now.plusSeconds(900).toString());
    answer.put("actionDigest", played.actionDigest);
    if (body.path("mode").asText().equals("OFFLINE")) {
      answer.put(
          "grant",
          grants.sign(
              grants.header(),
              PlayedGrants.claims(played.callId, claimId, played.actionDigest, now, grantSeconds)));
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
