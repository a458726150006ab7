/**
 * Whether enough of the right people said yes. Plain Java over the values of {@code schemas}; no
 * clock, no chance, no state.
 */
@NullMarked
package io.countersign.approvals.quorum;

import org.jspecify.annotations.NullMarked;
