package io.countersign.approvals.state;

import io.countersign.schemas.digest.Digest;

/**
 * The document of a policy that is in force.
 *
 * @param hash SHA-256 of the document
 * @param document the YAML document
 */
public record PolicyText(Digest hash, String document) {}
