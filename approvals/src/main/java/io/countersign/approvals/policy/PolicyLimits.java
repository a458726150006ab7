package io.countersign.approvals.policy;

/**
 * How large a policy document may be.
 *
 * @param bytes longest document, in bytes of UTF-8
 * @param rules most rules
 * @param tests most tests
 * @param depth most mappings and lists around a value
 */
public record PolicyLimits(int bytes, int rules, int tests, int depth) {
  /** 128 KiB, 200 rules, 200 tests, nested 16 deep. */
  public static final PolicyLimits DEFAULT = new PolicyLimits(128 * 1024, 200, 200, 16);

  public PolicyLimits {
    if (bytes < 1 || rules < 1 || tests < 0 || depth < 1) {
      throw new IllegalArgumentException(
          "Expected limits above zero, but they are %s bytes, %s rules, %s tests, depth %s"
              .formatted(bytes, rules, tests, depth));
    }
  }
}
