package io.countersign.query.stream;

/**
 * Why a stream ended.
 *
 * @param reason stable word
 * @param message what happened and what to do
 */
public record StreamCut(Reason reason, String message) {

  /** Stable words for why a stream ends. */
  public enum Reason {
    /** The client took less than there was. */
    SLOW,
    /** The token that it was opened with has expired. */
    TOKEN_EXPIRED,
    /** This server stops; another one, or this one soon, goes on. */
    SERVER_STOPS,
    /** What events are read from does not answer. */
    UNAVAILABLE,
    /** There is a record that is no event; it lies in the dead letters. */
    UNDECODABLE
  }
}
