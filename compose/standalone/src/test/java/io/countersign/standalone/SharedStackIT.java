package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.standalone.embedded.EmbeddedStack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStack.class)
class SharedStackIT {
  @Test
  void givesEveryTestTheSameRunningStack(EmbeddedStack injected) {
    assertThat(injected).isSameAs(SharedStack.stack());
    assertThat(injected.registry().isReady()).isTrue();
  }
}
