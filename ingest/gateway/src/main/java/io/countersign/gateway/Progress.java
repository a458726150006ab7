package io.countersign.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.gateway.ingest.Approval;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client that its call waits, when it asked to be told (MCP 2025-11-25, "Progress"): one
 * {@code notifications/progress} after each look at the approval, so that a client which counts its
 * timeout from the last one goes on waiting.
 */
final class Progress {

  private final @Nullable JsonNode token;
  private final ToClient client;
  private int told;

  Progress(ClientFrame.ToolCall call, ToClient client) {
    JsonNode wanted = call.meta().path("progressToken");
    this.token = wanted.isTextual() || wanted.isIntegralNumber() ? wanted : null;
    this.client = client;
  }

  void waiting(Approval approval) {
    if (token == null) {
      return;
    }
    told++;
    ObjectNode frame =
        JsonRpc.object().put("jsonrpc", "2.0").put("method", "notifications/progress");
    ObjectNode params = frame.putObject("params");
    params.set("progressToken", token);
    // Thousandths, because progress has to rise and the server's own, under the same token, comes
    // after this and counts from somewhere below 1.
    params.put("progress", BigDecimal.valueOf(told, 3));
    params.put("message", "waiting for " + approval.spoken());
    client.send(JsonRpc.bytes(frame));
  }
}
