package io.countersign.approvals.state;

import io.countersign.schemas.digest.Digest;

/**
 * A policy that is in force.
 *
 * @param name its name
 * @param hash SHA-256 of its document
 * @param position position of the event that published it
 * @param by who published it
 */
public record PolicyInForce(String name, Digest hash, long position, String by) {}
