package io.countersign.ingest.contract;

/**
 * One place where a document differs from its schema.
 *
 * @param pointer RFC 6901 pointer to the place
 * @param message what was expected there; never holds a value of the document
 */
public record Violation(String pointer, String message) {}
