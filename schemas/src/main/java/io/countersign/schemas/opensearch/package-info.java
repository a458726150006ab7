/**
 * How every role talks to OpenSearch. Imports {@code org.opensearch.client} and Jackson; whoever
 * uses it adds {@code opensearch-java} to its own dependencies.
 */
@NullMarked
package io.countersign.schemas.opensearch;

import org.jspecify.annotations.NullMarked;
