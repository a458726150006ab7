package io.countersign.approvals.arguments.jsonschema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.approvals.arguments.ArgumentError;
import io.countersign.approvals.arguments.SchemaRefused;
import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.call.Redaction;
import io.countersign.schemas.json.JsonRefused;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In the tables ' stands for the quotation mark. */
final class InputSchemaTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      # keywords of the schema beside type                       | arguments            | errors
      'required':['a']                                            | {'a':1}              |
      'required':['a']                                            | {}                   | :required
      'properties':{'a':{'type':'integer'}}                       | {'a':1.0}            |
      'properties':{'a':{'type':'integer'}}                       | {'a':1.5}            | /a:type
      'properties':{'a':{'multipleOf':0.1}}                       | {'a':0.3}            |
      'properties':{'a':{'multipleOf':0.01}}                      | {'a':19.99}          |
      'properties':{'a':{'multipleOf':0.01}}                      | {'a':19.999}         | /a:multipleOf
      'properties':{'a':{'maximum':9007199254740990}}             | {'a':9007199254740991} | /a:maximum
      'properties':{'a':{'const':9007199254740991}}               | {'a':9007199254740990} | /a:const
      'properties':{'a':{'enum':[1,'x',null]}}                    | {'a':1.0}            |
      'properties':{'a':{'enum':[1,'x',null]}}                    | {'a':false}          | /a:enum
      'properties':{'a':{'exclusiveMinimum':1}}                   | {'a':1}              | /a:exclusiveMinimum
      'properties':{'a':{'maxLength':1}}                          | {'a':'😀'}            |
      'properties':{'a':{'maxLength':1}}                          | {'a':'😀!'}           | /a:maxLength
      'properties':{'a':{'pattern':'^T-[0-9]+$'}}                 | {'a':'T-17'}         |
      'properties':{'a':{'pattern':'^T-[0-9]+$'}}                 | {'a':'T-17x'}        | /a:pattern
      'properties':{'a':{'format':'date-time'}}                   | {'a':'yesterday'}    |
      'additionalProperties':false,'properties':{'a':true}        | {'a':1,'b':2}        | /b:additionalProperties
      'additionalProperties':{'type':'string'}                    | {'b':2}              | /b:type
      'patternProperties':{'^x-':{'type':'string'}}               | {'x-a':1,'y':1}      | /x-a:type
      'propertyNames':{'maxLength':2}                             | {'abc':1}            | /abc:propertyNames
      'dependentRequired':{'a':['b']}                             | {'a':1}              | :dependentRequired
      'dependentSchemas':{'a':{'required':['c']}}                 | {'a':1}              | :required
      'minProperties':1                                           | {}                   | :minProperties
      'maxProperties':1                                           | {'a':1,'b':1}        | :maxProperties
      'properties':{'a':{'items':{'type':'string'}}}              | {'a':['x',1,2]}      | /a/1:type /a/2:type
      'properties':{'a':{'prefixItems':[{'type':'string'}],'items':false}} | {'a':['x',1]} | /a/1:false
      'properties':{'a':{'contains':{'const':1},'maxContains':1}} | {'a':[1,1.0]}        | /a:contains
      'properties':{'a':{'contains':{'const':1},'minContains':0}} | {'a':[]}             |
      'properties':{'a':{'uniqueItems':true}}                     | {'a':[{'x':1,'y':2},{'y':2,'x':1.0}]} | /a:uniqueItems
      'properties':{'a':{'minItems':1,'maxItems':2}}              | {'a':[]}             | /a:minItems
      'anyOf':[{'required':['a']},{'required':['b']}]             | {'c':1}              | :anyOf
      'oneOf':[{'required':['a']},{'required':['b']}]             | {'a':1,'b':1}        | :oneOf
      'not':{'required':['a']}                                    | {'a':1}              | :not
      'if':{'required':['a']},'then':{'required':['b']},'else':{'required':['c']} | {'a':1} | :required
      'if':{'required':['a']},'then':{'required':['b']},'else':{'required':['c']} | {'c':1} |
      'properties':{'n':{'$ref':'#/$defs/n'}},'$defs':{'n':{'type':'object','properties':{'n':{'$ref':'#/$defs/n'}}}} | {'n':{'n':{'n':1}}} | /n/n/n:type
      'properties':{'n':{'$ref':'#node'}},'$defs':{'n':{'$anchor':'node','type':'object'}} | {'n':1} | /n:type
      'properties':{'n':{'$dynamicRef':'#node'}},'$defs':{'n':{'$dynamicAnchor':'node','type':'object'}} | {'n':1} | /n:type
      'properties':{'n':{'$ref':'#/$defs/My%20Type'}},'$defs':{'My Type':{'type':'null'}} | {'n':1} | /n:type
      'properties':{'n':{'$ref':'#'}}                             | {'n':{'n':3}}        | /n/n:type
      'allOf':[{'properties':{'a':true}}],'unevaluatedProperties':false | {'a':1}        |
      'allOf':[{'properties':{'a':true}}],'unevaluatedProperties':false | {'b':1}        | /b:unevaluatedProperties
      'properties':{'a':{'prefixItems':[true],'unevaluatedItems':{'type':'null'}}} | {'a':[1,2]} | /a/1:type
      '$schema':'http://json-schema.org/draft-07/schema#','definitions':{'x':{'type':'null'}},'properties':{'a':{'$ref':'#/definitions/x','type':'string'}} | {'a':null} |
      '$schema':'http://json-schema.org/draft-07/schema#','properties':{'a':{'items':[true],'additionalItems':false}} | {'a':[1,2]} | /a/1:false
      '$schema':'http://json-schema.org/draft-07/schema#','dependencies':{'a':['b'],'b':{'required':['c']}} | {'a':1} | :dependencies
      '$schema':'http://json-schema.org/draft-07/schema#','properties':{'a':{'format':'ipv4','contentEncoding':'base64'}} | {'a':'?'} |
      '$schema':'https://json-schema.org/draft/2019-09/schema','properties':{'a':{'$recursiveRef':'#'}} | {'a':1} | /a:type
      '$schema':'https://json-schema.org/draft/2019-09/schema','properties':{'a':{'items':[{'type':'null'}]}} | {'a':[1]} | /a/0:type
      '$id':'https://json-schema.org/draft/2020-12/schema','required':['a'] | {}          | :required
      """)
  void judges(String keywords, String arguments, String errors) throws Exception {
    InputSchema schema = schema(keywords);
    List<String> found =
        schema.validate(json(arguments)).stream()
            .map(error -> error.pointer() + ":" + error.keyword())
            .toList();
    assertThat(found).isEqualTo(errors == null ? List.of() : List.of(errors.split(" ")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      # keywords                                                  | pointer          | words
      'properties':3                                              | /properties      | valid JSON Schema
      'properties':{'a':{'type':'strnig'}}                        | /properties/a/type | valid JSON Schema
      'properties':{'a':{'$ref':'https://example.com/x.json'}}    | /properties/a/$ref | leads outside
      'properties':{'a':{'$ref':'other.json#/a'}}                 | /properties/a/$ref | leads outside
      'properties':{'a':{'$ref':'file:///etc/passwd'}}            | /properties/a/$ref | leads outside
      'properties':{'a':{'$dynamicRef':'https://example.com/x#a'}} | /properties/a/$dynamicRef | leads outside
      'properties':{'a':{'$ref':'#/$defs/none'}}                  | /properties/a/$ref | none at its place
      'properties':{'a':{'$ref':'#/required'}},'required':['a']   | /properties/a/$ref | none at its place
      'properties':{'a':{'$id':'https://example.com/b'}}          | /properties/a    | at the root only
      '$ref':'#'                                                  | ``               | refers back to itself
      'allOf':[{'anyOf':[{'$ref':'#'}]}]                          | ``               | refers back to itself
      '$schema':'http://json-schema.org/draft-04/schema#'         | /$schema         | another dialect
      '$schema':'http://evil.example/schema'                      | /$schema         | another dialect
      'properties':{'a':{'pattern':'(?=x)y'}}                     | /properties/a/pattern | lookahead
      'properties':{'a':{'pattern':'(?<!x)y'}}                    | /properties/a/pattern | lookbehind
      'properties':{'a':{'pattern':'(a)\\\\1'}}                   | /properties/a/pattern | back-reference
      'properties':{'a':{'pattern':'((a{200}){200}){200}'}}       | /properties/a/pattern | repetitions
      'properties':{'a':{'pattern':'a**'}}                        | /properties/a/pattern | RE2
      'properties':{'a':{'pattern':'(a'}}                         | /properties/a/pattern | RE2
      'patternProperties':{'\\\\Z':true}                          | /patternProperties/\\Z | the escape
      """)
  void refuses(String keywords, String pointer, String words) {
    assertThatThrownBy(() -> schema(keywords))
        .isInstanceOfSatisfying(
            SchemaRefused.class,
            refused -> {
              assertThat(refused.pointer()).isEqualTo(pointer == null ? "" : pointer);
              assertThat(refused.message()).startsWith("Expected ").contains("but").contains(words);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      {"type":"array"}                    | "type": "object"
      {}                                  | "type": "object"
      {"type":["object","null"]}          | "type": "object"
      true                                | "type": "object"
      {"type":"object","type":"object"}   | once
      {"type":"object","maximum":1e400}   | number
      {"type":"object","const":9007199254740993} | 2^53-1
      """)
  void refusesWhatIsNoSchemaOfArguments(String schema, String words) {
    assertThatThrownBy(() -> InputSchema.compile(schema))
        .isInstanceOf(SchemaRefused.class)
        .hasMessageContaining(words);
  }

  @Test
  void refersToNothingOutsideByNeverOpeningASocketOrFile() throws Exception {
    // A schema that names a live address is refused before anything could be asked there.
    try (java.net.ServerSocket server =
        new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(1);
      String address = "http://127.0.0.1:" + server.getLocalPort() + "/s.json";
      for (String keywords :
          List.of(
              "'$ref':'" + address + "'",
              "'$schema':'" + address + "'",
              "'$id':'" + address + "','properties':{'a':{'$ref':'" + address + "#/x'}}")) {
        assertThatThrownBy(() -> schema(keywords)).isInstanceOf(SchemaRefused.class);
      }
      schema("'$id':'" + address + "','$vocabulary':{'" + address + "':true}").validate(json("{}"));
      assertThatThrownBy(server::accept).isInstanceOf(java.net.SocketTimeoutException.class);
    }
  }

  @Test
  void listsTheFirstTwentyErrorsInOrderWithoutValues() throws Exception {
    InputSchema schema = schema("'additionalProperties':{'type':'integer','maximum':5}");
    StringBuilder arguments = new StringBuilder("{");
    for (int i = 0; i < 50; i++) {
      arguments.append(i == 0 ? "" : ",").append("'m%s':'hunter2'".formatted(10 + i));
    }
    List<ArgumentError> errors = schema.validate(json(arguments + "}"));
    assertThat(errors).hasSize(20).allMatch(error -> !error.message().contains("hunter2"));
    assertThat(errors).extracting(ArgumentError::pointer).isSorted().startsWith("/m10");
  }

  @Test
  void nestsAsDeepAsTheLimitOnASmallStack() throws Exception {
    InputSchema schema =
        schema(
            "'properties':{'a':{'allOf':[{'allOf':[{'anyOf':[{'$ref':'#'},{'type':'null'}]}]}]}}");
    String deep = "{'a':".repeat(63) + "null" + "}".repeat(63);
    Throwable[] thrown = new Throwable[1];
    List<List<ArgumentError>> found = new java.util.ArrayList<>();
    Thread small =
        new Thread(
            null,
            () -> {
              for (int levels = 1; levels < 64; levels++) {
                String text = "{'a':".repeat(levels) + "null" + "}".repeat(levels);
                found.add(schema.validate(json(text)));
              }
              found.add(schema.validate(json(deep)));
            },
            "small",
            512 * 1024);
    small.setUncaughtExceptionHandler((thread, problem) -> thrown[0] = problem);
    small.start();
    small.join();
    assertThat(thrown[0]).isNull();
    assertThat(found.getFirst()).isEmpty();
    assertThat(found.getLast()).extracting(ArgumentError::keyword).containsExactly("limit");
  }

  static InputSchema schema(String keywords) throws SchemaRefused {
    return InputSchema.compile(("{'type':'object'," + keywords + "}").replace('\'', '"'));
  }

  static JsonValue json(String text) {
    try {
      return StrictJson.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    } catch (JsonRefused refused) {
      throw new AssertionError(text, refused);
    }
  }

  /** Arguments with redactions given as {@code pointer ACTION rule}. */
  static RedactedJson redacted(String text, String... redactions) {
    return new RedactedJson(
        json(text).toJson(),
        text.length(),
        Arrays.stream(redactions)
            .map(one -> one.split(" "))
            .map(one -> new Redaction("/arguments" + one[0], one[1], one[2]))
            .toList());
  }
}
