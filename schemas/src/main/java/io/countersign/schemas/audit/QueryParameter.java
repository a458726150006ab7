package io.countersign.schemas.audit;

import io.countersign.schemas.call.Limits;
import java.util.List;

/**
 * One filter or option of a read.
 *
 * @param name its name, as the API names it
 * @param value what was asked; free text as digest and length
 */
public record QueryParameter(String name, String value) {
  /** Most characters of a value. */
  public static final int MOST_CHARACTERS = 1_024;

  /** Most parameters of one read. */
  public static final int MOST = 64;

  public QueryParameter {
    name = Limits.identifier("parameter", name);
    if (value.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "Expected a value of %s of at most %s characters, but it has %s"
              .formatted(name, MOST_CHARACTERS, value.length()));
    }
  }

  /**
   * Returns an unmodifiable copy of {@code parameters}, at most {@link #MOST}. A name may stand
   * more than once.
   */
  public static List<QueryParameter> list(List<QueryParameter> parameters) {
    if (parameters.size() > MOST) {
      throw new IllegalArgumentException(
          "Expected at most %s parameters, but there are %s".formatted(MOST, parameters.size()));
    }
    return List.copyOf(parameters);
  }
}
