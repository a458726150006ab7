/**
 * Documents into OpenSearch: indexes made and checked at start, bulk writes, what is there already.
 * Imports {@code io.countersign.schemas.opensearch}, Jackson and {@code document}.
 */
@NullMarked
package io.countersign.projections.opensearch;

import org.jspecify.annotations.NullMarked;
