package io.countersign.schemas.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueTest {

  private static final JsonObject TICKET =
      JsonObject.builder()
          .put("id", "T-17")
          .put("count", 3)
          .put("open", true)
          .put("tags", JsonArray.of(new JsonString("a")))
          .put("owner", JsonObject.of("name", new JsonString("Ana")))
          .put("ratio", new JsonNumber(0.5))
          .build();

  @Test
  void answersTypedGettersOnlyForTheirType() {
    assertThat(TICKET.string("id")).contains("T-17");
    assertThat(TICKET.integer("count")).contains(3L);
    assertThat(TICKET.bool("open")).contains(true);
    assertThat(TICKET.array("tags").orElseThrow().elements()).hasSize(1);
    assertThat(TICKET.object("owner").flatMap(o -> o.string("name"))).contains("Ana");
    assertThat(TICKET.string("count")).isEmpty();
    assertThat(TICKET.integer("ratio")).isEmpty();
    assertThat(TICKET.object("nothing")).isEmpty();
  }

  @Test
  void doesNotChangeWithTheMapItWasBuiltFrom() {
    Map<String, JsonValue> members = new HashMap<>(Map.of("a", JsonNull.NULL));
    JsonObject object = new JsonObject(members);
    members.put("b", JsonNull.NULL);
    assertThat(object.members()).containsOnlyKeys("a");
    assertThatThrownBy(() -> object.members().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void refusesTheSameMemberTwice() {
    assertThatThrownBy(() -> JsonObject.builder().put("a", 1).put("a", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("put twice");
  }

  @Test
  void refusesWhatHasNoCanonicalForm() {
    assertThatThrownBy(() -> new JsonString("a\ud83d")).hasMessageContaining("lone surrogate");
    assertThatThrownBy(() -> JsonObject.of("\udead", JsonNull.NULL))
        .hasMessageContaining("lone surrogate");
    assertThatThrownBy(() -> new JsonNumber(Double.NaN)).hasMessageContaining("as a string");
    assertThatThrownBy(() -> new JsonNumber(1e16)).hasMessageContaining("as a string");
    assertThatThrownBy(() -> JsonNumber.of(9_007_199_254_740_992L))
        .hasMessageContaining("as a string");
  }

  @Test
  void takesMinusZeroAsZero() {
    assertThat(new JsonNumber(-0.0)).isEqualTo(JsonNumber.of(0));
    assertThat(new JsonNumber(-0.0).text()).isEqualTo("0");
  }

  @Test
  void resolvesPointers() {
    JsonValue document =
        StrictJson.reread("{\"a/b\":{\"m~n\":[10,{\"\":\"deep\"}]},\"\":1,\"01\":2}");
    assertThat(JsonPointer.ROOT.resolve(document)).contains(document);
    assertThat(JsonPointer.parse("/a~1b/m~0n/0").resolve(document)).contains(JsonNumber.of(10));
    assertThat(JsonPointer.parse("/a~1b/m~0n/1/").resolve(document))
        .contains(new JsonString("deep"));
    assertThat(JsonPointer.parse("/").resolve(document)).contains(JsonNumber.of(1));
    assertThat(JsonPointer.parse("/01").resolve(document)).contains(JsonNumber.of(2));
    assertThat(JsonPointer.parse("/a~1b/m~0n/00").resolve(document)).isEmpty();
    assertThat(JsonPointer.parse("/a~1b/m~0n/-").resolve(document)).isEmpty();
    assertThat(JsonPointer.parse("/a~1b/m~0n/2").resolve(document)).isEmpty();
    assertThat(JsonPointer.parse("/a~1b/m~0n/99999999999").resolve(document)).isEmpty();
    assertThat(JsonPointer.parse("//x").resolve(document)).isEmpty();
  }

  @Test
  void writesPointersAsTheyWereRead() {
    for (String text : new String[] {"", "/", "/a~1b/m~0n/0", "//", "/ä/😀", "/~01"}) {
      assertThat(JsonPointer.parse(text).text()).isEqualTo(text);
    }
    assertThat(JsonPointer.ROOT.child("a/b").child(3).text()).isEqualTo("/a~1b/3");
    assertThat(JsonPointer.append("/x", "~/")).isEqualTo("/x/~0~1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a/b", "/~", "/~2", "/a~"})
  void refusesMalformedPointers(String text) {
    assertThatThrownBy(() -> JsonPointer.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected ");
  }
}
