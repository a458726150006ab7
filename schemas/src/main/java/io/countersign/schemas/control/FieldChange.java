package io.countersign.schemas.control;

import org.jspecify.annotations.Nullable;

/**
 * One changed field of a control.
 *
 * @param field name of the field, with a dot for parts
 * @param before its value before as JSON text; absent when there was none
 * @param after its value after as JSON text; absent when there is none
 */
public record FieldChange(String field, @Nullable String before, @Nullable String after) {}
