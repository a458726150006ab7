/** Digests: what a call is known by. Plain Java; imports the JDK and {@code schemas.json}. */
@NullMarked
package io.countersign.schemas.digest;

import org.jspecify.annotations.NullMarked;
