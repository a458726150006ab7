package io.countersign.query.export;

import java.util.Map;

/**
 * One entry of an export.
 *
 * @param place where it stands
 * @param sequence its number within the tenant; for a call -1
 * @param code what it is counted by: the code of an event, the state of a call
 * @param columns what it can be found by, as text, for tables; several values of one are separated
 *     by a space
 * @param json the whole document
 */
public record Row(
    Place place, long sequence, String code, Map<String, String> columns, String json) {
  public Row {
    columns = Map.copyOf(columns);
  }
}
