/**
 * Shapes of the read side that cross a process: the JSON of an event, a call, a run, a control and
 * a budget node, and the folds that make them. Plain Java; imports {@code call}, {@code control},
 * {@code digest}, {@code event} and {@code json} only.
 */
@NullMarked
package io.countersign.schemas.document;

import org.jspecify.annotations.NullMarked;
