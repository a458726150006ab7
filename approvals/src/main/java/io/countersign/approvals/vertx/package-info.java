/**
 * The HTTP operations that the engine's role answers: testing a policy and trying it on the record.
 * Imports Vert.x, the engine and {@code schemas}.
 */
@NullMarked
package io.countersign.approvals.vertx;

import org.jspecify.annotations.NullMarked;
