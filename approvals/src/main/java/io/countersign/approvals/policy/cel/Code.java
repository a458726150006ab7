package io.countersign.approvals.policy.cel;

/**
 * A part of an expression, ready to run. Values are Boolean, Long, Double, String, Instant,
 * Duration, List, Map and {@link CelNull}; an error is a value too, a {@link CelError}, so that
 * {@code ||} and {@code &&} can look past it and hostile arguments cause no stack traces.
 */
@FunctionalInterface
interface Code {
  Object run(Frame frame);
}
