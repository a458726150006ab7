package io.countersign.schemas.event;

/**
 * What watches the record rather than makes it: reads of it, and what people said of alerts.
 * Nothing that is decided depends on these.
 */
public sealed interface OversightEvent extends Event
    permits AuditAccessed, AlertAcknowledged, AlertResolved {}
