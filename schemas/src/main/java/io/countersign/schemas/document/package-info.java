/**
 * Shapes of the read side that cross a process: the JSON of an event, of a call and of a run, and
 * the folds that make them. Plain Java; imports {@code call}, {@code digest}, {@code event} and
 * {@code json} only.
 */
@NullMarked
package io.countersign.schemas.document;

import org.jspecify.annotations.NullMarked;
