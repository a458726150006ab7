package io.countersign.gateway;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What Countersign's answer means for a call. */
public sealed interface Ruling {

  /**
   * The call may be sent, once {@link CallGate#begin} agrees at that moment.
   *
   * @param validUntil the permission ends then, when given
   */
  record Permitted(OpenCall call, Replies replies, @Nullable Instant validUntil)
      implements Ruling {}

  /**
   * The server never hears of the call; this JSON-RPC response goes to the client.
   *
   * @param frame the response, without a line end
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, written once
  record Reply(byte[] frame) implements Ruling, Start {}

  /** What is to be done in the moment of sending. */
  sealed interface Start {}

  /** Send the original frame now. */
  record Go(OpenCall call) implements Start {}

  /** Send nothing to nobody: the client left meanwhile. */
  record Gone() implements Ruling, Start {}
}
