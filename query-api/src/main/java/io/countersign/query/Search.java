package io.countersign.query;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One page of a list, and what is counted beside it.
 *
 * @param list the page
 * @param overview what is counted
 */
public record Search(ListQuery list, Overview overview) {

  /**
   * Reads query parameters.
   *
   * @param tenant the tenant that the caller may and does ask for
   * @throws BadQuery when a parameter is unknown, repeated or wrong
   */
  public static Search parse(Listing listing, String tenant, Map<String, List<String>> parameters)
      throws BadQuery {
    Map<String, List<String>> counted = new TreeMap<>(parameters);
    counted.keySet().retainAll(Overview.PARAMETERS);
    Map<String, List<String>> listed = new TreeMap<>(parameters);
    listed.keySet().removeAll(Overview.PARAMETERS);
    return new Search(ListQuery.parse(listing, tenant, listed), Overview.parse(listing, counted));
  }
}
