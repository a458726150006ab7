package io.countersign.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.gateway.ingest.Answer;
import io.countersign.gateway.ingest.Approval;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tool results that tell a model why its call was not made, and what it may do.
 *
 * <p>All of them have {@code isError}, also in shadow mode: a result without it claims that the
 * tool ran, and clients that know the tool's output schema refuse one that lacks the output.
 */
public final class Replies {

  static final String META_VERDICT = "io.countersign/verdict";
  static final String META_CALL_ID = "io.countersign/callId";
  static final String META_REASONS = "io.countersign/reasons";
  static final String META_RETRYABLE = "io.countersign/retryable";
  static final String META_APPROVAL = "io.countersign/approval";

  private static final String UNAVAILABLE =
      "Countersign is unavailable; the call was not made (fail closed).";

  private static final String BRAKES = "brakes";
  private static final String SHADOW_MODE = "SHADOW_MODE";

  /** Denials that pass with time: the same call may be allowed later. */
  private static final Set<String> PASSING =
      Set.of(
          "BUDGET_EXHAUSTED",
          "RATE_LIMITED",
          "CONCURRENCY_CAPPED",
          "too-many-requests",
          CallGate.BUSY,
          CallGate.PERMISSION_EXPIRED,
          CallGate.STOPPING,
          // Of a claim: the approval is kept.
          "CLOCK_SUSPECT",
          "CHECK_FAILED",
          "NOT_APPROVED",
          Claims.CLAIM_UNCLEAR);

  private final ClientFrame.ToolCall call;
  private final OpenCall open;
  private final String tenant;

  Replies(ClientFrame.ToolCall call, OpenCall open, String tenant) {
    this.call = call;
    this.open = open;
    this.tenant = tenant;
  }

  byte[] denied(Answer.Denied denied) {
    return deniedBecause(denied.reasons());
  }

  byte[] rejected(Answer.Rejected rejected) {
    return deniedBecause(rejected.code(), rejected.detail());
  }

  byte[] deniedBecause(String code, String message) {
    return deniedBecause("gateway", code, message);
  }

  byte[] deniedBecause(String check, String code, String message) {
    ObjectNode reason =
        JsonRpc.object().put("check", check).put("code", code).put("message", message);
    return deniedBecause(JsonNodeFactory.instance.arrayNode().add(reason));
  }

  private byte[] deniedBecause(JsonNode reasons) {
    List<JsonNode> against = against(reasons);
    JsonNode deciding =
        against.isEmpty() ? JsonNodeFactory.instance.missingNode() : against.getFirst();
    String code = deciding.path("code").asText("");
    boolean passing = PASSING.contains(code);
    String text;
    if (code.equals(SHADOW_MODE)) {
      text =
          "Recorded, not executed: shadow mode is on. %s. Nothing was changed; do not repeat the call."
              .formatted(spoken(against));
    } else if (deciding.path("check").asText("").equals(BRAKES)) {
      text = "Denied by Countersign: %s. %s".formatted(spoken(against), whoReleases(deciding));
    } else if (passing) {
      text =
          "Denied by Countersign: %s. The same call may be made again later."
              .formatted(spoken(against));
    } else {
      text = "Denied by Countersign: %s.".formatted(spoken(against));
    }
    return frame(text, "DENY", reasons, passing);
  }

  /** A brake is released by a person only, so another attempt is of no use. */
  private String whoReleases(JsonNode brake) {
    @Nullable String reference = brake.path("reference").textValue();
    return "Operators stopped this on purpose: do not try again or another way, but ask the operators of %s to release %s."
        .formatted(tenant, reference == null ? "it" : reference);
  }

