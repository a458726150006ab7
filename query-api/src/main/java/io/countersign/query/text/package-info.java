/**
 * The language of free text: what {@code text=} may say, and where it is wrong. Plain Java; knows
 * no index.
 */
@NullMarked
package io.countersign.query.text;

import org.jspecify.annotations.NullMarked;
