package io.countersign.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.json.StrictJson;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DifferencesTest {

  @Test
  void tellsNothingOfEqualDocuments() {
    assertThat(changes("{\"a\":[1,{\"b\":null}]}", "{\"a\":[1,{\"b\":null}]}")).isEmpty();
  }

  @Test
  void tellsWhatWasAddedRemovedAndChangedByPointer() {
    assertThat(
            changes(
                "{\"id\":1,\"to\":[\"ana\",\"bo\"],\"note\":\"x\",\"a/b\":true}",
                "{\"id\":\"1\",\"to\":[\"ana\"],\"all\":true,\"a/b\":false}"))
        .containsExactly(
            "{\"after\":\"false\",\"before\":\"true\",\"change\":\"CHANGED\",\"pointer\":\"/a~1b\"}",
            "{\"after\":\"true\",\"change\":\"ADDED\",\"pointer\":\"/all\"}",
            "{\"after\":\"\\\"1\\\"\",\"before\":\"1\",\"change\":\"CHANGED\",\"pointer\":\"/id\"}",
            "{\"before\":\"\\\"x\\\"\",\"change\":\"REMOVED\",\"pointer\":\"/note\"}",
            "{\"before\":\"\\\"bo\\\"\",\"change\":\"REMOVED\",\"pointer\":\"/to/1\"}");
  }

  @Test
  void makesHiddenCharactersVisibleInNamesAndValues() {
    assertThat(changes("{}", "{\"a\u202e\":\"\u200b\"}"))
        .containsExactly(
            "{\"after\":\"\\\"\\\\u200b\\\"\",\"change\":\"ADDED\",\"pointer\":\"/a\\\\u202e\"}");
  }

  @Test
  void showsALongTextWhereItDiffers() {
    String same = "x".repeat(5_000);
    List<String> changes =
        changes("{\"t\":\"%s end\"}".formatted(same), "{\"t\":\"%s rm -rf\"}".formatted(same));
    assertThat(changes).hasSize(1);
    assertThat(changes.getFirst()).contains(" rm -rf").contains(" end").hasSizeLessThan(400);
  }

  @Test
  void isBounded() {
    String many =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "\"k%d\":\"%s\"".formatted(i, "v".repeat(900)))
            .collect(Collectors.joining(",", "{", "}"));
    JsonObject told = Differences.between(json("{}"), json(many));
    assertThat(told.bool("truncated")).contains(true);
    assertThat(told.array("changes").orElseThrow().elements()).hasSize(Differences.MAX);
    assertThat(told.toJson()).hasSizeLessThan(Differences.MAX * 700);
  }

  private static List<String> changes(String before, String after) {
    JsonObject told = Differences.between(json(before), json(after));
    assertThat(told.bool("truncated")).contains(false);
    return told.array("changes").orElseThrow().elements().stream().map(JsonValue::toJson).toList();
  }

  private static JsonValue json(String text) {
    return StrictJson.reread(text);
  }
}
