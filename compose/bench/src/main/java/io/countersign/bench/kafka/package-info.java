/** The topic of a measurement: what is written to it, and what is read from it. */
@NullMarked
package io.countersign.bench.kafka;

import org.jspecify.annotations.NullMarked;
