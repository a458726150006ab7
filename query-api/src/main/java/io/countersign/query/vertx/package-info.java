/** The routes of the query API. Imports Vert.x, {@code opensearch} and the root of this module. */
@NullMarked
package io.countersign.query.vertx;

import org.jspecify.annotations.NullMarked;
