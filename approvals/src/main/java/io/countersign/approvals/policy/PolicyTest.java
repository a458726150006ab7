package io.countersign.approvals.policy;

import io.countersign.schemas.call.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A test in a policy document.
 *
 * @param name what it shows
 * @param given the call
 * @param exhausted rules whose limits are used up in this test
 * @param verdict the expected answer
 * @param rule id of the rule that must decide, when that is tested
 * @param code the expected code, when that is tested
 * @param costMicros the expected bound of the money, when that is tested
 * @param path where it stands, such as {@code tests[2]}
 * @param line line, from 1
 */
record PolicyTest(
    String name,
    PolicyQuestion given,
    List<String> exhausted,
    Verdict verdict,
    @Nullable String rule,
    @Nullable String code,
    @Nullable Long costMicros,
    String path,
    int line) {
  PolicyTest {
    exhausted = List.copyOf(exhausted);
  }
}
