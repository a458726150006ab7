/**
 * The API document as code: which operations there are, and whether a body is what they ask for.
 * Imports {@code schemas}, Jackson and the JSON Schema validator of networknt, which appears in no
 * signature.
 */
@NullMarked
package io.countersign.ingest.contract;

import org.jspecify.annotations.NullMarked;
