package io.countersign.gateway;

/** The way to a client while its call is held: for what it should know before the answer. */
@FunctionalInterface
public interface ToClient {

  /** A client that hears nothing but the answer. */
  ToClient NONE = frame -> false;

  /**
   * Sends a frame beside the answer. From any thread; in the order of the calls, and never after
   * the answer.
   *
   * @param frame a JSON-RPC notification or request, without a line end
   * @return false when this client cannot be told anything before the answer
   */
  boolean send(byte[] frame);
}
