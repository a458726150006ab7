package io.countersign.schemas.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.countersign.schemas.http.Problem.Violation;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ProblemTest {

  @Test
  void writesTheDocumentThatClientsRelyOn() {
    assertThat(
            Problem.invalidRequest(
                    "Expected a call, but 1 thing is wrong",
                    List.of(new Violation("/actor/principal", "Expected an object, but was null")))
                .json())
        .isEqualTo(
            "{\"type\":\"https://countersign.dev/problems/invalid-request\",\"title\":\"The request is not valid\","
                + "\"status\":400,\"detail\":\"Expected a call, but 1 thing is wrong\",\"code\":\"invalid-request\","
                + "\"errors\":[{\"pointer\":\"/actor/principal\",\"message\":\"Expected an object, but was null\"}]}");
  }

  @Test
  void survivesAnyText() throws Exception {
    String text = "\"\\/\u0000\n\u2028\u202e😀</script>\ud800";
    String json = Problem.notFound(text).json();
    assertThat(json.chars()).allMatch(c -> c >= 0x20 && c < 0x7f);
    JsonNode read = JsonMapper.builder().build().readTree(json);
    assertThat(read.path("detail").textValue()).isEqualTo(text);
  }

  @Test
  void hasTheStatusItSays() {
    assertThat(Problem.unauthorized("").status()).isEqualTo(401);
    assertThat(Problem.forbidden("").status()).isEqualTo(403);
    assertThat(Problem.notFound("").status()).isEqualTo(404);
    assertThat(Problem.methodNotAllowed("").status()).isEqualTo(405);
    assertThat(Problem.conflict("").status()).isEqualTo(409);
    assertThat(Problem.rejected("TOOL_UNKNOWN", "").type()).endsWith("/problems/TOOL_UNKNOWN");
    assertThat(Problem.payloadTooLarge("").status()).isEqualTo(413);
    assertThat(Problem.unsupportedMediaType("").status()).isEqualTo(415);
    assertThat(Problem.tooManyRequests("", 7).retryAfterSeconds()).hasValue(7);
    assertThat(Problem.unavailable("").retryAfterSeconds()).hasValue(1);
    assertThat(Problem.internal().json()).doesNotContain("detail");
  }

  @Test
  void limitsItsErrors() {
    Problem problem =
        Problem.invalidRequest("", Collections.nCopies(1000, new Violation("/a", "Expected b")));
    assertThat(problem.errors()).hasSize(Problem.MAX_ERRORS);
  }

  @Test
  void refusesWhatIsNoProblem() {
    assertThatThrownBy(() -> new Problem("no code", "", 400, "", List.of(), OptionalInt.empty()))
        .hasMessageContaining("problem code");
    assertThatThrownBy(() -> new Problem("ok", "", 200, "", List.of(), OptionalInt.empty()))
        .hasMessageContaining("400 to 599");
  }

  @Test
  void travelsAsAnException() {
    ProblemException thrown = new ProblemException(Problem.forbidden("no"));
    assertThat(thrown.problem()).isEqualTo(Problem.forbidden("no"));
    assertThat(thrown).hasMessage("403 forbidden: no").hasNoCause();
  }
}
