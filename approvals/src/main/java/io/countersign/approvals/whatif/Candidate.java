package io.countersign.approvals.whatif;

import io.countersign.schemas.command.PublishPolicy;
import java.time.Instant;

/**
 * A policy that is tried on what has happened.
 *
 * @param tenant whose calls
 * @param policy name and document; it stands in place of the policy of the same name
 * @param since from when on it is taken to be in force, by log time
 */
public record Candidate(String tenant, PublishPolicy policy, Instant since) {}
