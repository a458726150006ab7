package io.countersign.approvals.arguments.jsonschema;

import io.countersign.approvals.arguments.Seen;
import io.countersign.schemas.json.JsonObject;

/**
 * One subschema that looks at one value.
 *
 * @param asserted whether the value must satisfy it; not inside {@code anyOf}, {@code not} and the
 *     like, where a failure is no error yet
 */
record Look(JsonObject schema, Seen value, Place place, boolean asserted) {}
