/**
 * What a call's arguments say: how much of them can be seen after redaction, their limits, the
 * resources they name, and whether the actor may use them. Plain Java; JSON Schema lives in {@code
 * jsonschema}.
 */
@NullMarked
package io.countersign.approvals.arguments;

import org.jspecify.annotations.NullMarked;
