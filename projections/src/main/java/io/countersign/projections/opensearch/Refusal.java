package io.countersign.projections.opensearch;

import io.countersign.projections.document.SearchDocument;

/**
 * A document that OpenSearch will never take as it is.
 *
 * @param document the document
 * @param reason type of the error, such as {@code mapper_parsing_exception}; never a value
 */
public record Refusal(SearchDocument document, String reason) {}
