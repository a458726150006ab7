package io.countersign.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.audit.QueryParameter;
import io.countersign.schemas.digest.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What of a question gets into the record, and what does not. */
class AccessParametersTest {
  private static List<QueryParameter> of(String name, String value) {
    return AccessParameters.of(Map.of(), List.of(Map.entry(name, value)));
  }

  private static String digest(String value) {
    return "%s (%d characters)"
        .formatted(Digest.sha256(value.getBytes(StandardCharsets.UTF_8)).text(), value.length());
  }

  @Test
  void keepsFiltersAndIdsAsTheyAre() {
    assertThat(
            AccessParameters.of(
                Map.of("runId", "run-42"),
                List.of(Map.entry("tool", "close_ticket"), Map.entry("limit", "5"))))
        .containsExactly(
            new QueryParameter("runId", "run-42"),
            new QueryParameter("tool", "close_ticket"),
            new QueryParameter("limit", "5"));
  }

  @Test
  void keepsExclusionsAndCountsAsTheyAre() {
    for (String name : List.of("not.tool", "facets", "histogram", "order", "saved", "by")) {
      assertThat(of(name, "x")).containsExactly(new QueryParameter(name, "x"));
    }
    assertThat(of("not.text", "x")).containsExactly(new QueryParameter("not.text", digest("x")));
  }

  @Test
  void keepsOfFreeTextItsDigestAndLength() {
    assertThat(of("text", "hunter2 password"))
        .containsExactly(new QueryParameter("text", digest("hunter2 password")));
  }

  @Test
  void keepsOfWhatItDoesNotKnowNothingButADigest() {
    assertThat(of("access_token", "eyJhbGciOi"))
        .containsExactly(new QueryParameter("access_token", digest("eyJhbGciOi")));
    assertThat(of("<script>\u202e", "x").getFirst().name()).isEqualTo("?script??");
    assertThat(of("", "x").getFirst().name()).isEqualTo("?");
  }

  @Test
  void leavesTheTenantToItsOwnPlace() {
    assertThat(of("tenant", "globex")).isEmpty();
  }

  @Test
  void keepsOfALongOrMisleadingValueItsDigest() {
    String longest = "x".repeat(QueryParameter.MOST_CHARACTERS);
    assertThat(of("tool", longest).getFirst().value()).isEqualTo(longest);
    assertThat(of("tool", longest + "x").getFirst().value()).isEqualTo(digest(longest + "x"));
    assertThat(of("tool", "\u202eabc").getFirst().value()).isEqualTo(digest("\u202eabc"));
    assertThat(of("tool", "\ud800").getFirst().value()).startsWith("sha256:");
  }

  @Test
  void keepsOfAnIdThatIsNoneItsDigest() {
    String id = "01a1f82f-1e80-7ca1-8000-000000000000";
    assertThat(of("callId", id).getFirst().value()).isEqualTo(id);
    assertThat(of("callId", "AKIAIOSFODNN7EXAMPLE").getFirst().value())
        .isEqualTo(digest("AKIAIOSFODNN7EXAMPLE"));
    assertThat(AccessParameters.of(Map.of("approvalId", "hunter2"), List.of()))
        .containsExactly(new QueryParameter("approvalId", digest("hunter2")));
  }

  @Test
  void keepsABoundedNumber() {
    assertThat(
            AccessParameters.of(
                Map.of("runId", "run-42"),
                Collections.nCopies(200, Map.entry("tool", "close_ticket"))))
        .hasSize(QueryParameter.MOST);
  }
}
