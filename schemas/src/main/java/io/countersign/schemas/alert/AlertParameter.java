package io.countersign.schemas.alert;

/**
 * One setting that a rule or detector used.
 *
 * @param name name of the setting
 * @param value its value
 */
public record AlertParameter(String name, String value) {
  public AlertParameter {
    name = AlertLimits.text("a name", name);
    value = AlertLimits.text("a value", value);
  }
}
