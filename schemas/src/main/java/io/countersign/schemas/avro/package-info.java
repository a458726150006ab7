/**
 * The Avro encoding of commands and events: the schemas, the mapping of records to them, and the
 * two codecs. The only place that knows Avro.
 */
@NullMarked
package io.countersign.schemas.avro;

import org.jspecify.annotations.NullMarked;
