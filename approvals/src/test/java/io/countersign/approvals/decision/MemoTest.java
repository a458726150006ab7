package io.countersign.approvals.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoTest {
  private final List<Integer> computed = new ArrayList<>();

  private String compute(Integer key) {
    computed.add(key);
    return "result of " + key;
  }

  @Test
  void computesAResultOnceWhileItIsRemembered() {
    Memo<Integer, String> memo = new Memo<>(2, result -> 1);
    assertThat(memo.of(1, this::compute)).isEqualTo("result of 1");
    assertThat(memo.of(1, this::compute)).isEqualTo("result of 1");
    assertThat(computed).containsExactly(1);
  }

  @Test
  void forgetsWhatWasNotUsedForLongest() {
    Memo<Integer, String> memo = new Memo<>(2, result -> 1);
    for (int key : new int[] {1, 2, 1, 3, 1, 2}) {
      assertThat(memo.of(key, this::compute)).isEqualTo("result of " + key);
    }
    assertThat(computed).containsExactly(1, 2, 3, 2);
    assertThat(memo.size()).isEqualTo(2);
  }

  @Test
  void remembersNoFailure() {
    Memo<Integer, String> memo = new Memo<>(2, result -> 1);
    assertThatThrownBy(
            () ->
                memo.of(
                    1,
                    key -> {
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");
    assertThat(memo.of(1, this::compute)).isEqualTo("result of 1");
  }

  @Test
  void givesManyThreadsTheSameResults() {
    Memo<Integer, String> memo = new Memo<>(8, result -> 1);
    List<String> results =
        IntStream.range(0, 20_000).parallel().mapToObj(n -> memo.of(n % 16, k -> "r" + k)).toList();
    for (int n = 0; n < results.size(); n++) {
      assertThat(results.get(n)).isEqualTo("r" + n % 16);
    }
    assertThat(memo.size()).isLessThanOrEqualTo(8);
  }

  @Test
  void remembersByWeightAndNothingThatIsTooHeavyAlone() {
    Memo<Integer, String> memo = new Memo<>(40, String::length);
    for (int key : new int[] {1, 2, 3, 1}) {
      memo.of(key, this::compute);
    }
    assertThat(memo.size()).isEqualTo(3);
    memo.of(4, key -> "as heavy as two of them");
    assertThat(memo.size()).as("the two that were not used for longest made room").isEqualTo(2);
    memo.of(5, key -> "x".repeat(41));
    assertThat(memo.size()).isEqualTo(2);
    memo.of(1, this::compute);
    assertThat(computed).containsExactly(1, 2, 3);
  }
}
