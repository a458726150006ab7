package io.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewaySettingsTest {

  private static final Identity ANA = Identity.user("acme", "ana@acme.example");

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost:8080", "ftp://host", "http:///x", "http://u:p@host", "http://h/?a=b"})
  void refusesUrlsThatCannotWork(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GatewaySettings.of(URI.create(url), Path.of("token"), ANA))
        .withMessageStartingWith("Expected the ingest URL")
        .withMessageNotContaining("u:p");
  }

  @Test
  void refusesABlankTenant() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Identity.user(" ", "ana@acme.example"))
        .withMessageStartingWith("Expected the tenant to have 1 to 256 characters");
  }

  @Test
  void refusesLimitsOutOfRange() {
    Limits limits = Limits.defaults();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limits.withAskTimeout(Duration.ZERO))
        .withMessageStartingWith("Expected the ask timeout");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limits.withMaxOpenCalls(0))
        .withMessageStartingWith("Expected the open call limit to be 1 to");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limits.withHoldApproval(Duration.ofMinutes(31)))
        .withMessageStartingWith("Expected the time to hold a call for its approval");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limits.withHoldApproval(Duration.ofSeconds(-1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limits.withMaxHeldCalls(0))
        .withMessageStartingWith("Expected the held call limit to be 1 to");
    assertThat(limits.withHoldApproval(Duration.ZERO).holdApproval()).isZero();
  }

  @Test
  void refusesGrantsForNobody() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GatewaySettings.Offline(Path.of("journal"), " "))
        .withMessageStartingWith("Expected the gateway's id");
  }
}
