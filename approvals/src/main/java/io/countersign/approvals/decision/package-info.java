/** The checks of an intent, in their order, and what they may ask. Plain Java. */
@NullMarked
package io.countersign.approvals.decision;

import org.jspecify.annotations.NullMarked;
