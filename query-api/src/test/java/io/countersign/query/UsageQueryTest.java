package io.countersign.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.query.UsageQuery.By;
import io.countersign.query.UsageQuery.Window;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class UsageQueryTest {
  private static final JsonObject ROW =
      JsonObject.builder()
          .put("windowStart", 1_795_132_800_000L)
          .put("team", JsonNull.NULL)
          .build();

  @Test
  void readsWhatRowsAreAbout() throws BadQuery {
    UsageQuery query = parse(Map.of("by", "tool", "window", "DAY", "limit", "5"));
    assertThat(query.by().fields()).containsExactly("server", "tool");
    assertThat(query.window()).contains(Window.DAY);
    assertThat(query.calls().limit()).isEqualTo(5);
    assertThat(UsageQuery.parse("acme", Map.of(), Optional.of(By.PRINCIPAL)).by())
        .isEqualTo(By.PRINCIPAL);
  }

  @Test
  void namesTheParameterThatIsWrong() {
    refuses("by", "colour");
    refuses("window", "YEAR");
    refuses("verdict", "DENY");
    refuses("cursor", "none");
    assertThatThrownBy(() -> UsageQuery.parse("acme", Map.of(), Optional.empty()))
        .isInstanceOf(BadQuery.class);
  }

  @Test
  void continuesAfterARowOfTheSameQuestionOnly() throws BadQuery {
    Map<String, String> question = Map.of("by", "team", "window", "DAY");
    String cursor = parse(question).cursor(ROW);
    Map<String, String> next = new HashMap<>(question);
    next.put("cursor", cursor);
    assertThat(parse(next).after()).contains(ROW);
    next.put("window", "WEEK");
    assertThatThrownBy(() -> parse(next)).isInstanceOf(BadQuery.class);
  }

  @Test
  void canBeAboutOnePrincipalWithoutTheClientSayingSo() throws BadQuery {
    UsageQuery asked = parse(Map.of("by", "tool"));
    UsageQuery own = asked.of("ana@acme.example");
    assertThat(own.calls().terms().wanted())
        .isEqualTo(Map.of("principal", Set.of("ana@acme.example")));
    assertThat(asked.calls().terms()).isEqualTo(Terms.NONE);
  }

  private static void refuses(String name, String value) {
    Map<String, String> parameters = new HashMap<>(Map.of("by", "tool"));
    parameters.put(name, value);
    assertThatThrownBy(() -> parse(parameters))
        .isInstanceOfSatisfying(
            BadQuery.class, refused -> assertThat(refused.parameter()).isEqualTo(name));
  }

  private static UsageQuery parse(Map<String, String> parameters) throws BadQuery {
    Map<String, List<String>> lists = new HashMap<>();
    parameters.forEach((name, value) -> lists.put(name, List.of(value)));
    return UsageQuery.parse("acme", lists, Optional.empty());
  }
}
