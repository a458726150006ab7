package io.countersign.schemas.registry;

/**
 * A schema as the registry holds it.
 *
 * @param subject the name under which versions of one schema stand in line
 * @param version counts from 1 within the subject
 * @param id the number that records carry; unique in the registry, not dense
 * @param schema the schema's JSON text
 */
public record RegisteredSchema(String subject, int version, int id, String schema) {}
