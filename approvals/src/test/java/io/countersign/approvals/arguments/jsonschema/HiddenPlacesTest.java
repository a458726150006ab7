package io.countersign.approvals.arguments.jsonschema;

import static io.countersign.approvals.arguments.jsonschema.InputSchemaTest.redacted;
import static io.countersign.approvals.arguments.jsonschema.InputSchemaTest.schema;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.arguments.ArgumentError;
import io.countersign.approvals.arguments.Seen;
import io.countersign.schemas.call.RedactedJson;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What redaction leaves open is not refused, what stands in the open is. */
final class HiddenPlacesTest {
  private static final String CUT =
      "{'truncated':true,'bytes':20000,'digest':'hmac-sha256:00','head':'abc'}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      # keywords | arguments | redactions, with ; between | errors
      # a masked, hashed or dropped value is not verified
      'properties':{'a':{'type':'integer','maximum':3}} | {'a':'[redacted:tool-rule]'} | /a MASK tool-rule |
      'properties':{'a':{'enum':['x']},'b':{'type':'null'}} | {'a':'[redacted:tool-rule]','b':1} | /a MASK tool-rule | /b:type
      'properties':{'a':{'pattern':'^x$'}} | {'a':'mail [redacted:email]'} | /a MASK email |
      'properties':{'a':{'const':3}} | {'a':'hmac-sha256:00'} | /a HASH tool-rule |
      'required':['a'],'minProperties':1 | {} | /a DROP tool-rule |
      'maxProperties':1 | {'b':1} | /a DROP tool-rule | :maxProperties
      'dependentRequired':{'a':['b']} | {} | /a DROP tool-rule | :dependentRequired
      'properties':{'a':{'items':{'type':'integer'}}} | {'a':[1,null,'x']} | /a/1 DROP tool-rule | /a/2:type
      'properties':{'a':{'properties':{'s':{'type':'null'},'n':{'type':'null'}}}} | {'a':{'n':1,'s':'[redacted:key-name]'}} | /a/s MASK key-name | /a/n:type
      'properties':{'a':{'uniqueItems':true}} | {'a':['[redacted:tool-rule]','[redacted:tool-rule]']} | /a/0 MASK tool-rule;/a/1 MASK tool-rule |
      'properties':{'a':{'uniqueItems':true}} | {'a':['[redacted:tool-rule]',1,1]} | /a/0 MASK tool-rule | /a:uniqueItems
      'const':{'a':1,'b':2} | {'a':'[redacted:tool-rule]','b':2} | /a MASK tool-rule |
      'const':{'a':1,'b':2} | {'a':'[redacted:tool-rule]','b':3} | /a MASK tool-rule | :const
      # a masked value where nothing may be is still there
      'additionalProperties':false | {'a':'[redacted:tool-rule]'} | /a MASK tool-rule | /a:additionalProperties
      'properties':{'a':false} | {'a':'[redacted:tool-rule]'} | /a MASK tool-rule | /a:false
      # what only looks redacted, or is not what the action leaves behind, is not hidden
      'properties':{'a':{'type':'integer'}} | {'a':'[redacted:tool-rule]'} | /b MASK tool-rule | /a:type
      'properties':{'a':{'type':'integer'}} | {'a':'plain'} | /a MASK tool-rule | /a:type
      'properties':{'a':{'type':'integer'}} | {'a':{'x':1}} | /a HASH tool-rule | /a:type
      'properties':{'a':{'type':'integer'}} | {'a':'[redacted:x]'} | /a UNKNOWN x | /a:type
      # a string that was cut is a string of so many bytes
      'properties':{'a':{'type':'object'}} | {'a':CUT} | /a TRUNCATE string-size | /a:type
      'properties':{'a':{'maxLength':4999}} | {'a':CUT} | /a TRUNCATE string-size | /a:maxLength
      'properties':{'a':{'maxLength':5000}} | {'a':CUT} | /a TRUNCATE string-size |
      'properties':{'a':{'minLength':20001}} | {'a':CUT} | /a TRUNCATE string-size | /a:minLength
      'properties':{'a':{'pattern':'^x'}} | {'a':CUT} | /a TRUNCATE string-size |
      'properties':{'a':{'enum':['x','y']}} | {'a':CUT} | /a TRUNCATE string-size | /a:enum
      'properties':{'a':{'type':'null'}} | {'a':CUT} | /a MASK tool-rule | /a:type
      # a masked name hides the name and not its value
      'additionalProperties':{'type':'integer'} | {'[redacted:email]':'x'} | /[redacted:email] MASK email | /[redacted:email]:type
      'additionalProperties':{'type':'integer'} | {'[redacted:email]':'[redacted:email]'} | /[redacted:email] MASK email;/[redacted:email] MASK email |
      'additionalProperties':false | {'[redacted:email]':1} | /[redacted:email] MASK email | /[redacted:email]:additionalProperties
      'patternProperties':{'@':{'type':'integer'}},'additionalProperties':false | {'[redacted:email]':1} | /[redacted:email] MASK email |
      'patternProperties':{'@':{'type':'integer'}},'additionalProperties':false | {'[redacted:email]':'x'} | /[redacted:email] MASK email | /[redacted:email]:patternProperties
      'propertyNames':{'maxLength':3} | {'[redacted:email]':1} | /[redacted:email] MASK email |
      'required':['[redacted:email]'] | {'[redacted:email]':1} | /[redacted:email] MASK email | :required
      # combinators: an alternative that is false for what can be seen is false
      'anyOf':[{'properties':{'k':{'const':'a'},'s':{'maxLength':3}}},{'properties':{'k':{'const':'b'}}}] | {'k':'a','s':'[redacted:tool-rule]'} | /s MASK tool-rule |
      'anyOf':[{'properties':{'k':{'const':'a'},'s':{'maxLength':3}}},{'properties':{'k':{'const':'b'}}}] | {'k':'c','s':'[redacted:tool-rule]'} | /s MASK tool-rule | :anyOf
      'oneOf':[{'properties':{'s':{'const':1}}},{'properties':{'s':{'const':2}}}] | {'s':'[redacted:tool-rule]'} | /s MASK tool-rule |
      'oneOf':[{'required':['n']},{'required':['s']}] | {'n':1} | /s DROP tool-rule | :oneOf
      'not':{'properties':{'n':{'const':0}}} | {'n':0,'s':'[redacted:tool-rule]'} | /s MASK tool-rule | :not
      'not':{'properties':{'s':{'type':'string'}}} | {'s':'[redacted:tool-rule]'} | /s MASK tool-rule |
      'if':{'properties':{'m':{'const':1}}},'then':{'properties':{'n':{'maximum':5}}},'else':{'properties':{'n':{'maximum':9}}} | {'m':'[redacted:tool-rule]','n':7} | /m MASK tool-rule |
      'if':{'properties':{'m':{'const':1}}},'then':{'properties':{'n':{'maximum':5}}},'else':{'properties':{'n':{'maximum':9}}} | {'m':'[redacted:tool-rule]','n':10} | /m MASK tool-rule | :if
      'if':{'properties':{'m':{'const':1}}},'then':{'properties':{'n':{'maximum':5}}} | {'m':1,'n':7,'s':'[redacted:x]'} | /s MASK x | /n:maximum
      'properties':{'a':{'contains':{'const':1}}} | {'a':[2,null]} | /a/1 DROP tool-rule |
      'properties':{'a':{'contains':{'const':1},'maxContains':1}} | {'a':[1,1,null]} | /a/2 DROP tool-rule | /a:contains
      'anyOf':[{'properties':{'s':{'const':1}}}],'unevaluatedProperties':false | {'s':'[redacted:x]'} | /s MASK x |
      'anyOf':[{'properties':{'s':{'const':1}}}],'unevaluatedProperties':false | {'s':'[redacted:x]','t':1} | /s MASK x | /t:unevaluatedProperties
      # all of them hidden: nothing could be verified
      'properties':{} | CUT | `` TRUNCATE document-size | :redaction
      """)
  void judgesWhatCanBeSeen(String keywords, String arguments, String redactions, String errors)
      throws Exception {
    String[] listed = redactions.replace("`", "").split(";");
    if (arguments.equals("CUT")) {
      listed = new String[] {" TRUNCATE document-size"};
    }
    RedactedJson written = redacted(arguments.replace("CUT", CUT), listed);
    List<ArgumentError> found = schema(keywords).validate(written, Seen.of(written));
    assertThat(found.stream().map(error -> error.pointer() + ":" + error.keyword()).toList())
        .isEqualTo(errors == null ? List.of() : List.of(errors));
  }
}
