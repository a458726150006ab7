package io.countersign.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.schemas.registry.RegistryRefused.Code;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A schema registry that speaks the Confluent Schema Registry REST API (docs.confluent.io, "Schema
 * Registry API Reference"). Schemas by id and ids of schemas never change, so both are remembered,
 * up to a limit. Safe for several threads.
 *
 * <p>Each method throws {@link RegistryUnavailable} when no URL gave a usable answer within the
 * limits, and {@link RegistryRefused} when the registry said no.
 *
 * <p>What differs in Apicurio 3 and is taken care of here: a subject without a level of its own
 * reports NONE and not the global level, so {@link #ensure} always sets it; asking whether a schema
 * fits an unknown subject answers true instead of 40401; an empty schema is an HTTP 500, so it is
 * refused before it is sent.
 */
public final class SchemaRegistry implements AutoCloseable {

  private final RegistryHttp http;
  private final BoundedCache<Integer, String> schemas;
  private final BoundedCache<SubjectSchema, Integer> ids;

  private record SubjectSchema(String subject, String schema) {}

  public SchemaRegistry(RegistrySettings settings) {
    this.http = new RegistryHttp(settings);
    this.schemas = new BoundedCache<>(settings.limits().cachedSchemas());
    this.ids = new BoundedCache<>(settings.limits().cachedSchemas());
  }

  /**
   * Sets the subject's compatibility level and then registers the schema: what a role does at its
   * start. In this order, so that no first version slips in under a registry's laxer default.
   */
  public int ensure(String subject, String compatibility, String schema) {
    setCompatibility(subject, compatibility);
    return register(subject, schema);
  }

  /** Registers the schema under the subject, or finds it there, and returns its id. */
  public int register(String subject, String schema) {
    return id(subject, schema, "/versions");
  }

  /**
   * The id of a schema that is registered under the subject; refused with {@code UNKNOWN_SCHEMA}
   * when it is not.
   */
  public int idOf(String subject, String schema) {
    return id(subject, schema, "");
  }

  private int id(String subject, String schema, String action) {
    SubjectSchema key = new SubjectSchema(subject, schema);
    Optional<Integer> known = ids.get(key);
    if (known.isPresent()) {
      return known.get();
    }
    int id = number(http.post(path("/subjects/", subject) + action, body(schema)), "id");
    ids.put(key, id);
    return id;
  }

  /** The text of the Avro schema with this id. */
  public String byId(int id) {
    if (id < 0) {
      throw new RegistryRefused(
          Code.UNKNOWN_SCHEMA, "Expected a schema id of at least 0, but was " + id);
    }
    Optional<String> known = schemas.get(id);
    if (known.isPresent()) {
      return known.get();
    }
    JsonNode answer = http.get("/schemas/ids/" + id);
    String type = answer.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw new RegistryRefused(
          Code.NOT_AVRO, "Expected schema " + id + " to be an Avro schema, but it is " + type);
    }
    String schema = text(answer, "schema");
    schemas.put(id, schema);
    return schema;
  }

  /**
   * Sets the level that later registrations under the subject must meet, whether or not the subject
   * exists yet.
   */
  public void setCompatibility(String subject, String level) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("compatibility", level);
    http.put(path("/config/", subject), body);
  }

  /**
   * Whether the schema could be registered under the subject, by the subject's own level; a subject
   * without versions takes any. Set the level first: registries disagree on what an unset one
   * means.
   */
  public boolean compatible(String subject, String schema) {
    try {
      JsonNode answer =
          http.post(path("/compatibility/subjects/", subject) + "/versions", body(schema));
      JsonNode verdict = answer.path("is_compatible");
      if (!verdict.isBoolean()) {
        throw unexpected("is_compatible");
      }
      return verdict.booleanValue();
    } catch (RegistryRefused e) {
      if (e.code() == Code.UNKNOWN_SUBJECT) {
        return true;
      }
      throw e;
    }
  }

  /** The newest version under the subject; empty when there is none. */
  public Optional<RegisteredSchema> latest(String subject) {
    try {
      JsonNode answer = http.get(path("/subjects/", subject) + "/versions/latest");
      return Optional.of(
          new RegisteredSchema(
              subject, number(answer, "version"), number(answer, "id"), text(answer, "schema")));
    } catch (RegistryRefused e) {
      if (e.code() == Code.UNKNOWN_SUBJECT || e.code() == Code.UNKNOWN_VERSION) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static String path(String prefix, String subject) {
    if (subject.isEmpty()) {
      throw new IllegalArgumentException("Expected a subject, but was empty");
    }
    return prefix + URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static ObjectNode body(String schema) {
    if (schema.isBlank()) {
      throw new RegistryRefused(Code.INVALID_SCHEMA, "Expected a schema, but was empty");
    }
    return JsonNodeFactory.instance.objectNode().put("schema", schema);
  }

  private static int number(JsonNode answer, String field) {
    JsonNode value = answer.path(field);
    if (!value.canConvertToInt() || !value.isIntegralNumber()) {
      throw unexpected(field);
    }
    return value.intValue();
  }

  private static String text(JsonNode answer, String field) {
    JsonNode value = answer.path(field);
    if (!value.isTextual()) {
      throw unexpected(field);
    }
    return value.textValue();
  }

  private static RegistryRefused unexpected(String field) {
    return new RegistryRefused(
        Code.NOT_A_REGISTRY,
        "Expected the schema registry's answer to hold \""
            + field
            + "\", but it does not: check that the URL is a registry's base URL");
  }

  /** Breaks off what is still being asked. */
  @Override
  public void close() {
    http.close();
  }
}
