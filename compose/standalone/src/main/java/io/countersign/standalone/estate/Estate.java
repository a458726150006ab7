package io.countersign.standalone.estate;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Controls of one tenant, each once, in the order in which they are put into force. */
public final class Estate {
  private final Map<Control.Id, Control> controls = new LinkedHashMap<>();

  /**
   * @throws IllegalArgumentException if one control is there twice
   */
  public Estate(Collection<Control> controls) {
    controls.stream()
        .sorted(
            Comparator.comparing(Control::kind)
                .thenComparing(control -> String.join("\u0000", control.name())))
        .forEach(
            control -> {
              if (this.controls.put(control.id(), control) != null) {
                throw new IllegalArgumentException(
                    "Expected each control once, but %s is there twice.".formatted(control.told()));
              }
            });
  }

  /** The controls in order. */
  public List<Control> controls() {
    return List.copyOf(controls.values());
  }

  @Nullable Control find(Control.Id id) {
    return controls.get(id);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Estate estate && controls.equals(estate.controls);
  }

  @Override
  public int hashCode() {
    return controls.hashCode();
  }

  @Override
  public String toString() {
    return controls.values().toString();
  }
}
