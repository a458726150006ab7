/**
 * Values of the controls that operators keep: catalogue, gates, brakes, policy, budgets and limits.
 * Imports the JDK, digests and the values of calls only.
 */
@NullMarked
package io.countersign.schemas.control;

import org.jspecify.annotations.NullMarked;
