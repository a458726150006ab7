package io.countersign.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.gateway.ClientFrame.Note;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requests that the gateway itself has sent to a client. Their ids are random, so that none is one
 * of the server's and only this client knows it.
 */
final class ClientQuestions {

  private final Map<String, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();

  /**
   * A question under way.
   *
   * @param id the JSON-RPC id to ask it with
   * @param answer the client's whole response, if it ever comes
   */
  record Question(String id, CompletableFuture<JsonNode> answer) {}

  Question open() {
    Question question = new Question("countersign-" + UUID.randomUUID(), new CompletableFuture<>());
    open.put(question.id(), question.answer());
    return question;
  }

  /** Whether this answers one of the questions; it is then of no concern to the server. */
  boolean answered(Note.Response response) {
    if (!response.id().isTextual()) {
      return false;
    }
    CompletableFuture<JsonNode> answer = open.remove(response.id().textValue());
    return answer != null && answer.complete(response.message());
  }

  /** Nobody waits for the answer any more. True when it had not come. */
  boolean close(Question question) {
    return open.remove(question.id()) != null;
  }
}
