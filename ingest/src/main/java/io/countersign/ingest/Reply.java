package io.countersign.ingest;

import io.countersign.schemas.json.JsonObject;

/**
 * An answer that is no problem.
 *
 * @param status HTTP status
 * @param code what to count it as: a verdict, or {@code RECORDED} or {@code REPEATED}
 * @param body the document
 */
public record Reply(int status, String code, JsonObject body) {}
