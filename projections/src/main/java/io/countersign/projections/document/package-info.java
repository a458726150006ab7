/**
 * What an event means to the read side: pure folds from events to search documents and snapshots.
 * Plain Java; imports {@code io.countersign.schemas} outside its technology packages only.
 */
@NullMarked
package io.countersign.projections.document;

import org.jspecify.annotations.NullMarked;
