/**
 * What calls may use: nodes of the budget tree, their windows and figures, and rates. Plain Java
 * over the values of {@code schemas} and of {@code approvals.state}; changes nothing itself.
 */
@NullMarked
package io.countersign.approvals.budget;

import org.jspecify.annotations.NullMarked;
