package io.countersign.approvals.state;

import io.countersign.schemas.control.HoldScope;

/**
 * A legal hold that is in force.
 *
 * @param id its id
 * @param scope what it keeps
 * @param position position of the event that placed it
 */
public record KeptHold(String id, HoldScope scope, long position) {}
