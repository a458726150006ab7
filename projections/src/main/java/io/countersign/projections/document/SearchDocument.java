package io.countersign.projections.document;

import io.countersign.schemas.Indexes;
import io.countersign.schemas.json.JsonObject;
import java.util.UUID;

/**
 * One document as it is written. Equal events give equal documents, whatever the batches were.
 *
 * @param kind the index it belongs to
 * @param id deterministic id in that index
 * @param version external version, see {@link Version}
 * @param source the document
 * @param eventId the last event that went into it
 */
public record SearchDocument(
    Indexes.Kind kind, String id, long version, JsonObject source, UUID eventId) {}
