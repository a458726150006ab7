package io.countersign.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.gateway.ingest.Approval;
import io.countersign.gateway.ingest.IngestClient;
import java.time.Duration;
import java.util.LinkedHashSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the user in front of the client whether the call is wanted (MCP 2025-06-18 and later,
 * "Elicitation", form). What he says is his own confirmation and never a vote: whoever asks for a
 * call cannot approve it.
 */
final class Confirmation {

  private static final Logger LOG = LoggerFactory.getLogger(Confirmation.class);

  /** Calls that were confirmed, so that a retry does not ask again; the oldest are forgotten. */
  private static final int MAX_CONFIRMED = 1000;

  private static final int MAX_SHOWN_ARGUMENTS = 1000;

  private final IngestClient ingest;
  private final String tenant;
  private final Duration timeout;
  private final LinkedHashSet<String> confirmed = new LinkedHashSet<>();

  Confirmation(IngestClient ingest, String tenant, Duration timeout) {
    this.ingest = ingest;
    this.tenant = tenant;
    this.timeout = timeout;
  }

  /**
   * Asks, unless the client cannot ask its user or the user has confirmed before. An answer against
   * the call gives it up and ends {@code hold}.
   *
   * @return takes the question back, if it has no answer by then
   */
  Runnable ask(Waiting waiting, Approval approval, Hold hold) {
    JsonNode elicitation = waiting.session().capabilities().path("elicitation");
    String callId = waiting.open().callId();
    if (!elicitation.isObject() || !takesForms(elicitation) || isConfirmed(callId)) {
      return () -> {};
    }
    ClientQuestions questions = waiting.session().questions();
    ClientQuestions.Question question = questions.open();
    if (!waiting.client().send(elicit(question.id(), elicitation, waiting, approval))) {
      questions.close(question);
      return () -> {};
    }
    var unused = question.answer().thenAccept(answer -> said(callId, answer, hold));
    return () -> {
      if (questions.close(question)) {
        waiting.client().send(takenBack(question.id()));
      }
    };
  }

  /** An empty object means forms, as it did before there was another kind. */
  private static boolean takesForms(JsonNode elicitation) {
    return elicitation.isEmpty() || elicitation.has("form");
  }

  private static byte[] elicit(
      String id, JsonNode elicitation, Waiting waiting, Approval approval) {
    ObjectNode frame = JsonRpc.object().put("jsonrpc", "2.0").put("id", id);
    ObjectNode params = frame.put("method", "elicitation/create").putObject("params");
    if (!elicitation.isEmpty()) {
      params.put("mode", "form");
    }
    String arguments = waiting.frame().arguments().toString();
    String shown =
        arguments.length() <= MAX_SHOWN_ARGUMENTS
            ? arguments
            : arguments.substring(0, MAX_SHOWN_ARGUMENTS) + "…";
    params.put(
        "message",
        "Do you want this? %s with %s (%s). Others still have to approve it."
            .formatted(waiting.frame().name(), shown, approval.spoken()));
    params.putObject("requestedSchema").put("type", "object").putObject("properties");
    return JsonRpc.bytes(frame);
  }

  private static byte[] takenBack(String id) {
    ObjectNode frame =
        JsonRpc.object().put("jsonrpc", "2.0").put("method", "notifications/cancelled");
    frame.putObject("params").put("requestId", id).put("reason", "the call is not held any longer");
    return JsonRpc.bytes(frame);
  }

  private void said(String callId, JsonNode answer, Hold hold) {
    switch (answer.path("result").path("action").asText("")) {
      case "accept" -> {
        remember(callId);
        byte[] body = JsonRpc.bytes(JsonRpc.object().put("tenant", tenant));
        var unused =
            ingest
                .confirm(callId, body, timeout)
                .thenAccept(receipt -> told("confirmation", callId, receipt));
      }
      case "decline", "cancel" -> {
        ObjectNode body = JsonRpc.object().put("tenant", tenant);
        body.put("reason", "The requester did not confirm it.");
        hold.release(Hold.Release.WITHDRAWN);
        var unused =
            ingest
                .cancel(callId, JsonRpc.bytes(body), timeout)
                .thenAccept(receipt -> told("withdrawal", callId, receipt));
      }
      default ->
          LOG.warn("Expected accept, decline or cancel from the client, but it said neither.");
    }
  }

  private static void told(String what, String callId, IngestClient.Receipt receipt) {
    if (receipt != IngestClient.Receipt.TAKEN) {
      LOG.warn("Expected ingest to record the {} of call {}, but it did not.", what, callId);
    }
  }

  private synchronized boolean isConfirmed(String callId) {
    return confirmed.contains(callId);
  }

  private synchronized void remember(String callId) {
    confirmed.add(callId);
    if (confirmed.size() > MAX_CONFIRMED) {
      confirmed.remove(confirmed.getFirst());
    }
  }
}
