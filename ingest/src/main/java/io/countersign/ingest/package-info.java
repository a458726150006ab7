/**
 * The door in: what a request becomes, who waits for its answer, and what the answer is. Plain Java
 * with Micrometer's meters; imports {@code schemas} and {@code redact}. Kafka and Vert.x live in
 * the packages of their names, {@code service} joins them.
 */
@NullMarked
package io.countersign.ingest;

import org.jspecify.annotations.NullMarked;
