package io.countersign.projections.kafka;

import io.countersign.projections.opensearch.Refusal;

/**
 * Why a record became a dead letter.
 *
 * @param reason stable code: {@code UNDECODABLE}, or {@code REFUSED_BY_INDEX} with the index and
 *     the type of the error behind colons
 */
record DeadLetter(String reason) {

  /** The letter about a document that the index refused. */
  static DeadLetter refused(Refusal refusal) {
    return new DeadLetter(
        "REFUSED_BY_INDEX:%s:%s".formatted(refusal.document().kind(), refusal.reason()));
  }
}
