package io.countersign.projections.kafka;

/**
 * Why a record became a dead letter.
 *
 * @param reason stable code: {@code UNDECODABLE}, or {@code REFUSED_BY_INDEX} with the index and
 *     the type of the error behind colons
 */
record DeadLetter(String reason) {}
