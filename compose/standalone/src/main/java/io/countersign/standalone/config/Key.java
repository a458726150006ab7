package io.countersign.standalone.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One setting: where it stands in the file, and what it may be.
 *
 * @param path names from the root joined by dots; {@code []} stands for any element of a list
 * @param type Java type of the record component
 * @param words what the reference says
 */
record Key(String path, Type type, Setting words) {
  static final String PREFIX = "COUNTERSIGN_";
  private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");

  /** Every key under a record, in the order in which it is declared. */
  static List<Key> of(Class<?> tree) {
    List<Key> keys = new ArrayList<>();
    collect(tree, "", keys);
    return keys;
  }

  private static void collect(Class<?> tree, String prefix, List<Key> keys) {
    for (RecordComponent component : tree.getRecordComponents()) {
      String path = prefix + component.getName();
      Type type = component.getGenericType();
      if (type instanceof Class<?> section && section.isRecord()) {
        collect(section, path + ".", keys);
      } else if (isListOfRecords(type)) {
        collect(elementOf(type), path + "[].", keys);
      } else {
        keys.add(new Key(path, type, words(component)));
      }
    }
  }

  static Setting words(RecordComponent component) {
    Setting words = component.getAnnotation(Setting.class);
    if (words == null) {
      throw new IllegalStateException(
          "Expected @Setting on %s of %s, but there is none"
              .formatted(component.getName(), component.getDeclaringRecord().getSimpleName()));
    }
    return words;
  }

  static boolean isListOfRecords(Type type) {
    return type instanceof ParameterizedType list
        && list.getRawType() == List.class
        && list.getActualTypeArguments()[0] instanceof Class<?> element
        && element.isRecord();
  }

  static Class<?> elementOf(Type type) {
    if (type instanceof ParameterizedType outer
        && outer.getActualTypeArguments()[0] instanceof Class<?> element) {
      return element;
    }
    throw new IllegalStateException("Expected a list or an optional of a class, but was " + type);
  }

  /** Whether a variable can set it: parts of a list of sections stand in the file only. */
  boolean inEnvironment() {
    return !path.contains("[]");
  }

  /** {@code http.maxHeaderBytes} is {@code COUNTERSIGN_HTTP_MAX_HEADER_BYTES}. */
  String variable() {
    return PREFIX
        + HUMP.matcher(path).replaceAll("$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
  }

  static Map<String, Key> byVariable(List<Key> keys) {
    return keys.stream()
        .filter(Key::inEnvironment)
        .collect(Collectors.toMap(Key::variable, Function.identity()));
  }
}
