package io.countersign.approvals.catalogue;

/**
 * Why a tool cannot be registered as it stands.
 *
 * @param pointer JSON pointer into the definition as the API takes it
 * @param message "Expected …, but …" and what to do
 */
public record DefinitionProblem(String pointer, String message) {}
