package io.countersign.schemas.avro;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Maps the body of an envelope. Each kind has an optional field of its own, named after it, and
 * {@code type} says which one is present. A union would be shorter, but a new branch breaks readers
 * of the older schema; a new optional field is compatible both ways, so a reader that does not know
 * a kind still reads everything around it.
 *
 * @param <B> the sealed interface of the bodies
 */
final class BodyMapper<B> implements RecordMapper.Slot {
  private static final String TYPE = "type";

  private final Map<String, Kind<?>> kinds = new LinkedHashMap<>();
  private final Function<String, B> unknown;

  private record Kind<R extends Record>(Class<R> type, String field, RecordMapper<R> mapper) {
    GenericRecord toAvro(Object body) {
      return mapper.toAvro(type.cast(body));
    }
  }

  /**
   * @param envelope schema of the envelope
   * @param kinds every kind that this build knows
   * @param unknown makes the body of a kind that this build does not know, or throws
   */
  BodyMapper(Schema envelope, List<Class<? extends B>> kinds, Function<String, B> unknown) {
    this.unknown = unknown;
    for (Class<? extends B> kind : kinds) {
      add(envelope, kind.asSubclass(Record.class));
    }
  }

  private <R extends Record> void add(Schema envelope, Class<R> type) {
    String name = type.getSimpleName();
    String field = Character.toLowerCase(name.charAt(0)) + name.substring(1);
    Schema.Field optional = envelope.getField(field);
    if (optional == null || !optional.schema().isNullable()) {
      throw new IllegalStateException(
          "Expected an optional field %s in schema %s".formatted(field, envelope.getFullName()));
    }
    Schema schema = optional.schema().getTypes().get(1);
    kinds.put(name, new Kind<>(type, field, RecordMapper.of(type, schema)));
  }

  @Override
  public void put(GenericRecord target, @Nullable Object body) {
    String type = body == null ? "null" : body.getClass().getSimpleName();
    Kind<?> kind = kinds.get(type);
    if (kind == null || body == null) {
      throw new IllegalArgumentException(
          "Expected a body of %s, but was %s".formatted(kinds.keySet(), type));
    }
    target.put(TYPE, type);
    target.put(kind.field(), kind.toAvro(body));
  }

  @Override
  public Object get(IndexedRecord source) {
    Object type = source.get(source.getSchema().getField(TYPE).pos());
    Kind<?> kind = kinds.get(String.valueOf(type));
    if (kind == null) {
      return unknown.apply(String.valueOf(type));
    }
    Object body = source.get(source.getSchema().getField(kind.field()).pos());
    if (body == null) {
      throw new IllegalArgumentException(
          "Expected field %s to be present, because type is %s".formatted(kind.field(), type));
    }
    refuseOthers(source, kind);
    return kind.mapper().fromAvro((IndexedRecord) body);
  }

  /** A second body would be a fact that no reader ever sees. */
  private void refuseOthers(IndexedRecord source, Kind<?> present) {
    for (Kind<?> kind : kinds.values()) {
      if (!kind.field().equals(present.field())
          && source.get(source.getSchema().getField(kind.field()).pos()) != null) {
        throw new IllegalArgumentException(
            "Expected %s to be the only body, but %s is present too"
                .formatted(present.field(), kind.field()));
      }
    }
  }
}
