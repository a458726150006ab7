package io.countersign.projections.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchCluster.Answer;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** Every index of this installation and the aliases it bears, at one moment. */
final class IndexCatalog {
  private final Indexes indexes;
  private final List<Entry> entries;

  /** One index. */
  record Entry(String name, Kind kind, int generation, Set<String> aliases) {}

  private IndexCatalog(Indexes indexes, List<Entry> entries) {
    this.indexes = indexes;
    this.entries = entries;
  }

  /**
   * Asks the cluster; one request, so what it says was true at one moment.
   *
   * @throws IndexesRefused when an alias stands before an index that this build did not make
   */
  static IndexCatalog read(SearchCluster cluster, Indexes indexes) throws SearchUnavailable {
    List<String> patterns = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      patterns.add(indexes.pattern(kind));
    }
    Answer answer = cluster.send("GET", "/" + String.join(",", patterns) + "/_alias", null);
    if (!answer.succeeded()) {
      throw new SearchUnavailable(
          "Expected OpenSearch to list its indexes, but it answered %d %s"
              .formatted(answer.status(), answer.errorType()),
          null);
    }
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> index : answer.body().properties()) {
      Set<String> aliases = new TreeSet<>();
      index.getValue().path("aliases").fieldNames().forEachRemaining(aliases::add);
      for (Kind kind : Kind.values()) {
        OptionalInt generation = indexes.generationOf(kind, index.getKey());
        if (generation.isPresent()) {
          entries.add(new Entry(index.getKey(), kind, generation.getAsInt(), Set.copyOf(aliases)));
        } else if (aliases.contains(indexes.alias(kind))) {
          throw new IndexesRefused(
              "Expected the alias %s to stand before an index that this build made, but it stands before %s. Take the alias away or delete that index, start again and run `countersign rebuild` (docs/operations.md)."
                  .formatted(indexes.alias(kind), index.getKey()));
        }
      }
    }
    return new IndexCatalog(indexes, List.copyOf(entries));
  }

  /** The generation that readers of a kind are given; empty when there is none yet. */
  OptionalInt live(Kind kind) {
    List<Integer> generations =
        entries.stream()
            .filter(entry -> entry.kind() == kind && entry.aliases().contains(indexes.alias(kind)))
            .map(Entry::generation)
            .distinct()
            .toList();
    if (generations.size() > 1) {
      throw new IndexesRefused(
          "Expected the alias %s to stand before one generation of indexes, but it stands before %s. Take it away from all but one."
              .formatted(indexes.alias(kind), generations));
    }
    return generations.stream().mapToInt(Integer::intValue).findFirst();
  }

  /** The generation that readers of each kind are given. */
  Map<Kind, Integer> live() throws SearchUnavailable {
    Map<Kind, Integer> live = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      OptionalInt generation = live(kind);
      if (generation.isEmpty()) {
        throw new SearchUnavailable(
            "Expected an index behind the alias %s, but there is none. Restart the projections, which make it, and run `countersign rebuild`."
                .formatted(indexes.alias(kind)),
            null);
      }
      live.put(kind, generation.getAsInt());
    }
    return live;
  }

  /** Every index of a kind and generation. */
  List<String> of(Kind kind, int generation) {
    return entries.stream()
        .filter(entry -> entry.kind() == kind && entry.generation() == generation)
        .map(Entry::name)
        .toList();
  }

  /** Whether an index bears an alias. */
  boolean bears(String index, String alias) {
    return entries.stream()
        .anyMatch(entry -> entry.name().equals(index) && entry.aliases().contains(alias));
  }

  /** The highest generation of a kind; 0 when there is none. */
  int highest(Kind kind) {
    return entries.stream()
        .filter(entry -> entry.kind() == kind)
        .mapToInt(Entry::generation)
        .max()
        .orElse(0);
  }

  /** Indexes that nobody reads any more: of generations before the last that was handed over. */
  List<String> leftOver() {
    int last = live(Kind.PROGRESS).orElse(0);
    return entries.stream()
        .filter(entry -> entry.generation() <= last)
        .filter(entry -> live(entry.kind()).orElse(last) != entry.generation())
        .map(Entry::name)
        .toList();
  }

  /** The generation that a rebuild has begun and not handed over; empty when there is none. */
  OptionalInt unfinished() {
    int last = live(Kind.PROGRESS).orElse(0);
    return entries.stream().mapToInt(Entry::generation).filter(number -> number > last).max();
  }

  /** The kinds that have indexes of a generation. */
  Set<Kind> kinds(int generation) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    entries.stream()
        .filter(entry -> entry.generation() == generation)
        .forEach(entry -> kinds.add(entry.kind()));
    return kinds;
  }

  /** An alias that begins so, on any index, with the index. */
  Optional<Map.Entry<String, String>> aliasThatBegins(String begin) {
    return entries.stream()
        .flatMap(entry -> entry.aliases().stream().map(alias -> Map.entry(alias, entry.name())))
        .filter(alias -> alias.getKey().startsWith(begin))
        .findFirst();
  }
}
