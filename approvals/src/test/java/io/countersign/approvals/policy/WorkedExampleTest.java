package io.countersign.approvals.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WorkedExampleTest {
  static String example() throws IOException {
    try (InputStream in = WorkedExampleTest.class.getResourceAsStream("/policies/payments.yaml")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void canBePublishedAndItsTestsPass() throws Exception {
    PolicyDocument document = PolicyDocument.compile(example(), PolicyLimits.DEFAULT);

    assertThat(document.name()).isEqualTo("payments");
    assertThat(document.ruleIds()).hasSize(5);
    assertThat(document.report().results()).hasSize(9);
    assertThat(document.report().passed()).isTrue();
    assertThat(document.report().text()).endsWith("payments: 9 tests, 9 passed, 0 failed\n");
    assertThat(document.warnings()).isEmpty();
  }

  /** Whatever an operator's editor does to a document: it is refused or compiled, nothing else. */
  @Test
  @Timeout(300)
  void survivesRandomDamage() throws Exception {
    long seed = 7;
    Random random = new Random(seed);
    String example = example();
    String pieces = "{}[]:,-#&*!|>'\"%@`\n\t ()=<.0123456789abceitrue\\\u00e4\ud83d\ude00\u0000";
    int compiled = 0;
    for (int i = 0; i < 3_000; i++) {
      StringBuilder damaged = new StringBuilder(example);
      for (int j = 0; j <= random.nextInt(4); j++) {
        int at = random.nextInt(damaged.length());
        int until = Math.min(damaged.length(), at + random.nextInt(12));
        String piece = String.valueOf(pieces.charAt(random.nextInt(pieces.length())));
        damaged.replace(at, random.nextBoolean() ? at : until, piece);
      }
      try {
        PolicyDocument.compile(damaged.toString(), PolicyLimits.DEFAULT);
        compiled++;
      } catch (PolicyRefused refused) {
        assertThat(refused.problems()).as("seed %s, document %s", seed, i).isNotEmpty();
        assertThat(PolicyJson.refusal(refused).toJson()).contains("problems");
      }
    }
    assertThat(compiled).isBetween(100, 2_900);
  }
}
