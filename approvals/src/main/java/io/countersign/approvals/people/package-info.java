/** Who may vote on what, by roster, delegations and exclusions. Plain Java. */
@NullMarked
package io.countersign.approvals.people;

import org.jspecify.annotations.NullMarked;
