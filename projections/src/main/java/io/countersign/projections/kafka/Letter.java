package io.countersign.projections.kafka;

import java.time.Instant;

/**
 * A record that a consumer could not use, and what became of it.
 *
 * @param partition partition in the topic of dead letters
 * @param offset offset there
 * @param at when it was set aside
 * @param reader who could not use it: {@code projections}, {@code engine}, {@code ingest}
 * @param reason stable code
 * @param sourceTopic the topic it was in
 * @param sourcePartition the partition it was in
 * @param sourceOffset its offset there
 * @param key its key, which is a tenant
 * @param bytes length of its value
 * @param state what became of it
 * @param note what whoever settled it said, or why a replay failed; empty otherwise
 */
public record Letter(
    int partition,
    long offset,
    Instant at,
    String reader,
    String reason,
    String sourceTopic,
    int sourcePartition,
    long sourceOffset,
    String key,
    int bytes,
    State state,
    String note) {

  /** What became of a letter. */
  public enum State {
    /** Nobody has done anything yet. */
    OPEN,
    /** Somebody has asked the projections to index it again. */
    ASKED,
    /** It was indexed again and refused again: still to be looked at. */
    FAILED,
    /** It has been indexed. */
    REPLAYED,
    /** Somebody has looked at it and said that nothing is to be done. */
    DISMISSED
  }

  /** Its name: partition and offset. */
  public String id() {
    return partition + ":" + offset;
  }

  /** Whether somebody still has to do something. */
  public boolean isOpen() {
    return state != State.REPLAYED && state != State.DISMISSED;
  }

  /** Whether the projections set it aside, so that they can index it again. */
  public boolean isOfProjections() {
    return reader.equals(READER);
  }

  Letter become(State next, String words) {
    return new Letter(
        partition,
        offset,
        at,
        reader,
        reason,
        sourceTopic,
        sourcePartition,
        sourceOffset,
        key,
        bytes,
        next,
        words);
  }

  /** How the projections name themselves in their letters. */
  static final String READER = "projections";
}
