/**
 * YAML as policies may use it: one document of mappings, sequences and scalars, each with its place
 * and none of what makes YAML surprising. The only package that imports {@code snakeyaml}; knows
 * nothing of policies.
 */
@NullMarked
package io.countersign.approvals.policy.yaml;

import org.jspecify.annotations.NullMarked;
