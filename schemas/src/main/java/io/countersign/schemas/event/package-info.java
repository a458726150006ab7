/**
 * What the engine recorded, in the past tense. Plain Java; imports {@code call} and {@code digest}
 * only.
 */
@NullMarked
package io.countersign.schemas.event;

import org.jspecify.annotations.NullMarked;
