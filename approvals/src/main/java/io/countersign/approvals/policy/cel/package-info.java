/**
 * Conditions and costs of policies in CEL (the Common Expression Language): parsed and type-checked
 * by {@code dev.cel}, evaluated here step by step so that every step is counted. The only package
 * that imports {@code dev.cel}; knows nothing of policies.
 */
@NullMarked
package io.countersign.approvals.policy.cel;

import org.jspecify.annotations.NullMarked;
