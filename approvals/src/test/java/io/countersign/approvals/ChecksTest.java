package io.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.CheckStories.CheckStory;
import io.countersign.approvals.decision.Check;
import io.countersign.approvals.decision.Checks;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.command.SetLimit;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.control.ToolLimits;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.testkit.Story;
import io.countersign.testkit.Variations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every check and every code, each with a story, and the order in which checks win. */
class ChecksTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/checks.txt");
  private static final Path SOURCES = Path.of("src/main/java/io/countersign/approvals");
  private static final Pattern CODE = Pattern.compile("\"([A-Z]+(?:_[A-Z]+)+)\"");

  /** Where checks have their codes from. */
  private static final List<String> PLACES =
      List.of(
          "decision",
          "arguments/Authorization.java",
          "arguments/ResourceExtraction.java",
          "policy/PolicyAnswer.java");

  private static Stream<CheckStory> stories() {
    return CheckStories.all().stream();
  }

  @ParameterizedTest
  @MethodSource("stories")
  void saysWhatItFinds(CheckStory story) {
    EngineScenario ledger = story.told();

    DecisionMade decision = ledger.event(DecisionMade.class);
    Reason reason = reason(decision, story.check());
    assertThat(reason.result() + " " + reason.code())
        .as(() -> reason.message() + "\n" + Story.of(ledger.log()))
        .isEqualTo(story.result() + " " + story.code());
    assertThat(reason.message()).isNotBlank().doesNotContain("secret-looking").endsWith(".");
    if (reason.result() == CheckResult.FAILED) {
      assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
      assertThat(decision.holds()).isNull();
      assertThat(after(decision, reason)).allMatch(r -> r.result() == CheckResult.NOT_REACHED);
    } else if (reason.result() == CheckResult.ASKED) {
      assertThat(decision.verdict()).isEqualTo(Verdict.ASK);
      assertThat(decision.approval()).isNotNull();
    }
  }

  private static List<Reason> after(DecisionMade decision, Reason reason) {
    List<Reason> reasons = decision.reasons();
    return reasons.subList(reasons.indexOf(reason) + 1, reasons.size());
  }

  private static Reason reason(DecisionMade decision, String check) {
    return decision.reasons().stream()
        .filter(reason -> reason.check().equals(check))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void hasAStoryForEveryCodeInTheSources() throws IOException {
    Set<String> told = new TreeSet<>();
    stories().forEach(story -> told.add(story.code()));
    told.add("NOT_REACHED");
    told.add("TOO_MANY_LIMITS"); // SizesTest tells it, for it takes hundreds of limits
    told.add("TOO_MANY_PENDING"); // ApprovalTest tells it, for it takes many calls
    told.add("APPROVERS_GONE"); // found only at a claim, whose checks are not recorded
    Set<String> named = new TreeSet<>(Set.of("ATTRIBUTED", "AUTHORIZED"));
    for (String place : PLACES) {
      try (Stream<Path> files = Files.walk(SOURCES.resolve(place))) {
        files.filter(Files::isRegularFile).forEach(file -> named.addAll(codes(file)));
      }
    }
    assertThat(told).isEqualTo(named);
  }

  private static Set<String> codes(Path file) {
    try {
      Set<String> codes = new TreeSet<>();
      CODE.matcher(Files.readString(file)).results().forEach(found -> codes.add(found.group(1)));
      return codes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A call that everything refuses; each step lifts what refuses first. */
  @Test
  void winInTheirOrder() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# The checks of level 1 in their order.");
    Checks.levelOne().checks().stream().map(Check::name).forEach(lines::add);
    lines.add("");
    lines.add("# A call that everything refuses: what wins, and then what wins without that.");
    for (Lifted step : Lifted.values()) {
      lines.add(step.won());
    }
    lines.add("");
    lines.add("# Every check, how it comes out, and the code.");
    stories().map(CheckStory::toString).distinct().forEach(lines::add);
    if (Boolean.getBoolean("golden.renew")) {
      Files.write(GOLDEN, lines);
    }
    assertThat(lines)
        .as("Released checks never change: a change is a new level (Checks).")
        .containsExactlyElementsOf(Files.readAllLines(GOLDEN));
  }

  /** What is lifted of everything that refuses, up to and with each step. */
  private enum Lifted {
    NOTHING,
    CLOCK,
    ATTRIBUTION,
    KILL,
    READ_ONLY,
    SHADOW,
    CATALOGUE,
    GATE,
    ARGUMENTS,
    AUTHORIZATION,
    LIMITS,
    POLICY,
    BUDGETS;

    private boolean lifted(Lifted what) {
      return compareTo(what) >= 0;
    }

    String won() {
      EngineScenario ledger = EngineScenario.open();
      if (!lifted(LIMITS)) {
        ledger.given(new SetLimit(CheckStories.limit(null, 1))).given(Asked.intent(9, Risk.READ));
      }
      if (!lifted(BUDGETS)) {
        ledger.given(CheckStories.budget(0));
      }
      ledger
          .given(Asked.policy("p", lifted(POLICY) ? "effect: allow" : "effect: deny"))
          .given(Asked.review(lifted(GATE) ? Gate.PRODUCTION_APPROVED : Gate.BLOCK))
          .given(new RegisterTool(definition()));
      brakes(ledger);
      RecordIntent intent = Asked.intent(1, Risk.WRITE);
      if (!lifted(CATALOGUE)) {
        intent = Asked.with(intent, "tool", new ToolReference("crm", "write", "9", null));
      }
      if (!lifted(ATTRIBUTION)) {
        intent = Asked.with(intent, "runId", null);
      }
      ledger.whenBrokerSays(ledger.now().plusSeconds(lifted(CLOCK) ? 0 : 100), intent);
      DecisionMade decision = ledger.event(DecisionMade.class);
      return decision.reasons().stream()
          .filter(reason -> reason.result() == CheckResult.FAILED)
          .map(reason -> reason.check() + " " + reason.code())
          .findFirst()
          .orElse(decision.verdict().name());
    }

    private ToolDefinition definition() {
      ToolDefinition definition = Asked.definition(Risk.WRITE);
      if (!lifted(ARGUMENTS)) {
        definition = Variations.with(definition, "limits", new ToolLimits(null, 0, 4, 0, null));
      }
      return lifted(AUTHORIZATION)
          ? definition
          : Variations.with(definition, "scopes", List.of("crm:admin"));
    }

    private void brakes(EngineScenario ledger) {
      if (!lifted(SHADOW)) {
        ledger.given(Asked.brake(3, BrakeKind.SHADOW, BrakeScope.EVERYTHING));
      }
      if (!lifted(READ_ONLY)) {
        ledger.given(Asked.brake(2, BrakeKind.READ_ONLY, BrakeScope.EVERYTHING));
      }
      if (!lifted(KILL)) {
        ledger.givenForAll(Asked.brake(1, BrakeKind.KILL, BrakeScope.EVERYTHING));
      }
    }
  }
}
