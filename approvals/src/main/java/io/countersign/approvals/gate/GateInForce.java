package io.countersign.approvals.gate;

import io.countersign.schemas.control.Gate;

/**
 * The gate at one moment.
 *
 * @param gate the gate
 * @param overdue whether the next review is overdue, which lowers it by one
 * @param reason why, in words
 */
public record GateInForce(Gate gate, boolean overdue, String reason) {}
