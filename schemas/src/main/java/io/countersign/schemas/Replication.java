package io.countersign.schemas;

/**
 * How many copies of each record there are, and how many of them must have it before it counts as
 * written.
 *
 * @param factor copies of each record, the leader's included
 * @param minInSync copies that must have a record before {@code acks=all} answers
 */
public record Replication(short factor, int minInSync) {

  /** One broker, as in the embedded stack: a lost disk is a lost record. */
  public static final Replication SINGLE = new Replication((short) 1, 1);

  /**
   * Three copies of which two must answer: one broker may be lost at any time without a lost or a
   * refused record.
   */
  public static final Replication PRODUCTION = new Replication((short) 3, 2);

  public Replication {
    if (minInSync < 1 || factor < minInSync) {
      throw new IllegalArgumentException(
          "Expected 1 <= min.insync.replicas <= replication factor, but was min.insync.replicas "
              + minInSync
              + " and replication factor "
              + factor);
    }
  }
}
