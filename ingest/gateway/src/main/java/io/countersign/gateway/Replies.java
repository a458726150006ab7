package io.countersign.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.gateway.ingest.Answer;
import org.jspecify.annotations.Nullable;

/** Tool results that tell a model why its call was not made, and what it may do. */
public final class Replies {

  static final String META_VERDICT = "io.countersign/verdict";
  static final String META_CALL_ID = "io.countersign/callId";
  static final String META_REASONS = "io.countersign/reasons";

  private static final String UNAVAILABLE =
      "Countersign is unavailable; the call was not made (fail closed).";

  private final ClientFrame.ToolCall call;
  private final String callId;

  Replies(ClientFrame.ToolCall call, String callId) {
    this.call = call;
    this.callId = callId;
  }

  byte[] denied(Answer.Denied denied) {
    return deniedBecause(denied.reasons());
  }

  byte[] rejected(Answer.Rejected rejected) {
    return deniedBecause(reason(rejected.code(), rejected.detail()));
  }

  byte[] deniedBecause(String code, String message) {
    return deniedBecause(reason(code, message));
  }

  private byte[] deniedBecause(JsonNode reasons) {
    String text = "Denied by Countersign: %s. Call %s.".formatted(spoken(reasons), callId);
    return frame(text, "DENY", reasons);
  }

  byte[] approvalNeeded(Answer.ApprovalNeeded asked) {
    @Nullable String url = asked.url();
    String open = url == null ? "ask an approver" : "open " + url;
    String text =
        "Approval is needed: %s; %s; retry the same call afterwards. Call %s."
            .formatted(spoken(asked.reasons()), open, callId);
    return frame(text, "ASK", asked.reasons());
  }

  byte[] unavailable() {
    return frame(
        UNAVAILABLE + " Call " + callId + ".", "UNAVAILABLE", JsonNodeFactory.instance.arrayNode());
  }

  private static JsonNode reason(String code, String message) {
    ObjectNode reason =
        JsonRpc.object().put("check", "gateway").put("code", code).put("message", message);
    return JsonNodeFactory.instance.arrayNode().add(reason);
  }

  /** The reasons that speak against the call: a model is not helped by the checks it passed. */
  private static String spoken(JsonNode reasons) {
    StringBuilder text = new StringBuilder();
    for (JsonNode reason : reasons) {
      if (!reason.path("result").asText("FAILED").equals("FAILED")) {
        continue;
      }
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

  private byte[] frame(String text, String verdict, JsonNode reasons) {
    ObjectNode frame = JsonRpc.object().put("jsonrpc", "2.0");
    frame.set("id", call.id());
    ObjectNode result = frame.putObject("result");
    if (call.meta().has("io.modelcontextprotocol/protocolVersion")) {
      // Only revisions since 2026-07-28 send that key, and they require the type of a result.
      result.put("resultType", "complete");
    }
    result.putArray("content").addObject().put("type", "text").put("text", text);
    result.put("isError", true);
    ObjectNode meta = result.putObject("_meta");
    meta.put(META_VERDICT, verdict).put(META_CALL_ID, callId).set(META_REASONS, reasons);
    return JsonRpc.bytes(frame);
  }
}
