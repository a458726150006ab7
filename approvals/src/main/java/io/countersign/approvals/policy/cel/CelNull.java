package io.countersign.approvals.policy.cel;

/** The value {@code null} of CEL. */
enum CelNull {
  NULL
}
