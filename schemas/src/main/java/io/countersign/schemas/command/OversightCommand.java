package io.countersign.schemas.command;

/**
 * What watches the record rather than makes it: reads of it, and what people say of alerts. Nothing
 * that is decided depends on these.
 */
public sealed interface OversightCommand extends Command
    permits RecordAuditAccess, AcknowledgeAlert, ResolveAlert {}
