package io.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.countersign.schemas.call.Amounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call may use, and what it is said to have used. */
class StdioAmountsTest extends PlayedStdio {

  private static final Amounts BOUND = new Amounts(1, 2, 0, 5000);

  private static JsonNode json(Amounts amounts) throws Exception {
    return json(DeclaredAmounts.json(amounts).toString());
  }

  private static JsonNode json(String text) throws Exception {
    return new JsonMapper().readTree(text);
  }

  private JsonNode usageReported(String usage) throws Exception {
    settings = settings.with(BOUND);
    try (RunningStdio gateway = gateway()) {
      gateway.send(
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"usage\",\"arguments\":{\"usage\":%s}}}"
              .formatted(usage));
      gateway.receive();
    }
    return ingest.awaitOutcome("usage").path("usage");
  }

  @Test
  void reportsTheUsageThatTheServerTells() throws Exception {
    assertThat(usageReported("{\"downstreamCalls\":1,\"tokens\":70,\"moneyMicros\":1200}"))
        .isEqualTo(json("{\"calls\":1,\"downstreamCalls\":1,\"tokens\":70,\"moneyMicros\":1200}"));
  }

  @Test
  void countsACallThatRanHoweverTheServerCounts() throws Exception {
    assertThat(usageReported("{\"calls\":0}").path("calls").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"moneyMicros\":-1}",
        "{\"moneyMicros\":1.5}",
        "{\"moneyMicros\":\"12\"}",
        "{\"moneyMicros\":9007199254740992}",
        "{\"moneyMicros\":99999999999999999999}",
        "{\"money\":1}",
        "[1]",
        "null",
      })
  void reportsTheBoundWhenTheServersUsageCannotBeRight(String usage) throws Exception {
    assertThat(usageReported(usage)).isEqualTo(json(BOUND));
  }

  @Test
  void reportsTheBoundWhenTheServerSaysNothing() throws Exception {
    settings = settings.with(BOUND);
    try (RunningStdio gateway = gateway()) {
      gateway.call(1, "read");
      gateway.receive();
    }
    assertThat(ingest.awaitQuestion("read").path("bound")).isEqualTo(json(BOUND));
    assertThat(ingest.awaitOutcome("read").path("usage")).isEqualTo(json(BOUND));
  }

  @Test
  void letsTheClientRaiseTheBoundAndNotLowerIt() throws Exception {
    settings = settings.with(BOUND);
    try (RunningStdio gateway = gateway()) {
      declare(gateway, "{\"tokens\":900,\"moneyMicros\":10}");
      gateway.receive();
    }
    assertThat(ingest.awaitQuestion("read").path("bound"))
        .isEqualTo(json(new Amounts(1, 2, 900, 5000)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"tokens\":-5}", "7", "{\"hours\":1}"})
  void refusesABoundThatItCannotRead(String bound) throws Exception {
    try (RunningStdio gateway = gateway()) {
      declare(gateway, bound);
      assertThat(gateway.receive().at("/error/code").asInt()).isEqualTo(JsonRpc.INVALID_PARAMS);
      gateway.call(1, "read");
      assertThat(gateway.receive().has("result")).as("the id is free again").isTrue();
    }
    assertThat(ingest.questions()).hasSize(1);
  }

  private static void declare(RunningStdio gateway, String bound) throws Exception {
    gateway.send(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"read\",\"_meta\":{\"io.countersign/bound\":%s}}}"
            .formatted(bound));
  }

  @Test
  void wantsABoundThatAllowsTheCallItself() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.with(new Amounts(0, 0, 0, 0)))
        .withMessageStartingWith("Expected the bound to allow at least 1 call");
  }
}
