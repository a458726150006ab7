package io.countersign.projections.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DocumentCacheTest {
  @Test
  void holdsAtMostSoManyDocumentsAndDropsTheOnesUnusedLongest() {
    DocumentCache cache = new DocumentCache(2, Long.MAX_VALUE);
    cache.putAll(Map.of("a", of(1)));
    cache.putAll(Map.of("b", of(1)));
    assertThat(cache.held(List.of("a"))).hasSize(1);
    cache.putAll(Map.of("c", of(1)));
    assertThat(cache.missing(List.of("a", "b", "c"))).containsExactly("b");
  }

  @Test
  void holdsAtMostSoManyCharacters() {
    DocumentCache cache = new DocumentCache(1_000, 10_000);
    for (int i = 0; i < 100; i++) {
      cache.putAll(Map.of("id-" + i % 7, of(i % 3 * 1_000), "big-" + i, of(2_000)));
      assertThat(cache.characters()).isBetween(2_000L, 10_000L);
    }
    cache.putAll(Map.of("huge", of(20_000)));
    assertThat(cache.characters()).isZero();
    assertThat(cache.missing(List.of("huge"))).containsExactly("huge");
    cache.putAll(Map.of("small", of(1)));
    cache.clear();
    assertThat(cache.characters()).isZero();
  }

  private static JsonObject of(int characters) {
    return JsonObject.of("text", new JsonString("x".repeat(characters)));
  }
}
