/**
 * Reads the indexes of the projections. Imports {@code io.countersign.schemas.opensearch}, Jackson
 * and the root of this module.
 */
@NullMarked
package io.countersign.query.opensearch;

import org.jspecify.annotations.NullMarked;
