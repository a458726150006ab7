package io.countersign.standalone.estate;

import io.countersign.schemas.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a value of a control may be. */
sealed interface Shape {
  /** One line or several of text. */
  record Text() implements Shape {}

  /** A whole number; where it is absent it is zero. */
  record Whole() implements Shape {}

  /** A whole number; where it is absent there is none, which zero is not. */
  record Count() implements Shape {}

  /** True or false. */
  record Flag() implements Shape {}

  /** One of a few words. */
  record Choice(List<String> words) implements Shape {}

  /** A point in time, RFC 3339. */
  record Time() implements Shape {}

  /** A duration such as {@code 30s} or {@code 1d}. */
  record Length() implements Shape {}

  /** A list of texts. */
  record Texts() implements Shape {}

  /** Any JSON object, such as a schema. */
  record Anything() implements Shape {}

  /** An object of known members. */
  record Section(List<Field> fields) implements Shape {
    public Section {
      fields = List.copyOf(fields);
    }

    List<String> names() {
      return fields.stream().map(Field::name).toList();
    }

    @Nullable Field field(String name) {
      return fields.stream().filter(field -> field.name().equals(name)).findFirst().orElse(null);
    }
  }

  /** A list of objects. */
  record Sections(Section element) implements Shape {}

  /**
   * A member of an object.
   *
   * @param name its name
   * @param shape what it may be
   * @param required whether it must be there
   * @param standard what holds where it is absent and is then written out; null where absence says
   *     the same as nothing, an empty text, list or object, zero or false
   */
  record Field(String name, Shape shape, boolean required, @Nullable JsonValue standard) {}
}
