/**
 * The engine's state, and the size of its events, in Avro. Imports Avro schemas by way of {@code
 * schemas.avro}.
 */
@NullMarked
package io.countersign.approvals.avro;

import org.jspecify.annotations.NullMarked;
