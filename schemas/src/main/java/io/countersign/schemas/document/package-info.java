/**
 * Shapes of the read side that cross a process. Plain Java; imports {@code call} and {@code digest}
 * only.
 */
@NullMarked
package io.countersign.schemas.document;

import org.jspecify.annotations.NullMarked;
