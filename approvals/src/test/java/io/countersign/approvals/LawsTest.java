package io.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.decision.Check;
import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.decision.Draft;
import io.countersign.approvals.decision.Question;
import io.countersign.approvals.state.Call;
import io.countersign.approvals.state.DeadlineKind;
import io.countersign.approvals.state.MemoryState;
import io.countersign.schemas.avro.AvroBytes;
import io.countersign.schemas.avro.EventCodec;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.LedgerSettings;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.RuleEffect;
import io.countersign.schemas.control.RuleMatch;
import io.countersign.schemas.control.RuleResult;
import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.BrakeReleased;
import io.countersign.schemas.event.CallAbandoned;
import io.countersign.schemas.event.CallCancelled;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.testkit.Story;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds at every position of every history, however hostile its commands are. */
class LawsTest {
  private static final int COMMANDS = 15_000;
  private static final int SNAPSHOT_EVERY = 97;
  private static final LedgerSettings FORGETFUL = new LedgerSettings(1, 2_000, 5_000, 60_000, 600);

  /** Level 1, but tools that change the world are allowed too. */
  private static final Engine LENIENT = new Engine(List.of(lenient()));

  private static Checks lenient() {
    List<Check> checks = new ArrayList<>(Checks.levelOne().checks());
    checks.removeIf(check -> Set.of("gate", "policy").contains(check.name()));
    checks.add(
        new Check() {
          @Override
          public String name() {
            return "policy";
          }

          @Override
          public Finding examine(Question question, Draft draft) {
            return new Pass("FINE", "Allowed here.", null);
          }
        });
    return new Checks(1, checks);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void holdForTheRulesOfLevelOne(long seed) {
    new History(new Engine(), seed, true).live();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void holdWhenToolsThatChangeTheWorldAreAllowed(long seed) {
    new History(LENIENT, seed, false).live();
  }

  /** One history of several ledgers, checked at every command. */
  private static final class History {
    private final Engine engine;
    private final long seed;
    private final boolean levelOne;
    private final RandomCommands random;
    private final List<Ledger> ledgers = new ArrayList<>();

    History(Engine engine, long seed, boolean levelOne) {
      this.engine = engine;
      this.seed = seed;
      this.levelOne = levelOne;
      this.random = new RandomCommands(seed, RandomCommands.LEDGERS, FORGETFUL);
      for (int ledger = 0; ledger < RandomCommands.LEDGERS; ledger++) {
        ledgers.add(new Ledger(ledger));
      }
    }

    void live() {
      for (int i = 0; i < COMMANDS; i++) {
        Delivery delivery = random.next();
        ledgers.get(delivery.ledger()).take(delivery, i);
      }
      ledgers.forEach(Ledger::endsAndReplays);
    }

    /** One ledger and what its events have said so far. */
    private final class Ledger {
      private final int number;
      private final MemoryState state = new MemoryState();
      private final List<Delivery> commands = new ArrayList<>();
      private final List<EventEnvelope> events = new ArrayList<>();
      private final Map<String, Long> sequences = new HashMap<>();
      private final Map<List<Object>, DecisionMade> open = new HashMap<>();
      private final Set<List<Object>> allowed = new HashSet<>();
      private final Set<UUID> eventIds = new HashSet<>();
      private final Map<String, Map<UUID, BrakeEngaged>> brakes = new HashMap<>();
      private Instant now = Instant.MIN;

      Ledger(int number) {
        this.number = number;
      }

      void take(Delivery delivery, int index) {
        boolean thorough = index % SNAPSHOT_EVERY == 0;
        String before = thorough ? state.snapshot().toString() : "";
        List<EventEnvelope> given = engine.handle(state, delivery);
        if (thorough) {
          check(state.snapshot().toString().equals(before), "handling changes no state");
          check(engine.handle(state, delivery).equals(given), "handling twice gives the same");
        }
        check(given.size() <= Recorder.MOST_EVENTS, "a command gives at most 256 events");
        commands.add(delivery);
        for (int i = 0; i < given.size(); i++) {
          EventEnvelope event = given.get(i);
          events.add(event);
          isInItsPlace(event);
          Call call = event.callId() == null ? null : state.call(event.tenant(), event.callId());
          Fold.apply(state, event);
          isLawful(event, call, given, i);
          remembersLittle();
        }
      }

      private void isInItsPlace(EventEnvelope event) {
        check(event.ledger() == number, "an event stands in its ledger");
        check(event.position() == events.size() - 1, "positions are dense");
        check(
            event.tenantSequence() == sequences.merge(event.tenant(), 1L, Long::sum) - 1,
            "sequences of a tenant are dense");
        check(!event.recordedAt().isBefore(now), "time never goes back");
        check(eventIds.add(event.eventId()), "no two events have one id");
        now = event.recordedAt();
      }

      private void isLawful(EventEnvelope event, Call before, List<EventEnvelope> given, int at) {
        List<Object> key =
            event.callId() == null ? List.of() : List.of(event.tenant(), event.callId());
        switch (event.body()) {
          case DecisionMade decision -> decided(key, event, decision, before, given, at);
          case OutcomeRecorded outcome -> {
            open.remove(key);
            foundWhenNotAllowed(outcome, before, given, at);
          }
          case OutcomeOverdue overdue -> ends(key, before);
          case CallCancelled cancelled -> ends(key, before);
          case CallAbandoned abandoned -> {
            ends(key, before);
            allowed.remove(key);
          }
          case BrakeEngaged engaged ->
              check(
                  brakes
                          .computeIfAbsent(event.tenant(), t -> new HashMap<>())
                          .put(engaged.brakeId(), engaged)
                      == null,
                  "a brake is engaged once");
          case BrakeReleased released ->
              brakes.getOrDefault(event.tenant(), new HashMap<>()).remove(released.brakeId());
          case CommandRejected rejected -> handedOut(event, rejected, before);
          default -> {}
        }
      }

      private void ends(List<Object> key, @Nullable Call before) {
        boolean pending = before != null && before.state() == CallState.PENDING;
        check(open.remove(key) != null || pending, "only an open call ends");
      }

      private void decided(
          List<Object> key,
          EventEnvelope event,
          DecisionMade decision,
          Call before,
          List<EventEnvelope> given,
          int at) {
        check(
            before == null || before.state() == CallState.ABANDONED,
            "a call is decided once unless it was given up");
        check(
            at > 0 && given.get(at - 1).body() instanceof IntentRecorded,
            "an intent is recorded before its decision");
        if (decision.verdict() != Verdict.ALLOW) {
          return;
        }
        IntentRecorded intent = (IntentRecorded) given.get(at - 1).body();
        check(allowed.add(key), "a call is allowed once unless it was given up");
        check(open.put(key, decision) == null, "a call is not open twice");
        check(
            intent.runId() != null
                && intent.environment() != null
                && intent.actor().agent() != null
                && intent.actor().principal() != null
                && intent.actor().client() != null,
            "nothing is allowed without attribution");
        check(decision.risk() != null, "no unknown tool is allowed");
        check(
            !stopped(event.tenant(), intent.tool(), intent.environment(), decision.risk()),
            "nothing is allowed under a brake");
        if (levelOne) {
          allowedByRules(decision);
        }
        check(decision.gateway().equals(event.source().gateway()), "an ALLOW names its gateway");
        check(decision.validUntil().isAfter(event.recordedAt()), "an ALLOW runs out");
      }

      /** No ALLOW goes out again either. */
      private void handedOut(EventEnvelope event, CommandRejected rejected, @Nullable Call call) {
        if (call != null
            && rejected.commandType().equals("RecordIntent")
            && rejected.standing() != null
            && rejected.standing().verdict() == Verdict.ALLOW) {
          check(
              !stopped(event.tenant(), call.tool(), call.environment(), call.risk()),
              "no ALLOW is handed out again under a brake");
        }
      }

      /** The same as the engine should find, said anew and as plainly as it can be. */
      private boolean stopped(
          String tenant, ToolReference tool, @Nullable String environment, @Nullable Risk risk) {
        return Stream.of(tenant, CommandEnvelope.PLATFORM)
            .flatMap(of -> brakes.getOrDefault(of, Map.of()).values().stream())
            .anyMatch(
                brake -> {
                  BrakeScope scope = brake.scope();
                  boolean here =
                      (scope.server() == null || tool.server().equals(scope.server()))
                          && (scope.tool() == null || tool.name().equals(scope.tool()))
                          && (scope.environment() == null
                              || environment == null
                              || environment.equals(scope.environment()));
                  return here && (brake.kind() == BrakeKind.KILL || risk != Risk.READ);
                });
      }

      /** What restricts and failed, or matched, keeps a call from being allowed. */
      private void allowedByRules(DecisionMade decision) {
        List<RuleResult> rules = decision.rules().stream().filter(rule -> !rule.shadow()).toList();
        check(
            rules.stream()
                .filter(rule -> rule.effect() != RuleEffect.ALLOW)
                .allMatch(rule -> rule.match() == RuleMatch.NOT_MATCHED),
            "nothing is allowed against a rule, nor when one that restricts fails");
        check(
            decision.risk() == Risk.READ
                || rules.stream()
                    .anyMatch(
                        rule ->
                            rule.effect() == RuleEffect.ALLOW && rule.match() == RuleMatch.MATCHED),
            "what changes the world is allowed by a rule that matched");
        check(
            decision.risk() == Risk.READ || decision.gate() == Gate.PRODUCTION_APPROVED,
            "what changes the world is allowed by the gate");
        check(
            decision.reasons().stream().allMatch(reason -> reason.result() == CheckResult.PASSED),
            "an ALLOW passed every check");
      }

      private void foundWhenNotAllowed(
          OutcomeRecorded outcome, Call before, List<EventEnvelope> given, int at) {
        boolean ran = outcome.status() != OutcomeStatus.NOT_RUN;
        boolean permitted =
            before != null
                && before.decision() != null
                && before.decision().verdict() == Verdict.ALLOW
                && (before.state() == CallState.ALLOWED
                    || before.state() == CallState.OVERDUE
                    || before.state() == CallState.REPORTED);
        if (ran && !permitted) {
          check(
              given.size() > at + 1 && given.get(at + 1).body() instanceof FindingRaised,
              "what ran without permission is found");
        }
      }

      private void remembersLittle() {
        if (events.size() % SNAPSHOT_EVERY != 0) {
          return;
        }
        long most = FORGETFUL.rememberMost() + 16;
        check(state.head().remembered() <= most, "memories are bounded");
        check(answered().size() <= most, "answered commands are bounded");
        long finished =
            calls().values().stream().filter(call -> ((Call) call).state().finished()).count();
        check(finished <= most, "finished calls are bounded");
        check(
            state.due(Instant.MAX, Integer.MAX_VALUE).stream()
                    .filter(deadline -> deadline.kind() == DeadlineKind.OUTCOME)
                    .count()
                == open.size(),
            "every open ALLOW has a deadline, and no other call has");
      }

      private Map<?, ?> calls() {
        return (Map<?, ?>) state.snapshot().get(4);
      }

      private Map<?, ?> answered() {
        return (Map<?, ?>) state.snapshot().get(5);
      }

      void endsAndReplays() {
        check(events.size() > COMMANDS / 8, "the history is worth telling");
        open.keySet()
            .forEach(
                key -> {
                  Call call = state.call((String) key.getFirst(), (UUID) key.getLast());
                  check(
                      call != null && call.state() == CallState.ALLOWED,
                      "an ALLOW that did not end is open");
                });
        MemoryState again = new MemoryState();
        int at = 0;
        for (Delivery delivery : commands) {
          for (EventEnvelope event : engine.handle(again, delivery)) {
            check(at < events.size(), "a replay gives no more than the record");
            assertThat(bytes(event)).as(() -> where()).isEqualTo(bytes(events.get(at++)));
            Fold.apply(again, event);
          }
        }
        check(at == events.size(), "a replay gives the whole record");
        check(again.snapshot().equals(state.snapshot()), "a replay ends in the same state");
        restores();
      }

      private void restores() {
        MemoryState restored = new MemoryState();
        events.forEach(e -> Fold.apply(restored, EventCodec.fromAvro(EventCodec.toAvro(e))));
        check(restored.snapshot().equals(state.snapshot()), "the record alone gives the state");
      }

      private void check(boolean holds, String law) {
        if (!holds) {
          throw new AssertionError("Expected that %s, but not so in %s".formatted(law, where()));
        }
      }

      private String where() {
        return "seed %s, ledger %s, after command %s:\n%s"
            .formatted(
                seed,
                number,
                commands.size(),
                Story.of(events.subList(Math.max(0, events.size() - 40), events.size())));
      }
    }
  }

  private static byte[] bytes(EventEnvelope event) {
    return AvroBytes.write(EventCodec.toAvro(event));
  }
}
