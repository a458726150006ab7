/** Reads of the record: what was asked for and what came of it. Plain Java. */
@NullMarked
package io.countersign.schemas.audit;

import org.jspecify.annotations.NullMarked;
