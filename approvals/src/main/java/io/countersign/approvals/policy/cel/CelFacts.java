package io.countersign.approvals.policy.cel;

import io.countersign.approvals.arguments.Seen;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Values of all variables for one decision. Not thread-safe: the arguments are converted when first
 * read.
 *
 * <p>JSON becomes CEL so: a number without a fraction is an {@code int} ({@code 1.0} too, for its
 * canonical form is {@code 1}), any other a {@code double}; {@code null} is {@code null}; objects
 * are maps whose keys stand in the order of their UTF-16 code units, however they came.
 */
public final class CelFacts {
  private final Map<CelVariable, Object> values = new EnumMap<>(CelVariable.class);
  private final Seen arguments;

  private CelFacts(Seen arguments) {
    this.arguments = arguments;
  }

  /** Facts of a call with these arguments, of which nothing is hidden. */
  public static CelFacts of(JsonObject arguments) {
    return of(Seen.whole(arguments));
  }

  /**
   * Facts of a call with these arguments; every other variable is empty, 0 or 1970. An expression
   * that touches a hidden place fails with {@link CelError#HIDDEN}, for the text that redaction
   * left there is not what the agent sent.
   */
  public static CelFacts of(Seen arguments) {
    CelFacts facts = new CelFacts(arguments);
    for (CelVariable variable : CelVariable.all()) {
      Object neutral = neutral(variable);
      if (neutral != null) {
        facts.values.put(variable, neutral);
      }
    }
    return facts;
  }

  private static @Nullable Object neutral(CelVariable variable) {
    return switch (variable) {
      case ARGUMENTS -> null;
      case PRINCIPAL_GROUPS, RESOURCES -> List.of();
      case BOUND_CALLS, BOUND_DOWNSTREAM_CALLS, BOUND_TOKENS, BOUND_MONEY_MICROS -> 0L;
      case NOW -> Instant.EPOCH;
      case TOOL_SERVER,
          TOOL_NAME,
          TOOL_VERSION,
          TOOL_RISK,
          PRINCIPAL_ID,
          PRINCIPAL_TYPE,
          AGENT_ID,
          AGENT_VERSION,
          CLIENT_NAME,
          CLIENT_VERSION,
          ENVIRONMENT,
          RUN ->
          "";
    };
  }

  /** Sets a text; absent is empty. */
  public CelFacts with(CelVariable variable, @Nullable String value) {
    return set(variable, String.class, value == null ? "" : value);
  }

  /** Sets a number. */
  public CelFacts with(CelVariable variable, long value) {
    return set(variable, Long.class, value);
  }

  /** Sets a time. */
  public CelFacts with(CelVariable variable, Instant value) {
    return set(variable, Instant.class, value);
  }

  /** Sets a list of texts. */
  public CelFacts with(CelVariable variable, List<String> value) {
    return set(variable, List.class, List.copyOf(value));
  }

  private CelFacts set(CelVariable variable, Class<?> type, Object value) {
    if (!type.isInstance(neutral(variable))) {
      throw new IllegalArgumentException(
          "Expected another type of value for %s, but got %s"
              .formatted(variable.path(), type.getSimpleName()));
    }
    values.put(variable, value);
    return this;
  }

  Object get(CelVariable variable) {
    Object value = values.get(variable);
    if (value == null) {
      value = cel(arguments);
      values.put(variable, value);
    }
    return value;
  }

  private static Object cel(Seen seen) {
    return switch (seen) {
      case Seen.Scalar scalar -> scalar(scalar.value());
      case Seen.Elements array -> array.elements().stream().map(CelFacts::cel).toList();
      case Seen.Members object -> map(object);
      case Seen.Hidden hidden -> CelError.HIDDEN;
    };
  }

  private static Object scalar(JsonValue json) {
    return switch (json) {
      case JsonString string -> string.value();
      case JsonBoolean bool -> bool.value();
      case JsonNumber number -> number(number);
      case JsonNull nothing -> CelNull.NULL;
      case JsonObject object ->
          throw new IllegalArgumentException("Expected a single value, but it is an object");
      case JsonArray array ->
          throw new IllegalArgumentException("Expected a single value, but it is an array");
    };
  }

  private static Object number(JsonNumber number) {
    if (number.isInteger()) {
      return number.longValue();
    }
    return number.value();
  }

  private static Map<Object, Object> map(Seen.Members object) {
    Map<Object, Object> map = LinkedHashMap.newLinkedHashMap(object.members().size());
    new TreeMap<>(object.members())
        .forEach(
            (name, value) -> {
              if (!object.maskedNames().contains(name)) {
                map.put(name, cel(value));
              }
            });
    if (!object.maskedNames().isEmpty()) {
      map.put(CelError.HIDDEN, CelError.HIDDEN);
    }
    return map;
  }
}
