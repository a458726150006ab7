package io.countersign.approvals.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.call.ToolOwner;
import io.countersign.schemas.control.Evidence;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.Scores;
import io.countersign.schemas.control.ServerReview;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GateRubricTest {
  private static final List<String> DIMENSIONS =
      List.of(
          "toolBoundaries",
          "permissionModel",
          "errorRecovery",
          "verification",
          "sensitiveData",
          "maintainer");
  private static final List<String> ABILITIES =
      List.of(
          "dryRun",
          "preview",
          "rollback",
          "audit",
          "narrowCredentials",
          "logs",
          "sensitiveDataReview");

  /** The gate of each total from 0 to 18 when nothing is missing, letter by letter. */
  private static final String BY_TOTAL = "BBBBBBPPPPRRRRWWWAA";

  @Test
  void followsTheTableForEveryTotalAndEveryCombination() {
    int cases = 0;
    for (int total = 0; total <= 18; total++) {
      for (int have = 0; have < 1 << ABILITIES.size(); have++) {
        for (int flags = 0; flags < 4; flags++) {
          boolean confirmed = (flags & 1) != 0;
          boolean failure = (flags & 2) != 0;
          ServerReview review =
              review(
                  spread(total),
                  evidence(have),
                  failure ? List.of("root key") : List.of(),
                  confirmed ? "Ana" : null,
                  null);
          assertThat(letter(GateRubric.assess(review).gate()))
              .as("total %s, evidence %s, confirmed %s", total, evidence(have), confirmed)
              .isEqualTo(expected(total, have, confirmed, failure));
          cases++;
        }
      }
    }
    assertThat(cases).isEqualTo(19 * 128 * 4);
  }

  /** Written as what each letter needs, from the lowest up; the rubric works from the top down. */
  private static char expected(int total, int have, boolean confirmed, boolean failure) {
    char best = BY_TOTAL.charAt(total);
    boolean reads = bit(have, 4) && bit(have, 5) && bit(have, 6);
    boolean writes = reads && (bit(have, 0) || bit(have, 1)) && bit(have, 2) && bit(have, 3);
    String reachable =
        "B"
            + (failure
                ? ""
                : "P"
                    + (reads ? "R" : "")
                    + (writes ? "W" : "")
                    + (writes && confirmed ? "A" : ""));
    String order = "BPRWA";
    return reachable.charAt(Math.min(order.indexOf(best), reachable.length() - 1));
  }

  @Test
  void comesOutAsTheWorkedExampleSays() {
    Assessment assessment =
        GateRubric.assess(
            review(new Scores(3, 2, 2, 3, 2, 2), evidence(127), List.of(), null, null));
    assertThat(assessment.total()).isEqualTo(14);
    assertThat(assessment.gate()).isEqualTo(Gate.WRITES_WITH_APPROVAL);
  }

  @Test
  void countsOnlyScoresWithEvidence() {
    List<Evidence> some = new ArrayList<>(evidence(127));
    some.removeIf(item -> item.item().equals("verification"));
    some.add(new Evidence("Verification", "https://wiki.example/x"));
    some.add(new Evidence("verification", " "));
    Assessment assessment =
        GateRubric.assess(review(new Scores(3, 2, 2, 3, 2, 2), some, List.of(), null, null));
    assertThat(assessment.total()).isEqualTo(11);
    assertThat(assessment.gate()).isEqualTo(Gate.READ_ONLY);
    assertThat(assessment.reasons().getFirst()).contains("verification counts 0 instead of 3");
  }

  @Test
  void lowersByOverrideAndNeverRaises() {
    for (Gate override : Gate.values()) {
      Gate gate =
          GateRubric.assess(review(spread(14), evidence(127), List.of(), "Ana", override)).gate();
      boolean lower = override.compareTo(Gate.WRITES_WITH_APPROVAL) < 0;
      assertThat(gate).isEqualTo(lower ? override : Gate.WRITES_WITH_APPROVAL);
      assertThat(
              GateRubric.assess(review(spread(18), evidence(127), List.of("x"), "Ana", override))
                  .gate())
          .isEqualTo(Gate.BLOCK);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PRODUCTION_APPROVED, 2026-12-01T23:59:59.999Z, PRODUCTION_APPROVED",
    "PRODUCTION_APPROVED, 2026-12-02T00:00:00Z, WRITES_WITH_APPROVAL",
    "WRITES_WITH_APPROVAL, 2027-01-01T00:00:00Z, READ_ONLY",
    "READ_ONLY, 2027-01-01T00:00:00Z, PROTOTYPE_ONLY",
    "PROTOTYPE_ONLY, 2027-01-01T00:00:00Z, BLOCK",
    "BLOCK, 2027-01-01T00:00:00Z, BLOCK"
  })
  void isOneLowerWhenTheReviewIsOverdue(Gate gate, Instant now, Gate inForce) {
    GateInForce result = GateRubric.inForce(gate, "2026-12-01", now);
    assertThat(result.gate()).isEqualTo(inForce);
    assertThat(result.overdue()).isEqualTo(!now.isBefore(Instant.parse("2026-12-02T00:00:00Z")));
    assertThat(result.reason()).contains("2026-12-01");
  }

  @Test
  void knowsTheNamesOfEvidence() {
    assertThat(DIMENSIONS).allMatch(GateRubric::isEvidence);
    assertThat(ABILITIES).allMatch(GateRubric::isEvidence);
    assertThat(GateRubric.isEvidence("dryrun")).isFalse();
  }

  private static char letter(Gate gate) {
    return switch (gate) {
      case BLOCK -> 'B';
      case PROTOTYPE_ONLY -> 'P';
      case READ_ONLY -> 'R';
      case WRITES_WITH_APPROVAL -> 'W';
      case PRODUCTION_APPROVED -> 'A';
    };
  }

  private static boolean bit(int set, int index) {
    return (set >> index & 1) != 0;
  }

  private static Scores spread(int total) {
    int[] scores = new int[6];
    for (int i = 0; i < total; i++) {
      scores[i % 6]++;
    }
    return new Scores(scores[0], scores[1], scores[2], scores[3], scores[4], scores[5]);
  }

  private static List<Evidence> evidence(int have) {
    List<Evidence> evidence = new ArrayList<>();
    DIMENSIONS.forEach(item -> evidence.add(new Evidence(item, "https://wiki.example/" + item)));
    for (int i = 0; i < ABILITIES.size(); i++) {
      if (bit(have, i)) {
        evidence.add(new Evidence(ABILITIES.get(i), "https://wiki.example/" + i));
      }
    }
    return evidence;
  }

  private static ServerReview review(
      Scores scores,
      List<Evidence> evidence,
      List<String> failures,
      @Nullable String confirmedBy,
      @Nullable Gate override) {
    return new ServerReview(
        "tickets",
        "3.2.0",
        new ToolOwner("Ana", "ana@acme.example", null),
        scores,
        evidence,
        failures,
        List.of(),
        confirmedBy,
        "2026-12-01",
        override);
  }
}
