package io.countersign.approvals.state;

import io.countersign.schemas.digest.Digest;

/**
 * A saved search: enough to tell a repeat from a change.
 *
 * @param name its name
 * @param digest SHA-256 of what was saved
 * @param position position of the event that saved it
 */
public record KeptSearch(String name, Digest digest, long position) {}
