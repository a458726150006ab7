/**
 * Arguments against the JSON Schema of their tool, in bounded work and with hidden places. The only
 * package here that imports networknt's validator, Jackson 3 and RE2/J.
 */
@NullMarked
package io.countersign.approvals.arguments.jsonschema;

import org.jspecify.annotations.NullMarked;
