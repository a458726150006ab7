/**
 * The door out, without doors and stores: what may be asked, where a page ends, how the events of a
 * run become its story. Plain Java; imports {@code io.countersign.schemas} outside its technology
 * packages only.
 */
@NullMarked
package io.countersign.query;

import org.jspecify.annotations.NullMarked;
