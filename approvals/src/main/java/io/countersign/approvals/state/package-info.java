/**
 * What the engine knows, as values and typed tables. Plain Java but for the codec of each value.
 */
@NullMarked
package io.countersign.approvals.state;

import org.jspecify.annotations.NullMarked;
