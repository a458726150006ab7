package io.countersign.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdsTest {
  private static final UUID KEY = UUID.fromString("019aa6a0-5f00-7000-8000-000000000001");
  private static final byte[] BODY = "{\"reason\":\"ä\"}".getBytes(StandardCharsets.UTF_8);

  /** Computed with Python's hashlib from the words of the API document. */
  @Test
  void makesTheSameCommandOfTheSameRequest() {
    assertThat(Ids.ofRequest(KEY, "olga", "DELETE", "/v1/budgets/b?tenant=acme", BODY))
        .isEqualTo(UUID.fromString("019aa6a0-5f00-7b62-a995-6091533a9932"));
  }

  @Test
  void makesAnotherCommandOfEveryOtherRequest() {
    UUID key = UUID.fromString("019aa6a0-5f00-7000-8000-000000000002");
    assertThat(
            List.of(
                Ids.ofRequest(KEY, "olga", "DELETE", "/v1/a", BODY),
                Ids.ofRequest(key, "olga", "DELETE", "/v1/a", BODY),
                Ids.ofRequest(KEY, "ana", "DELETE", "/v1/a", BODY),
                Ids.ofRequest(KEY, "olga", "PUT", "/v1/a", BODY),
                Ids.ofRequest(KEY, "olga", "DELETE", "/v1/a?b", BODY),
                Ids.ofRequest(KEY, "olga", "DELETE", "/v1/a", new byte[0])))
        .doesNotHaveDuplicates()
        .allMatch(Ids::isUuid7)
        .allMatch(id -> id.getMostSignificantBits() >>> 16 == KEY.getMostSignificantBits() >>> 16);
  }
}
