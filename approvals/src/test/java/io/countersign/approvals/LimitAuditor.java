package io.countersign.approvals;

import io.countersign.schemas.control.BudgetNode;
import io.countersign.schemas.control.CountedBy;
import io.countersign.schemas.control.Holds;
import io.countersign.schemas.control.Lease;
import io.countersign.schemas.control.Rate;
import io.countersign.schemas.control.RateUse;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.control.UsageLimit;
import io.countersign.schemas.event.IntentRecorded;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Counts from the events alone what rate limits and caps should have let pass. */
final class LimitAuditor {
  private record Key(String tenant, String limit, String subject) {}

  private record CallKey(String tenant, UUID call) {}

  /** The calls that passed a rate since it was set. */
  private static final class Passed {
    long calls;
    @Nullable BigInteger least;
  }

  private final Map<String, Map<String, UsageLimit>> inForce = new HashMap<>();
  private final Map<Key, Passed> passed = new HashMap<>();
  private final Map<Key, Integer> running = new HashMap<>();
  private final Map<CallKey, List<Lease>> leases = new HashMap<>();

  void set(String tenant, UsageLimit limit) {
    UsageLimit before = of(tenant).put(limit.id(), limit);
    if (before == null || !limit.equals(before)) {
      forget(tenant, limit.id());
    }
  }

  void removed(String tenant, String id) {
    of(tenant).remove(id);
    forget(tenant, id);
  }

  void tool(String tenant, ToolDefinition definition) {
    String id = "tool/%s/%s".formatted(definition.server(), definition.name());
    if (definition.limits().rate() == null && definition.limits().concurrency() == 0) {
      removed(tenant, id);
    } else {
      set(
          tenant,
          new UsageLimit(
              id,
              CountedBy.TOOL,
              null,
              definition.server(),
              definition.name(),
              null,
              null,
              definition.limits().rate(),
              definition.limits().concurrency()));
    }
  }

  private Map<String, UsageLimit> of(String tenant) {
    return inForce.computeIfAbsent(tenant, t -> new HashMap<>());
  }

  private void forget(String tenant, String id) {
    passed.keySet().removeIf(key -> key.tenant().equals(tenant) && key.limit().equals(id));
  }

  void allowed(
      String tenant, UUID call, IntentRecorded intent, @Nullable Holds holds, Instant now) {
    Set<Lease> caps = new HashSet<>();
    Set<Key> rates = new HashSet<>();
    for (UsageLimit limit : of(tenant).values()) {
      if (!counts(limit, intent)) {
        continue;
      }
      Key key = new Key(tenant, limit.id(), subject(limit.per(), intent));
      if (limit.rate() != null) {
        rates.add(key);
        pass(key, limit.rate(), now);
      }
      if (limit.concurrency() > 0) {
        caps.add(new Lease(limit.id(), key.subject()));
        int count = running.merge(key, 1, Integer::sum);
        BudgetAuditor.check(count <= limit.concurrency(), "no more calls run than the cap allows");
      }
    }
    List<Lease> held = holds == null ? List.of() : holds.leases();
    List<RateUse> used = holds == null ? List.of() : holds.rates();
    BudgetAuditor.check(
        Set.copyOf(held).equals(caps) && held.size() == caps.size(),
        "an allowed call counts against every cap");
    BudgetAuditor.check(used.size() == rates.size(), "an allowed call uses every rate");
    for (RateUse use : used) {
      BudgetAuditor.check(
          rates.contains(new Key(tenant, use.limitId(), use.subject()))
              && use.fullAt().isAfter(now),
          "an allowed call uses every rate");
    }
    leases.put(new CallKey(tenant, call), held);
  }

