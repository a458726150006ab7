package io.countersign.approvals.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

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
}
