/**
 * JSON as Countersign accepts, holds and writes it: {@link io.countersign.schemas.json.StrictJson}
 * reads only what every language understands the same way, {@link
 * io.countersign.schemas.json.JsonValue} holds it, {@link
 * io.countersign.schemas.json.CanonicalJson} writes it in exactly one form (RFC 8785). Plain Java;
 * imports nothing but the JDK.
 */
@NullMarked
package io.countersign.schemas.json;

import org.jspecify.annotations.NullMarked;
