package io.countersign.bench;

import io.countersign.bench.kafka.EventTopic;
import io.countersign.projections.Projections;
import io.countersign.projections.kafka.FollowerSettings;
import io.countersign.projections.kafka.Rebuild;
import io.countersign.projections.kafka.RebuildRefused;
import io.countersign.projections.kafka.RebuildRequest;
import io.countersign.projections.kafka.RebuildResult;
import io.countersign.query.opensearch.SearchReader;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchUnavailable;
import io.countersign.standalone.embedded.EmbeddedStack;
import io.countersign.testkit.SearchHistory;
import io.countersign.testkit.search.Answer;
import io.countersign.testkit.search.Question;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares the search with a scan of the topic at a size that a build cannot bear. */
@Command(
    name = "search",
    description =
        "Fills a topic, lets the projections index it, and compares random searches with a scan of"
            + " the topic.",
    mixinStandardHelpOptions = true)
final class SearchBench implements Callable<Integer> {
  private static final int PAGE = 100;
  private static final int SHOWN = 5;
  private static final Instant START = Instant.parse("2026-09-01T00:00:00Z");
  private static final Duration SPAN = Duration.ofDays(80);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @Option(names = "--events", description = "Events to write (default: ${DEFAULT-VALUE})")
  private int events = 100_000;

  @Option(names = "--tenants", description = "Tenants (default: ${DEFAULT-VALUE})")
  private int tenants = 20;

  @Option(names = "--queries", description = "Questions to ask (default: ${DEFAULT-VALUE})")
  private int queries = 200;

  @Option(names = "--ledgers", description = "Ledgers (default: ${DEFAULT-VALUE})")
  private int ledgers = 4;

  @Option(
      names = "--seed",
      description = "Seed of events and questions (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(names = "--data", description = "Folder for the servers' data; a temporary one otherwise")
  private @Nullable Path data;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws Exception {
    Path folder = data == null ? Files.createTempDirectory("countersign-bench-") : data;
    Path registry = Path.of(System.getProperty("countersign.registry.home", ""));
    try (EmbeddedStack stack =
            EmbeddedStack.start(EmbeddedStack.Settings.onFreePorts(folder, registry));
        EventTopic topic = new EventTopic(stack, ledgers);
        SearchCluster cluster =
            new SearchCluster(List.of(stack.openSearchUrl()), Duration.ofMinutes(1))) {
      return measure(stack, topic, cluster);
    } finally {
      if (data == null) {
        delete(folder);
      }
    }
  }

  private int measure(EmbeddedStack stack, EventTopic topic, SearchCluster cluster)
      throws Exception {
    out.printf(
        "search: %,d events, %d tenants, %d ledgers, %d questions, seed %d%n",
        events, tenants, ledgers, queries, seed);
    FollowerSettings settings =
        FollowerSettings.of(
            stack.bootstrapServers(), stack.registryUrl(), List.of(stack.openSearchUrl()), "1");
    long begun = System.nanoTime();
    try (Projections projections = Projections.start(settings, new SimpleMeterRegistry())) {
      Map<Integer, Long> last = write(topic);
      rate("written to the topic", events, begun);
      awaitIndexed(cluster, last, projections);
      rate("indexed by the projections", events, begun);
    }
    begun = System.nanoTime();
    Questions questions = new Questions(topic, ledgers, seed);
    List<Question> asked = questions.draw(queries);
    List<Answer> expected = questions.answer(asked, PAGE);
    rate("read from the topic by brute force, twice", 2L * events, begun);
    int differences = compare(new Compared(new SearchReader(cluster, Indexes.DEFAULT)), expected);
    rebuild(settings);
    return differences;
  }

  private void rebuild(FollowerSettings settings) throws RebuildRefused, InterruptedException {
    long begun = System.nanoTime();
    RebuildRequest request =
        new RebuildRequest(
            settings, RebuildRequest.rebuildable(), true, false, RebuildRequest.BATCH_EVENTS);
    RebuildResult result = Rebuild.run(request, state -> {});
    rate("rebuilt: all indexes, counts compared, handed over", result.events(), begun);
  }

  private int compare(Compared compared, List<Answer> expected) throws Exception {
    for (int i = 0; i < expected.size(); i++) {
      boolean counts = i >= expected.size() / 20;
      compared.ask(expected.get(i), PAGE, i % 2 == 0 ? "asc" : "ledger", counts);
    }
    Histogram latency = compared.latency();
    out.printf(
        "questions: %,d asked, %,d with answers, %,d events found in all%n",
        expected.size(),
        expected.stream().filter(answer -> answer.total() > 0).count(),
        compared.found());
    out.printf(
        "latency of one question, counts and page (one at a time): p50 %.1f ms, p99 %.1f ms, max"
            + " %.1f ms%n",
        millis(latency.getValueAtPercentile(50)),
        millis(latency.getValueAtPercentile(99)),
        millis(latency.getMaxValue()));
    out.printf("differences: %d%n", compared.differences().size());
    compared.differences().stream().limit(SHOWN).forEach(out::println);
    return compared.differences().isEmpty() ? 0 : 1;
  }

  /** Writes the ledgers side by side, as engines would. */
  private Map<Integer, Long> write(EventTopic topic) {
    Map<Integer, List<String>> names = new TreeMap<>();
    for (int i = 0; i < tenants; i++) {
      String tenant = "tenant-" + i;
      names
          .computeIfAbsent(TenantPartition.of(tenant, ledgers), l -> new ArrayList<>())
          .add(tenant);
    }
    // the mean of a random step is half of the longest one, and every second step brings two events
    Duration step = SPAN.multipliedBy(4L * names.size()).dividedBy(Math.max(1, events));
    List<SearchHistory> histories = new ArrayList<>();
    names.forEach(
        (ledger, some) ->
            histories.add(new SearchHistory(seed + ledger, ledger, some, START, step)));
    Map<Integer, Long> last = new TreeMap<>();
    for (int i = 0; i < events; i++) {
      var event = histories.get(i % histories.size()).next();
      topic.append(event);
      last.put(event.ledger(), event.position());
    }
    topic.flush();
    return last;
  }

  private static void awaitIndexed(
      SearchCluster cluster, Map<Integer, Long> last, Projections projections)
      throws SearchUnavailable {
    Map<Integer, Long> left = new TreeMap<>(last);
    long read = -1;
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!left.isEmpty()) {
      long sum = 0;
      for (Map.Entry<Integer, Long> ledger : last.entrySet()) {
        long position = position(cluster, ledger.getKey());
        sum += position;
        if (position >= ledger.getValue()) {
          left.remove(ledger.getKey());
        }
      }
      if (sum > read) {
        read = sum;
        end = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "Expected the projections to go on, but for %s they did not: %s"
                .formatted(PATIENCE, projections.readiness()));
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  private static long position(SearchCluster cluster, int ledger) throws SearchUnavailable {
    String progress = "/" + Indexes.DEFAULT.alias(Indexes.Kind.PROGRESS) + "/_doc/";
    return cluster
        .send("GET", progress + ledger + "%2F1", null)
        .body()
        .path("_source")
        .path("position")
        .asLong(-1);
  }

  private void rate(String what, long count, long begun) {
    double seconds = (System.nanoTime() - begun) / 1e9;
    out.printf("%s: %,d events in %.1f s, %,.0f a second%n", what, count, seconds, count / seconds);
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