  /** Between calls i and j: j - i + 1 <= burst + calls * (tj - ti) / per, without dividing. */
  private void pass(Key key, Rate rate, Instant now) {
    Passed history = passed.computeIfAbsent(key, k -> new Passed());
    BigInteger per = BigInteger.valueOf(rate.perMillis());
    BigInteger time =
        BigInteger.valueOf(rate.calls()).multiply(BigInteger.valueOf(now.toEpochMilli()));
    BigInteger before = per.multiply(BigInteger.valueOf(history.calls)).subtract(time);
    history.least = history.least == null ? before : history.least.min(before);
    history.calls++;
    BigInteger after = per.multiply(BigInteger.valueOf(history.calls)).subtract(time);
    BudgetAuditor.check(
        after.subtract(history.least).compareTo(per.multiply(BigInteger.valueOf(rate.burst())))
            <= 0,
        "no more calls pass than burst and rate allow");
  }

  void capped(String tenant, IntentRecorded intent) {
    BudgetAuditor.check(
        of(tenant).values().stream()
            .anyMatch(
                limit ->
                    counts(limit, intent)
                        && limit.concurrency() > 0
                        && running.getOrDefault(
                                new Key(tenant, limit.id(), subject(limit.per(), intent)), 0)
                            >= limit.concurrency()),
        "a cap refuses only when as many calls run");
  }

  void ended(String tenant, UUID call) {
    List<Lease> ended = leases.remove(new CallKey(tenant, call));
    if (ended != null) {
      for (Lease lease : ended) {
        running.merge(new Key(tenant, lease.limitId(), lease.subject()), -1, Integer::sum);
      }
    }
  }

  void nothingRuns() {
    running.forEach(
        (key, count) -> BudgetAuditor.check(count == 0, "nothing is counted as running"));
  }

  private static boolean counts(UsageLimit limit, IntentRecorded intent) {
    return is(limit.environment(), intent.environment())
        && is(limit.server(), intent.tool().server())
        && is(limit.tool(), intent.tool().name())
        && is(limit.principal(), intent.actor().principal().id())
        && is(limit.agent(), intent.actor().agent().id());
  }

  private static boolean is(@Nullable String wanted, String value) {
    return wanted == null || wanted.equals(value);
  }

  private static String subject(CountedBy per, IntentRecorded intent) {
    return switch (per) {
      case TENANT -> "";
      case PRINCIPAL -> intent.actor().principal().id();
      case AGENT -> intent.actor().agent().id();
      case CLIENT -> intent.actor().client().name();
      case SERVER -> intent.tool().server();
      case TOOL -> intent.tool().server() + "/" + intent.tool().name();
    };
  }

  /** The subjects of a budget's nodes that count a call. */
  static List<String> subjects(BudgetNode node, IntentRecorded intent) {
    if (!isOrEach(node.principal(), intent.actor().principal().id())
        || !isOrEach(node.agent(), intent.actor().agent().id())
        || !isOrEach(node.server(), intent.tool().server())
        || !isOrEach(node.tool(), intent.tool().name())) {
      return List.of();
    }
    List<String> values = new ArrayList<>();
    each(values, node.principal(), intent.actor().principal().id());
    each(values, node.agent(), intent.actor().agent().id());
    each(values, node.server(), intent.tool().server());
    each(values, node.tool(), intent.tool().name());
    Set<String> groups = new LinkedHashSet<>(intent.actor().principal().groups());
    if ("*".equals(node.team())) {
      return groups.stream().map(group -> joined(group, values)).toList();
    }
    boolean counted = node.team() == null || groups.contains(node.team());
    return counted ? List.of(joined(null, values)) : List.of();
  }

  private static boolean isOrEach(@Nullable String wanted, String value) {
    return "*".equals(wanted) || is(wanted, value);
  }

  private static void each(List<String> values, @Nullable String wanted, String value) {
    if ("*".equals(wanted)) {
      values.add(value);
    }
  }

  private static String joined(@Nullable String team, List<String> values) {
    List<String> all = new ArrayList<>();
    if (team != null) {
      all.add(team);
    }
    all.addAll(values);
    if (all.size() == 1) {
      return all.getFirst();
    }
    all.replaceAll(value -> value.replace("%", "%25").replace("/", "%2F"));
    return String.join("/", all);
  }
}
