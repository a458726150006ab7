/**
 * Processes are killed, paused and starved here, and the record must not show it. May import
 * everything.
 */
@NullMarked
package io.countersign.standalone.faults;

import org.jspecify.annotations.NullMarked;
