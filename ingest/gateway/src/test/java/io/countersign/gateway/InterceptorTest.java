package io.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.gateway.ClientFrame.Pass;
import io.countersign.gateway.ClientFrame.Refused;
import io.countersign.gateway.ClientFrame.ToolCall;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterceptorTest {

  private final Interceptor interceptor = new Interceptor(4096, 32);

  private ClientFrame read(String frame) {
    return interceptor.read(frame.getBytes(StandardCharsets.UTF_8));
  }

  private String refusal(String frame) {
    assertThat(read(frame)).as(frame).isInstanceOf(Refused.class);
    return new String(((Refused) read(frame)).reply(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"x\"}}",
        "{\"id\":\"a\",\"method\":\"tools\\u002Fcall\",\"params\":{\"name\":\"x\",\"arguments\":null}}",
        "\n{\"params\":{\"\\u006eame\":\"x\",\"arguments\":{}},\"\\u006dethod\":\"tools/call\",\"id\":0}  "
      })
  void seesACallHoweverItIsWritten(String frame) {
    assertThat(read(frame)).isInstanceOf(ToolCall.class);
    assertThat(((ToolCall) read(frame)).name()).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":1,\"method\":\"ping\"}",
        "{\"method\":\"notifications/initialized\"}",
        "{\"id\":1,\"result\":{}}",
        "{\"id\":1,\"error\":{\"code\":1}}",
        "[{\"id\":1,\"method\":\"ping\"},{\"id\":2,\"result\":{}}]"
      })
  void letsOtherMessagesPass(String frame) {
    assertThat(read(frame)).isInstanceOf(Pass.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{} {}",
        "{\"a\":1,}",
        "{'method':'ping'}",
        "{\"method\":\"ping\",\"method\":\"tools/call\"}",
        "{\"method\":\"ping\",\"params\":{\"a\":1,\"\\u0061\":2}}",
        "{\"method\":\"ping\"}\u0000",
        "\ufeff{\"method\":\"ping\"}",
        "{\"method\":\"ping\",\"x\":NaN}",
        "{\"method\":\"ping\"/**/}",
      })
  void answersMalformedJsonWithAParseError(String frame) {
    assertThat(refusal(frame)).contains("\"id\":null").contains("\"error\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "\"tools/call\"",
        "[]",
        "[[{\"id\":1,\"method\":\"ping\"}]]",
        "[1]",
        "{}",
        "{\"id\":1}",
        "{\"id\":1,\"method\":7}",
        "{\"id\":1,\"method\":\"ping\",\"Method\":\"tools/call\"}",
        "{\"id\":1,\"METHOD\":\"tools/call\"}",
        "{\"id\":1,\"method\":\"ping\",\"param\u017f\":{}}",
        "{\"id\":1,\"method\":\"Tools/Call\"}",
        "{\"id\":1,\"method\":\"tools/call \"}",
        "{\"method\":\"tools/call\",\"params\":{\"name\":\"x\"}}",
        "{\"id\":null,\"method\":\"tools/call\",\"params\":{\"name\":\"x\"}}",
        "{\"id\":1.5,\"method\":\"tools/call\",\"params\":{\"name\":\"x\"}}",
        "{\"id\":{},\"method\":\"tools/call\",\"params\":{\"name\":\"x\"}}",
        "{\"id\":1,\"method\":\"tools/call\"}",
        "{\"id\":1,\"method\":\"tools/call\",\"params\":[\"x\"]}",
        "{\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":7}}",
        "{\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"\"}}",
        "{\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"x\",\"Name\":\"y\"}}",
        "{\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"x\",\"arguments\":[1]}}",
        "{\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"x\",\"_meta\":\"m\"}}",
      })
  void refusesWhatAnotherParserCouldReadAsACall(String frame) {
    assertThat(refusal(frame)).contains("Expected");
  }

  @Test
  void answersEachRequestOfARefusedBatch() {
    assertThat(
            refusal(
                "[{\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"x\"}},{\"id\":\"b\",\"method\":\"ping\"},{\"method\":\"note\"}]"))
        .startsWith("[")
        .contains("\"id\":1,")
        .contains("\"id\":\"b\"")
        .contains("Nothing in it was forwarded");
  }

  @Test
  void refusesBytesThatAreNoUtf8() {
    byte[] overlong = "{\"method\":\"ping\",\"x\":\"__\"}".getBytes(StandardCharsets.UTF_8);
    overlong[21] = (byte) 0xc0;
    overlong[22] = (byte) 0xaf;
    assertThat(interceptor.read(overlong)).isInstanceOf(Refused.class);
    assertThat(interceptor.read("{\"method\":\"ping\"}".getBytes(StandardCharsets.UTF_16LE)))
        .isInstanceOf(Refused.class);
  }

  @Test
  void refusesDepthAndSizeBeyondTheLimits() {
    String deep = "{\"method\":\"ping\",\"params\":" + "[".repeat(40) + "]".repeat(40) + "}";
    assertThat(refusal(deep)).contains("nested at most 32 deep");
    assertThat(refusal("{\"method\":\"" + "x".repeat(5000) + "\"}")).contains("at most 4096 bytes");
  }

  @Test
  void neverRepeatsContentInAnError() {
    assertThat(refusal("{\"method\":\"ping\",\"x\":AKIASECRET}")).doesNotContain("AKIA");
    assertThat(refusal("{\"AKIASECRET\":1,\"AKIASECRET\":2}")).doesNotContain("AKIA");
  }
}
