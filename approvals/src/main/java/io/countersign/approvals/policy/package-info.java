/**
 * Policies: the document, which rules apply to a call, how their answers become one, and why. Plain
 * Java over the packages {@code cel} and {@code yaml} beneath it; no clock, no chance, no Kafka.
 * Begin at {@link io.countersign.approvals.policy.PolicyDocument} and {@link
 * io.countersign.approvals.policy.PolicySet}.
 */
@NullMarked
package io.countersign.approvals.policy;

import org.jspecify.annotations.NullMarked;
