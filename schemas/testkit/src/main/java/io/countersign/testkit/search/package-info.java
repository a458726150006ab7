/**
 * What a search must find, worked out by looking at each event: the other side of differential
 * tests. Shares no code with projections and query API; imports {@code schemas} without Avro.
 */
@NullMarked
package io.countersign.testkit.search;

import org.jspecify.annotations.NullMarked;
