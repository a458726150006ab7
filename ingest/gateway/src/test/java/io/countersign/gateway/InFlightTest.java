package io.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.countersign.gateway.InFlight.Request;
import io.countersign.schemas.call.Amounts;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InFlightTest {

  private final InFlight inFlight = new InFlight();

  private static OpenCall call(JsonNode id) {
    return new OpenCall("c", id, Amounts.ONE_CALL, (call, outcome, millis) -> {});
  }

  private @Nullable String add(JsonNode... ids) {
    return inFlight.add(
        java.util.Arrays.stream(ids)
            .map(id -> Map.<String, Request>entry(JsonRpc.key(id), new Request.Other()))
            .toList());
  }

  @Test
  void addsAllOrNothing() {
    OpenCall call = call(IntNode.valueOf(2));
    assertThat(inFlight.add(call)).isTrue();
    assertThat(add(IntNode.valueOf(1), IntNode.valueOf(2))).isEqualTo("n2.0");
    assertThat(add(IntNode.valueOf(1), TextNode.valueOf("2"))).isNull();
    assertThat(inFlight.calls()).isEqualTo(List.of(call));
  }

  @Test
  void holdsNoMoreThanItsLimit() {
    for (int i = 0; i < InFlight.MAX_REQUESTS; i++) {
      assertThat(add(IntNode.valueOf(i))).isNull();
    }
    assertThat(add(IntNode.valueOf(InFlight.MAX_REQUESTS))).isNotNull();
    assertThat(inFlight.add(call(TextNode.valueOf("a")))).isFalse();
    inFlight.forget(IntNode.valueOf(0));
    assertThat(inFlight.add(call(TextNode.valueOf("a")))).isTrue();
  }

  @Test
  void isIdleWhenItsCallsAreClosed() {
    OpenCall first = call(IntNode.valueOf(1));
    OpenCall again = call(IntNode.valueOf(1));
    assertThat(inFlight.add(first)).isTrue();
    assertThat(inFlight.add(again)).isFalse();
    inFlight.close(again, false);
    assertThat(inFlight.hasCalls()).as("closing one that was never open").isTrue();
    inFlight.close(first, false);
    assertThat(inFlight.hasCalls()).isFalse();
    assertThat(inFlight.add(again)).isTrue();
  }

  @Test
  void forgetsNoCallWithTheIdOfAnotherRequest() {
    OpenCall call = call(IntNode.valueOf(1));
    assertThat(inFlight.add(call)).isTrue();
    inFlight.forget(IntNode.valueOf(1));
    inFlight.cancelled(IntNode.valueOf(1));
    assertThat(inFlight.answered(IntNode.valueOf(1))).isEqualTo(new Request.Call(call));
    assertThat(inFlight.calls()).containsExactly(call);
  }
}