  /**
   * It waits for people; the same call made again goes on with the same approval. A client that can
   * show its user a page gets the error that asks it to.
   *
   * @param capabilities what the client said that it can do
   */
  byte[] approvalPending(Answer.ApprovalNeeded asked, JsonNode capabilities) {
    Approval approval = asked.approval();
    @Nullable String url = approval.url();
    String open = url == null ? "ask an approver" : "open " + url;
    @Nullable String until = approval.expiresAt();
    String text =
        "Approval is pending: %s; %s%s; %s; retry the same call afterwards, with the same arguments."
            .formatted(
                spoken(against(asked.reasons())),
                approval.spoken(),
                until == null ? "" : ", until " + until,
                open);
    if (url != null && capabilities.path("elicitation").path("url").isObject()) {
      return elicitation(text, url, approval);
    }
    ObjectNode frame = result(text, "ASK", asked.reasons(), true);
    ((ObjectNode) frame.at("/result/_meta")).set(META_APPROVAL, approval.told());
    return JsonRpc.bytes(frame);
  }

  /** MCP 2025-11-25, "URL Elicitation Required Error". */
  private byte[] elicitation(String text, String url, Approval approval) {
    ObjectNode frame =
        JsonRpc.errorNode(call.id(), JsonRpc.URL_ELICITATION_REQUIRED, withCall(text));
    ObjectNode data = ((ObjectNode) frame.get("error")).putObject("data");
    data.putArray("elicitations")
        .addObject()
        .put("mode", "url")
        .put("elicitationId", open.callId())
        .put("url", url)
        .put("message", "See who has to approve this call: " + approval.spoken() + ".");
    ObjectNode meta = data.putObject("_meta");
    meta.put(META_VERDICT, "ASK").put(META_CALL_ID, open.callId()).put(META_RETRYABLE, true);
    meta.set(META_APPROVAL, approval.told());
    return JsonRpc.bytes(frame);
  }

  /** The approval can no longer be spent. */
  byte[] approvalOver(Approval approval) {
    return switch (approval.state()) {
      case "CLAIMED", "CONSUMED", "OUTCOME_UNKNOWN" ->
          deniedBecause(
              "approval", "ALREADY_CLAIMED", "the approval was spent: this very call ran before");
      default ->
          deniedBecause(
              "approval",
              "APPROVAL_" + approval.state().replaceAll("[^A-Z_]", ""),
              approval.cause() == null ? "the approval has ended" : approval.cause());
    };
  }

  byte[] unavailable() {
    return frame(UNAVAILABLE, "UNAVAILABLE", JsonNodeFactory.instance.arrayNode(), true);
  }

  /** The reasons that speak against the call: a model is not helped by the checks it passed. */
  private static List<JsonNode> against(JsonNode reasons) {
    List<JsonNode> against = new ArrayList<>();
    for (JsonNode reason : reasons) {
      String result = reason.path("result").asText("FAILED");
      if (result.equals("FAILED") || result.equals("ASKED")) {
        against.add(reason);
      }
    }
    return against;
  }

  private static String spoken(List<JsonNode> reasons) {
    StringBuilder text = new StringBuilder();
    for (JsonNode reason : reasons) {
      String code = reason.path("code").asText("NO_CODE");
      String message = reason.path("message").asText(code);
      String sentence =
          message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
      text.append(text.isEmpty() ? "" : "; ")
          .append(sentence)
          .append(" (")
          .append(code)
          .append(')');
    }
    return text.isEmpty() ? "no reason was given (NO_REASON)" : text.toString();
  }

  private byte[] frame(String text, String verdict, JsonNode reasons, boolean retryable) {
    return JsonRpc.bytes(result(text, verdict, reasons, retryable));
  }

  private ObjectNode result(String text, String verdict, JsonNode reasons, boolean retryable) {
    ObjectNode frame = JsonRpc.object().put("jsonrpc", "2.0");
    frame.set("id", call.id());
    ObjectNode result = frame.putObject("result");
    if (call.meta().has("io.modelcontextprotocol/protocolVersion")) {
      // Only revisions since 2026-07-28 send that key, and they require the type of a result.
      result.put("resultType", "complete");
    }
    result.putArray("content").addObject().put("type", "text").put("text", withCall(text));
    result.put("isError", true);
    ObjectNode meta = result.putObject("_meta");
    meta.put(META_VERDICT, verdict).put(META_CALL_ID, open.callId()).put(META_RETRYABLE, retryable);
    meta.set(META_REASONS, reasons);
    return frame;
  }

  private String withCall(String text) {
    return text + " Call " + open.callId() + ".";
  }
}
