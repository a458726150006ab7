/**
 * The values that commands and events are made of: who acts, which tool, what was decided. Plain
 * Java; imports nothing but the JDK and {@code digest}.
 */
@NullMarked
package io.countersign.schemas.call;

import org.jspecify.annotations.NullMarked;
