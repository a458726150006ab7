/**
 * What would have been decided, had a policy been another: the engine run twice over the recorded
 * commands. Plain Java; imports the engine, its state and {@code schemas}, no log and no clock.
 */
@NullMarked
package io.countersign.approvals.whatif;

import org.jspecify.annotations.NullMarked;
