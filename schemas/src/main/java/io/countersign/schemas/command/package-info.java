/**
 * What somebody asks of the engine, in the imperative. Plain Java; imports {@code call} and {@code
 * digest} only.
 */
@NullMarked
package io.countersign.schemas.command;

import org.jspecify.annotations.NullMarked;
