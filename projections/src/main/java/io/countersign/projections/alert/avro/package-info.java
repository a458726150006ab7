/** An alert as this role remembers it, in Avro. Imports {@code schemas.avro}. */
@NullMarked
package io.countersign.projections.alert.avro;

import org.jspecify.annotations.NullMarked;
