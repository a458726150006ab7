package io.countersign.approvals.arguments;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.call.Actor;
import io.countersign.schemas.call.Principal;
import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.call.Redaction;
import io.countersign.schemas.control.ResourceRules;
import io.countersign.schemas.control.ResourceSource;
import io.countersign.schemas.control.ToolLimits;
import io.countersign.schemas.json.JsonRefused;
import io.countersign.schemas.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In the tables ' stands for the quotation mark. */
final class AuthorizationTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      # scopes held | groups held | allow | from | arguments | claimed | code | words
      tickets.write | support | ``       | ``  | {}            | ``        | AUTHORIZED | limits no resources
      other         | support | ``       | ``  | {}            | ``        | SCOPE_MISSING | tickets.write
      ``            | support | ticket:* | /id | {'id':'evil'} | ``        | SCOPE_MISSING | tickets.write
      tickets.write | sales   | ``       | ``  | {}            | ``        | GROUP_NOT_ALLOWED | support
      tickets.write | ``      | ``       | ``  | {}            | ``        | GROUP_NOT_ALLOWED | support
      tickets.write | support | ticket:* | /id | {'id':'17'}   | ``        | AUTHORIZED | every resource
      tickets.write | support | ticket:1* | /id | {'id':17}    | ticket:18 | AUTHORIZED | every resource
      tickets.write | support | ticket:1* | /id | {'id':27}    | ``        | RESOURCE_NOT_ALLOWED | ticket:27
      tickets.write | support | ticket:1* | /id | {'id':17}    | ticket:27 | RESOURCE_NOT_ALLOWED | ticket:27
      tickets.write | support | ticket:* | ``  | {'id':17}     | ticket:17 | RESOURCE_UNVERIFIED | resources.from
      tickets.write | support | ticket:* | /id | {}            | ticket:17 | RESOURCE_UNVERIFIED | name none
      tickets.write | support | ticket:* | /id | {'id':null}   | ``        | RESOURCE_UNREADABLE | /id
      tickets.write | support | ``       | /id | {'id':[1]}    | ``        | RESOURCE_UNREADABLE | /id
      """)
  void examines(
      String scopes,
      String groups,
      String allow,
      String from,
      String arguments,
      String claimed,
      String code,
      String words) {
    Definitions tool = new Definitions();
    tool.resources =
        new ResourceRules(
            list(allow), list(from).stream().map(at -> new ResourceSource(at, "ticket:")).toList());
    Actor actor = new Actor(null, new Principal("ana", "user", list(groups)), null, list(scopes));
    Authorization.Result result =
        Authorization.examine(
            tool.build(),
            actor,
            list(claimed),
            ResourceExtraction.extract(tool.resources, Seen.of(document(arguments))));
    assertThat(result.code()).isEqualTo(code);
    assertThat(result.message()).contains(words);
    assertThat(result instanceof Authorization.Authorized).isEqualTo(code.equals("AUTHORIZED"));
  }

  @Test
  void refusesAnActorWithoutPrincipal() {
    Actor nobody = new Actor(null, null, null, List.of("tickets.write"));
    assertThat(
            Authorization.examine(
                    new Definitions().build(),
                    nobody,
                    List.of(),
                    new ResourceExtraction.Extracted(List.of()))
                .code())
        .isEqualTo("GROUP_NOT_ALLOWED");
  }

  @Test
  void showsWhatCannotBeSeenInAClaim() {
    Definitions tool = new Definitions();
    tool.resources =
        new ResourceRules(List.of("ticket:*"), List.of(new ResourceSource("/id", "ticket:")));
    Authorization.Result result =
        Authorization.examine(
            tool.build(),
            new Actor(
                null,
                new Principal("ana", "user", List.of("support")),
                null,
                List.of("tickets.write")),
            List.of("ticket:1\u202e7"),
            ResourceExtraction.extract(tool.resources, Seen.of(document("{'id':1}"))));
    assertThat(result.code()).isEqualTo("RESOURCE_NOT_ALLOWED");
    assertThat(result.message()).contains("ticket:1<U+202e>7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      /a        | {'a':'x'}                   | p:x
      /a        | {'a':17.0}                  | p:17
      /a        | {}                          | ``
      /a/b      | {'a':{}}                    | ``
      /a/*      | {'a':['y','x','y']}         | p:y p:x
      /a/1      | {'a':['y','x']}             | p:x
      /a/9      | {'a':['y','x']}             | ``
      /*        | {'b':'2','a':'1'}           | p:1 p:2
      /a/*/id   | {'a':[{'id':1},{},{'id':2}]} | p:1 p:2
      /a        | {'a':'50% off'}             | p:50% off
      /a        | {'a':'a..b/...'}            | p:a..b/...
      /a        | {'a':''}                    | !
      /a        | {'a':true}                  | !
      /a        | {'a':1.5}                   | !
      /a        | {'a':null}                  | !
      /a        | {'a':{}}                    | !
      /a/id     | {'a':'x'}                   | !
      /a/id     | {'a':['x']}                 | !
      /a        | {'a':'../x'}                | !
      /a        | {'a':'x/..'}                | !
      /a        | {'a':'x%2f%2E%2e%2Fy'}      | !
      /a        | {'a':'x/%252e%252e/y'}      | !
      /a        | {'a':'x\\u0000'}            | !
      /a        | {'a':'x\\u200b'}            | !
      /a        | {'a':'x\\u202e'}            | !
      """)
  void extracts(String pointer, String arguments, String resources) {
    ResourceRules rules = new ResourceRules(List.of(), List.of(new ResourceSource(pointer, "p:")));
    ResourceExtraction.Result result =
        ResourceExtraction.extract(rules, Seen.of(document(arguments)));
    switch (result) {
      case ResourceExtraction.Extracted extracted ->
          assertThat(String.join(" ", extracted.resources())).isEqualTo(resources);
      case ResourceExtraction.Unreadable unreadable -> {
        assertThat(resources).isEqualTo("!");
        assertThat(unreadable.code()).isEqualTo("RESOURCE_UNREADABLE");
        assertThat(unreadable.message()).startsWith("Expected a resource at \"/a");
      }
    }
  }

  @Test
  void readsNothingThatWasRedacted() {
    ResourceRules rules = new ResourceRules(List.of(), List.of(new ResourceSource("/a/b", "")));
    for (RedactedJson hidden :
        List.of(
            document("{'a':{'b':'[redacted:x]'}}", "/a/b MASK x"),
            document("{'a':'hmac-sha256:00'}", "/a HASH x"),
            document("{'a':{}}", "/a/b DROP x"),
            document("{}", "/a DROP x"))) {
      assertThat(ResourceExtraction.extract(rules, Seen.of(hidden)))
          .isInstanceOf(ResourceExtraction.Unreadable.class);
    }
  }

  @Test
  void readsAtMostTwoHundredAndFiftySix() {
    ResourceRules rules = new ResourceRules(List.of(), List.of(new ResourceSource("/*", "")));
    StringBuilder members = new StringBuilder("'m0':0");
    for (int i = 1; i < 256; i++) {
      members.append(",'m%s':%s".formatted(i, i));
    }
    assertThat(ResourceExtraction.extract(rules, Seen.of(document("{" + members + "}"))))
        .isInstanceOf(ResourceExtraction.Extracted.class);
    assertThat(ResourceExtraction.extract(rules, Seen.of(document("{" + members + ",'z':256}"))))
        .isInstanceOf(ResourceExtraction.Unreadable.class);
  }

  @Test
  void holdsArgumentsToTheLimitsOfTheToolOrOfThePlatform() {
    RedactedJson arguments = new RedactedJson("{\"a\":[[1]]}", 5_000, List.of());
    assertThat(exceeding(ToolLimits.NONE, arguments)).isEmpty();
    assertThat(exceeding(limits(5_000, 3), arguments)).isEmpty();
    assertThat(exceeding(limits(4_999, 2), arguments)).hasSize(2);
    RedactedJson cut =
        document(
            "{'a':{'truncated':true,'bytes':20000,'digest':'hmac-sha256:00','head':'x'}}",
            "/a TRUNCATE string-size");
    assertThat(exceeding(limits(0, 1), cut)).isEmpty();
    RedactedJson large = new RedactedJson("{}", ArgumentLimits.BYTES + 1L, List.of());
    assertThat(exceeding(limits(Integer.MAX_VALUE, 0), large)).hasSize(1);
  }

  private static ToolLimits limits(int bytes, int depth) {
    return new ToolLimits(null, 0, bytes, depth, null);
  }

  private static List<String> list(@Nullable String text) {
    return text == null || text.isEmpty() ? List.of() : List.of(text);
  }

  private static String canonical(String text) {
    try {
      return StrictJson.parse(text.getBytes(StandardCharsets.UTF_8)).toJson();
    } catch (JsonRefused refused) {
      throw new AssertionError(text, refused);
    }
  }

  private static List<ArgumentError> exceeding(ToolLimits limits, RedactedJson arguments) {
    return ArgumentLimits.examine(limits, arguments, Seen.of(arguments));
  }

  private static RedactedJson document(String text, String... redactions) {
    return new RedactedJson(
        canonical(text.replace('\'', '"')),
        text.length(),
        Arrays.stream(redactions)
            .map(one -> one.split(" "))
            .map(one -> new Redaction("/arguments" + one[0], one[1], one[2]))
            .toList());
  }
}
