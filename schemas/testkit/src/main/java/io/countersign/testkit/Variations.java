package io.countersign.testkit;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Copies of a record in which one thing is different. Whatever the record checks when it is made is
 * checked again.
 */
public final class Variations {
  private Variations() {}

  /** The same of another tenant. */
  public static <R extends Record> R withTenant(R record, String tenant) {
    return with(record, "tenant", tenant);
  }

  /**
   * The same of another call: a command, an event or a document; in an envelope that of its body
   * changes too, where the body names one.
   */
  public static <R extends Record> R withCallId(R record, UUID callId) {
    return withInside(record, "callId", callId);
  }

  /** The same of another run, or of none; in an envelope that of its body changes too. */
  public static <R extends Record> R withRunId(R record, @Nullable String runId) {
    return withInside(record, "runId", runId);
  }

  /**
   * A copy in which the named component has another value.
   *
   * @throws IllegalArgumentException when there is no such component, or the record refuses it
   */
  public static <R extends Record> R with(R record, String component, @Nullable Object value) {
    @SuppressWarnings("unchecked") // the class of an R makes an R
    Class<R> type = (Class<R>) record.getClass();
    if (!has(record, component)) {
      throw new IllegalArgumentException(
          "Expected a component of %s, but it has no %s".formatted(type, component));
    }
    RecordComponent[] components = type.getRecordComponents();
    try {
      @Nullable Object[] values = new @Nullable Object[components.length];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            components[i].getName().equals(component)
                ? value
                : components[i].getAccessor().invoke(record);
      }
      Constructor<R> constructor =
          type.getConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException("Expected " + type + " to be made without a fault", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Expected " + type + " to be a public record", e);
    }
  }

  private static <R extends Record> R withInside(
      R record, String component, @Nullable Object value) {
    if (!has(record, "body") || !(value(record, "body") instanceof Record body)) {
      return with(record, component, value);
    }
    R changed = has(body, component) ? with(record, "body", with(body, component, value)) : record;
    return has(record, component) ? with(changed, component, value) : changed;
  }

  private static boolean has(Record record, String component) {
    return Arrays.stream(record.getClass().getRecordComponents())
        .anyMatch(c -> c.getName().equals(component));
  }

  private static Object value(Record record, String component) {
    try {
      return record.getClass().getMethod(component).invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Expected " + record.getClass() + " to be public", e);
    }
  }
}
