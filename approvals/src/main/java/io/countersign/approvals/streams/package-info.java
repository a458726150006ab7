/** The engine on Kafka Streams: one topology, its store, and the instance that runs it. */
@NullMarked
package io.countersign.approvals.streams;

import org.jspecify.annotations.NullMarked;
