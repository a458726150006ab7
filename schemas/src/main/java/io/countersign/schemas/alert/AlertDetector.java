package io.countersign.schemas.alert;

import java.util.List;

/**
 * Which rule or detector found something, so that it can be found again.
 *
 * @param name name of the rule or detector
 * @param version its version, from 1
 * @param parameters what it was set to, at most {@link #MOST_PARAMETERS}
 */
public record AlertDetector(String name, int version, List<AlertParameter> parameters) {
  /** Most settings that are told. */
  public static final int MOST_PARAMETERS = 32;

  public AlertDetector {
    name = AlertLimits.text("a name", name);
    parameters = AlertLimits.list("parameters", parameters, MOST_PARAMETERS);
    if (version < 1) {
      throw new IllegalArgumentException("Expected a version from 1, but was " + version);
    }
  }
}
