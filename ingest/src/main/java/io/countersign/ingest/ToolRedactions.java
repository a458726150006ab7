package io.countersign.ingest;

import io.countersign.ingest.redact.PointerRule;
import io.countersign.schemas.control.RedactionRule;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.ToolChanged;
import io.countersign.schemas.event.ToolRegistered;
import io.countersign.schemas.event.ToolRetired;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How each tool of the catalogue is redacted, as far as its operators said so. Filled from {@code
 * countersign.controls} and the events after it, in any order and more than once: the later
 * definition of a tool wins. A tool that was taken out of use keeps its rules, because its last
 * calls may still report. Bounded by the number of tools that operators registered.
 *
 * <p>Fails closed: until {@link #complete} nobody knows what a tool's rules are, and nothing about
 * a tool may be written. Safe for concurrent use.
 */
public final class ToolRedactions {
  private final Map<Key, Entry> entries = new ConcurrentHashMap<>();
  private volatile boolean complete;

  private record Key(String tenant, String server, String name) {}

  private record Entry(int generation, long position, List<PointerRule> rules) {
    boolean isBefore(Entry other) {
      return generation < other.generation
          || (generation == other.generation && position <= other.position);
    }
  }

  /** Takes in an event; those that define no tool are passed over. */
  public void apply(EventEnvelope event) {
    if (event.body() instanceof ToolRegistered registered) {
      put(event, registered.definition());
    } else if (event.body() instanceof ToolChanged changed) {
      put(event, changed.definition());
    } else if (event.body() instanceof ToolRetired retired) {
      put(event, retired.server(), retired.name(), retired.redaction());
    }
  }

  private void put(EventEnvelope event, ToolDefinition tool) {
    put(event, tool.server(), tool.name(), tool.redaction());
  }

  private void put(EventEnvelope event, String server, String name, List<RedactionRule> redaction) {
    List<PointerRule> rules =
        redaction.stream().map(PointerRule::of).flatMap(Optional::stream).toList();
    entries.merge(
        new Key(event.tenant(), server, name),
        new Entry(event.generation(), event.position(), rules),
        (before, after) -> before.isBefore(after) ? after : before);
  }

  /** Everything that was recorded before now has been taken in. */
  public void complete() {
    complete = true;
  }

  /** Why nothing about a tool may be recorded yet; empty from {@link #complete} on. */
  public Optional<String> notReady() {
    return complete
        ? Optional.empty()
        : Optional.of("Expected the redaction rules of all tools to be known, but not yet");
  }

  /**
   * The rules of a tool; none when the catalogue has none.
   *
   * @throws io.countersign.schemas.http.ProblemException {@code unavailable} until {@link
   *     #complete}
   */
  List<PointerRule> of(String tenant, String server, String name) {
    if (!complete) {
      throw Problems.unavailable();
    }
    Entry entry = entries.get(new Key(tenant, server, name));
    return entry == null ? List.of() : entry.rules;
  }

  /** How many tools are known. */
  public int size() {
    return entries.size();
  }
}
