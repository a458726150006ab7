package io.countersign.testkit.search;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One event as a person would note it down for finding it again.
 *
 * @param tenant whose it is
 * @param id id of the event
 * @param ledger its ledger
 * @param position its place
 * @param recordedAt log time
 * @param fields what each filter sees; absent when there is nothing to see
 * @param texts what was written by people and agents, each text by itself
 */
public record Seen(
    String tenant,
    String id,
    int ledger,
    long position,
    Instant recordedAt,
    Map<String, Set<String>> fields,
    List<String> texts) {

  /** What a filter sees; none when there is nothing to see. */
  public Set<String> values(String filter) {
    return fields.getOrDefault(filter, Set.of());
  }
}
