/**
 * What the testkit makes of the Avro schemas: the reference in {@code docs/events.md}. Imports Avro
 * and {@code schemas}.
 */
@NullMarked
package io.countersign.testkit.avro;

import org.jspecify.annotations.NullMarked;
