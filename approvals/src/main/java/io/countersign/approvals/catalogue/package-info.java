/**
 * What operators enter about tools: whether a definition can be accepted, what changed between two,
 * and the risk that a proposal starts from. Pure functions; imports values, JSON and {@code
 * arguments} only.
 */
@NullMarked
package io.countersign.approvals.catalogue;

import org.jspecify.annotations.NullMarked;
