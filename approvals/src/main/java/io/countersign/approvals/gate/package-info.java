/** The rubric that turns the review of an MCP server into its gate. Pure functions over values. */
@NullMarked
package io.countersign.approvals.gate;

import org.jspecify.annotations.NullMarked;
