package io.countersign.schemas.avro;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Maps a Java record to an Avro record by the names of components and fields. Made once per record
 * and schema; any difference between the two (a missing field, another type, nullability on one
 * side only) is refused there, so a schema and its record can not drift apart.
 *
 * @param <R> the record
 */
final class RecordMapper<R extends Record> {
  private final Class<R> type;
  private final Schema schema;
  private final MethodHandle constructor;
  private final List<Component> components;

  /** One component of the record and where its value stands in the Avro record. */
  private record Component(String name, MethodHandle accessor, Slot slot) {}

  /** A place in an Avro record. */
  interface Slot {
    void put(GenericRecord target, @Nullable Object value);

    @Nullable Object get(IndexedRecord source);
  }

  private RecordMapper(
      Class<R> type, Schema schema, MethodHandle constructor, List<Component> components) {
    this.type = type;
    this.schema = schema;
    this.constructor = constructor;
    this.components = components;
  }

  /** Returns the mapper of a record; the schema must have exactly its components as fields. */
  static <R extends Record> RecordMapper<R> of(Class<R> type, Schema schema) {
    if (type.getRecordComponents().length != schema.getFields().size()) {
      throw new IllegalStateException(
          "Expected schema %s to have the fields of %s and no others"
              .formatted(schema.getFullName(), type));
    }
    return make(type, schema, null);
  }

  /** Returns the mapper of an envelope, whose component {@code body} is mapped by {@code body}. */
  static <R extends Record> RecordMapper<R> ofEnvelope(
      Class<R> type, Schema schema, BodyMapper<?> body) {
    return make(type, schema, body);
  }

  private static <R extends Record> RecordMapper<R> make(
      Class<R> type, Schema schema, @Nullable BodyMapper<?> body) {
    try {
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      List<Component> components = new ArrayList<>();
      List<Class<?>> parameters = new ArrayList<>();
      for (RecordComponent component : type.getRecordComponents()) {
        Slot slot =
            body != null && component.getName().equals("body") ? body : slot(component, schema);
        components.add(
            new Component(component.getName(), lookup.unreflect(component.getAccessor()), slot));
        parameters.add(component.getType());
      }
      Constructor<R> constructor = type.getConstructor(parameters.toArray(Class<?>[]::new));
      return new RecordMapper<>(
          type, schema, lookup.unreflectConstructor(constructor), List.copyOf(components));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Expected " + type + " to be a public record", e);
    }
  }

  private static Slot slot(RecordComponent component, Schema schema) {
    Schema.Field field = schema.getField(component.getName());
    if (field == null) {
      throw new IllegalStateException(
          "Expected a field %s in schema %s, as the record has it"
              .formatted(component.getName(), schema.getFullName()));
    }
    ValueMapping mapping = ValueMapping.of(component, field.schema());
    int position = field.pos();
    return new Slot() {
      @Override
      public void put(GenericRecord target, @Nullable Object value) {
        target.put(position, mapping.toAvro(value));
      }

      @Override
      public @Nullable Object get(IndexedRecord source) {
        return mapping.fromAvro(source.get(position));
      }
    };
  }

  /** Writes {@code value} as an Avro record. */
  GenericRecord toAvro(R value) {
    GenericData.Record target = new GenericData.Record(schema);
    for (Component component : components) {
      component.slot.put(target, read(component, value));
    }
    return target;
  }

  /**
   * Reads an Avro record that has this mapper's schema (or one resolved to it).
   *
   * @throws IllegalArgumentException when a value is absent or out of its limits
   */
  R fromAvro(IndexedRecord source) {
    @Nullable Object[] arguments = new @Nullable Object[components.size()];
    for (int i = 0; i < arguments.length; i++) {
      Component component = components.get(i);
      try {
        arguments[i] = component.slot.get(source);
      } catch (RuntimeException e) {
        throw new IllegalArgumentException(
            "Expected a valid %s.%s, but: %s"
                .formatted(type.getSimpleName(), component.name, e.getMessage()),
            e);
      }
    }
    try {
      return type.cast(constructor.invokeWithArguments(Arrays.asList(arguments)));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("Constructor of " + type + " threw a checked exception", e);
    }
  }

  private static @Nullable Object read(Component component, Record value) {
    try {
      return component.accessor.invoke(value);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(
          "Accessor " + component.name + " threw a checked exception", e);
    }
  }
}
