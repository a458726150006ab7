/**
 * The three servers that Countersign needs, started inside its own process tree: Kafka, OpenSearch
 * and the schema registry.
 *
 * <p>May import Kafka's and OpenSearch's server classes; nothing else in the project may. The rest
 * of the project meets these servers through their network addresses only.
 */
@NullMarked
package io.countersign.standalone.embedded;

import org.jspecify.annotations.NullMarked;
