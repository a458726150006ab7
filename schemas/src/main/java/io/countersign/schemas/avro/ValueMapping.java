package io.countersign.schemas.avro;

import io.countersign.schemas.call.Salt;
import io.countersign.schemas.digest.Digest;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * How one type of a record component is written in Avro. What Avro would change on its way is
 * refused instead: text that is not well formed, and a UUID in another spelling than {@link
 * UUID#toString}. Times are kept to the microsecond; a finer part is cut off.
 */
interface ValueMapping {
  @Nullable Object toAvro(@Nullable Object value);

  @Nullable Object fromAvro(@Nullable Object value);

  /** Finds the mapping of a component; its nullability must be the schema's. */
  static ValueMapping of(RecordComponent component, Schema schema) {
    boolean nullable = isNullable(component.getAnnotatedType());
    if (nullable != schema.isNullable()) {
      throw new IllegalStateException(
          "Expected %s.%s to be %s, as its schema says"
              .formatted(
                  component.getDeclaringRecord().getSimpleName(),
                  component.getName(),
                  schema.isNullable() ? "@Nullable" : "never null"));
    }
    if (!nullable) {
      return plain(component.getGenericType(), schema);
    }
    ValueMapping present = plain(component.getGenericType(), schema.getTypes().get(1));
    return mapping(
        value -> value == null ? null : present.toAvro(value),
        value -> value == null ? null : present.fromAvro(value));
  }

  private static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  private static ValueMapping plain(Type type, Schema schema) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return list(plain(list.getActualTypeArguments()[0], schema.getElementType()), schema);
    }
    Class<?> raw = (Class<?>) type;
    if (raw == String.class) {
      return checked(
          schema, Schema.Type.STRING, mapping(ValueMapping::wellFormed, ValueMapping::text));
    }
    if (raw == int.class) {
      return checked(schema, Schema.Type.INT, mapping(v -> v, ValueMapping::present));
    }
    if (raw == long.class || raw == Long.class) {
      return checked(schema, Schema.Type.LONG, mapping(v -> v, ValueMapping::present));
    }
    if (raw == boolean.class) {
      return checked(schema, Schema.Type.BOOLEAN, mapping(v -> v, ValueMapping::present));
    }
    if (raw == UUID.class) {
      return checked(
          schema, Schema.Type.STRING, mapping(v -> present(v).toString(), ValueMapping::uuid));
    }
    if (raw == Instant.class) {
      return checked(
          schema,
          Schema.Type.LONG,
          mapping(
              v -> ChronoUnit.MICROS.between(Instant.EPOCH, (Instant) present(v)),
              v -> Instant.EPOCH.plus((long) present(v), ChronoUnit.MICROS)));
    }
    if (raw == Digest.class) {
      return fixed(schema, v -> ((Digest) v).bytes(), Digest::new);
    }
    if (raw == Salt.class) {
      return fixed(schema, v -> ((Salt) v).bytes(), Salt::new);
    }
    if (raw.isEnum()) {
      return checked(schema, Schema.Type.STRING, enumeration(raw));
    }
    if (raw.isRecord()) {
      return record(raw.asSubclass(Record.class), schema);
    }
    throw new IllegalStateException("Expected a type that has an Avro mapping, but was " + type);
  }

  private static <R extends Record> ValueMapping record(Class<R> type, Schema schema) {
    RecordMapper<R> mapper = RecordMapper.of(type, schema);
    return mapping(
        v -> mapper.toAvro(type.cast(present(v))),
        v -> mapper.fromAvro((IndexedRecord) present(v)));
  }

  private static ValueMapping list(ValueMapping item, Schema schema) {
    return mapping(
        v -> {
          List<?> list = (List<?>) present(v);
          GenericData.Array<@Nullable Object> array = new GenericData.Array<>(list.size(), schema);
          list.forEach(element -> array.add(item.toAvro(element)));
          return array;
        },
        v -> ((List<?>) present(v)).stream().map(item::fromAvro).toList());
  }

  private static ValueMapping fixed(
      Schema schema, Function<Object, byte[]> bytes, Function<byte[], Object> value) {
    return checked(
        schema,
        Schema.Type.FIXED,
        mapping(
            v -> new GenericData.Fixed(schema, bytes.apply(present(v))),
            v -> value.apply(((GenericFixed) present(v)).bytes())));
  }

  private static ValueMapping enumeration(Class<?> type) {
    Object[] constants = type.getEnumConstants();
    return mapping(
        v -> ((Enum<?>) present(v)).name(),
        v -> {
          String name = text(v);
          for (Object constant : constants) {
            if (((Enum<?>) constant).name().equals(name)) {
              return constant;
            }
          }
          throw new IllegalArgumentException(
              "Expected one of " + List.of(constants) + ", but was another word");
        });
  }

  private static ValueMapping checked(Schema schema, Schema.Type expected, ValueMapping mapping) {
    if (schema.getType() != expected) {
      throw new IllegalStateException(
          "Expected Avro type %s, but was %s".formatted(expected, schema));
    }
    return mapping;
  }

  /** Text that was read; bytes that are no UTF-8 show as U+FFFD and do not come back the same. */
  private static String text(@Nullable Object value) {
    String text = present(value).toString();
    if (text.indexOf('\uFFFD') >= 0
        && value instanceof Utf8 read
        && !Arrays.equals(
            Arrays.copyOf(read.getBytes(), read.getByteLength()),
            text.getBytes(StandardCharsets.UTF_8))) {
      throw new IllegalArgumentException("Expected UTF-8, but the bytes are none");
    }
    return text;
  }

  /** Text to be written; Avro would write a lone surrogate as a question mark. */
  private static String wellFormed(@Nullable Object value) {
    String text = (String) present(value);
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          throw new IllegalArgumentException(
              "Expected well-formed Unicode, but there is a lone surrogate at index " + i);
        }
        i++;
      }
    }
    return text;
  }

  private static UUID uuid(@Nullable Object value) {
    String text = text(value);
    try {
      UUID uuid = UUID.fromString(text);
      if (uuid.toString().equals(text)) {
        return uuid;
      }
    } catch (IllegalArgumentException e) {
      // told below, without the value that the cause would repeat
    }
    throw new IllegalArgumentException(
        "Expected a UUID in lower case with hyphens, but was another text");
  }

  private static Object present(@Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("Expected a value, but it is absent");
    }
    return value;
  }

  private static ValueMapping mapping(
      Function<@Nullable Object, @Nullable Object> toAvro,
      Function<@Nullable Object, @Nullable Object> fromAvro) {
    return new ValueMapping() {
      @Override
      public @Nullable Object toAvro(@Nullable Object value) {
        return toAvro.apply(value);
      }

      @Override
      public @Nullable Object fromAvro(@Nullable Object value) {
        return fromAvro.apply(value);
      }
    };
  }
}
