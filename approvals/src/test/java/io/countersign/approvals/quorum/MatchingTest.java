package io.countersign.approvals.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.countersign.approvals.quorum.Matching.Vote;
import io.countersign.schemas.approval.QuorumProgress;
import io.countersign.schemas.approval.Seat;
import io.countersign.schemas.control.QuorumSlot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MatchingTest {
  private static Vote vote(String subject, String... groups) {
    return new Vote(subject, Set.of(groups), Map.of());
  }

  private static QuorumSlot slot(String group, int count) {
    return new QuorumSlot(group, count);
  }

  @Test
  void startsWithEmptySeats() {
    Matching matching = Matching.of(List.of(slot("dba", 2), slot("*", 1)), List.of());
    assertThat(matching.seats()).isEmpty();
    assertThat(matching.progress())
        .containsExactly(new QuorumProgress("dba", 2, 0), new QuorumProgress("*", 1, 0));
    assertThat(matching.isComplete()).isFalse();
  }

  /** Whoever comes first and is in both groups must not take the only seat of the second person. */
  @Test
  void completesOverlappingGroupsInAnyOrderOfVotes() {
    List<QuorumSlot> slots = List.of(slot("security", 1), slot("developers", 1));
    Vote both = vote("ada", "security", "developers");
    Vote one = vote("bob", "security");
    for (List<Vote> votes : List.of(List.of(both, one), List.of(one, both))) {
      Matching matching = Matching.of(slots, votes);
      assertThat(matching.isComplete()).isTrue();
      assertThat(matching.seats())
          .containsExactly(new Seat("security", "bob"), new Seat("developers", "ada"));
    }
  }

  @Test
  void movesAChainOfPeople() {
    List<QuorumSlot> slots = List.of(slot("a", 1), slot("b", 1), slot("c", 1), slot("d", 1));
    List<Vote> votes =
        List.of(vote("1", "a", "b"), vote("2", "b", "c"), vote("3", "c", "d"), vote("4", "a"));
    assertThat(Matching.of(slots, votes).seats())
        .containsExactly(
            new Seat("a", "4"), new Seat("b", "1"), new Seat("c", "2"), new Seat("d", "3"));
  }

  @Test
  void countsAPersonOnceWhateverTheGroups() {
    List<QuorumSlot> slots = List.of(slot("security", 1), slot("developers", 1), slot("*", 1));
    Matching matching = Matching.of(slots, List.of(vote("ada", "security", "developers")));
    assertThat(matching.seats()).containsExactly(new Seat("security", "ada"));
    assertThat(matching.isComplete()).isFalse();
  }

  @Test
  void countsTheFirstVoteOfAPerson() {
    List<QuorumSlot> slots = List.of(slot("security", 2));
    assertThat(
            Matching.of(slots, List.of(vote("ada", "security"), vote("ada", "security"))).seats())
        .containsExactly(new Seat("security", "ada"));
    assertThat(Matching.of(slots, List.of(vote("ada"), vote("ada", "security"))).seats()).isEmpty();
  }

  @Test
  void waitsForAllOfOneGroup() {
    List<QuorumSlot> slots = List.of(slot("dba", 3));
    List<Vote> votes = new ArrayList<>();
    for (int n = 1; n <= 3; n++) {
      assertThat(Matching.of(slots, votes).isComplete()).isFalse();
      votes.add(vote("dba-" + n, "dba", "other"));
      assertThat(Matching.of(slots, votes).progress())
          .containsExactly(new QuorumProgress("dba", 3, n));
    }
    votes.add(0, vote("nobody", "other"));
    assertThat(Matching.of(slots, votes).isComplete()).isTrue();
  }

  @Test
  void takesAnybodyForTheStar() {
    List<QuorumSlot> slots = List.of(slot("*", 2));
    assertThat(Matching.of(slots, List.of(vote("ada"), vote("bob", "dba"))).isComplete()).isTrue();
    assertThat(Matching.of(List.of(slot("dba", 1)), List.of(vote("ada", "*"))).isComplete())
        .isFalse();
  }

  @Test
  void prefersTheSlotsInOrderAndTheEarliestVotes() {
    List<Vote> votes = List.of(vote("1"), vote("2", "b"), vote("3", "a", "b"), vote("4", "a"));
    assertThat(Matching.of(List.of(slot("a", 1), slot("b", 1)), votes).seats())
        .containsExactly(new Seat("a", "3"), new Seat("b", "2"));
    assertThat(Matching.of(List.of(slot("a", 1), slot("*", 1)), votes.subList(3, 4)).seats())
        .containsExactly(new Seat("a", "4"));
    assertThat(Matching.of(List.of(slot("*", 1), slot("a", 1)), votes.subList(3, 4)).seats())
        .containsExactly(new Seat("*", "4"));
  }

  @Test
  void countsWhatWasHandedOver() {
    Vote delegate = new Vote("bob", Set.of(), Map.of("ada", Set.of("security")));
    assertThat(Matching.of(List.of(slot("security", 1)), List.of(delegate)).seats())
        .containsExactly(new Seat("security", "bob"));
    assertThat(Matching.of(List.of(slot("security", 1), slot("*", 1)), List.of(delegate)).seats())
        .as("one person, one seat")
        .containsExactly(new Seat("security", "bob"));
  }

  @Test
  void countsNothingOfWhoVotesToo() {
    Vote delegate = new Vote("bob", Set.of(), Map.of("ada", Set.of("security")));
    Vote delegator = vote("ada", "security");
    for (List<Vote> votes : List.of(List.of(delegate, delegator), List.of(delegator, delegate))) {
      assertThat(Matching.of(List.of(slot("security", 2)), votes).seats())
          .containsExactly(new Seat("security", "ada"));
    }
    Vote elsewhere = vote("ada");
    assertThat(Matching.of(List.of(slot("security", 1)), List.of(delegate, elsewhere)).seats())
        .as("also when the own vote fills no seat")
        .isEmpty();
    Vote self = new Vote("ada", Set.of(), Map.of("ada", Set.of("security")));
    assertThat(Matching.of(List.of(slot("security", 1)), List.of(self)).seats()).isEmpty();
  }

  @Test
  void countsWhatWasHandedToTwoForTheFirst() {
    Map<String, Set<String>> handed = Map.of("ada", Set.of("security"));
    List<Vote> votes =
        List.of(new Vote("bob", Set.of(), handed), new Vote("eve", Set.of(), handed));
    assertThat(Matching.of(List.of(slot("security", 2)), votes).seats())
        .containsExactly(new Seat("security", "bob"));
  }

  @Test
  void staysWithinItsLimits() {
    List<QuorumSlot> slots = new ArrayList<>();
    List<Vote> votes = new ArrayList<>();
    String[] groups = IntStream.range(0, 256).mapToObj(n -> "g" + n).toArray(String[]::new);
    for (int n = 0; n < 256; n++) {
      slots.add(slot("g" + n, 16));
      votes.add(vote("v" + n, groups));
    }
    assertThat(Matching.of(slots, votes).seats()).hasSize(256);
    votes.add(vote("one too many"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Matching.of(slots, votes))
        .withMessage("Expected at most 256 entries of votes, but there are 257");
  }

  /** Against every way to seat the people, of which the best is the one that is documented. */
  @Test
  void findsTheBestOfAllMatchings() {
    for (long seed = 0; seed < 50_000; seed++) {
      Random random = new Random(seed);
      List<QuorumSlot> slots = randomSlots(random);
      List<Vote> votes = randomVotes(random);
      Matching matching = Matching.of(slots, votes);
      BruteForce best = new BruteForce(slots, votes);
      assertThat(counts(matching))
          .as("seed %s: %s for %s", seed, votes, slots)
          .isEqualTo(best.counts);
      assertThat(voters(matching, votes))
          .as("seed %s: %s for %s", seed, votes, slots)
          .isEqualTo(best.voters);
      for (Seat seat : matching.seats()) {
        assertThat(best.mayTake(seat)).as("seed %s: %s of %s", seed, seat, votes).isTrue();
      }
      assertThat(matching.isComplete())
          .isEqualTo(matching.seats().size() == slots.stream().mapToInt(QuorumSlot::count).sum());
    }
  }

  @Test
  void neverEmptiesASeatByAFurtherVote() {
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      List<QuorumSlot> slots = randomSlots(random);
      List<Vote> votes =
          IntStream.range(0, 1 + random.nextInt(8))
              .mapToObj(n -> vote("v" + n, randomGroups(random).toArray(String[]::new)))
              .toList();
      List<Integer> before = counts(Matching.of(slots, List.of()));
      for (int n = 1; n <= votes.size(); n++) {
        List<Integer> after = counts(Matching.of(slots, votes.subList(0, n)));
        for (int slot = 0; slot < slots.size(); slot++) {
          assertThat(after.get(slot))
              .as("seed %s: slot %s of %s after %s", seed, slot, slots, votes.subList(0, n))
              .isGreaterThanOrEqualTo(before.get(slot));
        }
        before = after;
      }
    }
  }

  private static List<QuorumSlot> randomSlots(Random random) {
    List<String> groups = new ArrayList<>(List.of("a", "b", "c", "*"));
    Collections.shuffle(groups, random);
    return groups.subList(0, 1 + random.nextInt(4)).stream()
        .map(group -> slot(group, 1 + random.nextInt(2)))
        .toList();
  }

  /** Up to five people, some of whom hold what one of two others handed to them alone. */
  private static List<Vote> randomVotes(Random random) {
    List<String> people = new ArrayList<>(List.of("1", "2", "3", "4", "5", "6", "7"));
    Collections.shuffle(people, random);
    int voting = random.nextInt(6);
    List<Map<String, Set<String>>> delegated = new ArrayList<>();
    for (int n = 0; n < voting; n++) {
      delegated.add(new HashMap<>());
    }
    for (int n = 0; n < random.nextInt(3) && voting > 0; n++) {
      String delegator = people.get(random.nextInt(people.size()));
      delegated.forEach(handed -> handed.remove(delegator));
      delegated.get(random.nextInt(voting)).put(delegator, randomGroups(random));
    }
    return IntStream.range(0, voting)
        .mapToObj(n -> new Vote(people.get(n), randomGroups(random), delegated.get(n)))
        .toList();
  }

  private static Set<String> randomGroups(Random random) {
    Set<String> groups = new HashSet<>();
    for (String group : List.of("a", "b", "c")) {
      if (random.nextInt(5) < 2) {
        groups.add(group);
      }
    }
    return groups;
  }

  private static List<Integer> counts(Matching matching) {
    return matching.progress().stream().map(QuorumProgress::votes).toList();
  }

  /** For each vote whether it has a seat. */
  private static List<Boolean> voters(Matching matching, List<Vote> votes) {
    Set<String> seated = new HashSet<>();
    matching.seats().forEach(seat -> assertThat(seated.add(seat.voter())).isTrue());
    return votes.stream().map(vote -> seated.contains(vote.subject())).toList();
  }

  /** Tries everything: the most seats, then the first slots, then the earliest votes. */
  private static final class BruteForce {
    private final List<QuorumSlot> slots;
    private final List<Vote> votes;
    private final Set<String> voting = new HashSet<>();
    private final int[] taken;
    private final boolean[] seated;
    private int most = -1;
    List<Integer> counts = List.of();
    List<Boolean> voters = List.of();

    BruteForce(List<QuorumSlot> slots, List<Vote> votes) {
      this.slots = slots;
      this.votes = votes;
      this.taken = new int[slots.size()];
      this.seated = new boolean[votes.size()];
      votes.forEach(vote -> voting.add(vote.subject()));
      seat(0);
    }

    boolean mayTake(Seat seat) {
      return votes.stream()
          .anyMatch(vote -> vote.subject().equals(seat.voter()) && mayTake(vote, seat.group()));
    }

    private boolean mayTake(Vote vote, String group) {
      return group.equals("*")
          || vote.groups().contains(group)
          || vote.delegated().entrySet().stream()
              .anyMatch(
                  handed -> !voting.contains(handed.getKey()) && handed.getValue().contains(group));
    }

    private void seat(int vote) {
      if (vote == votes.size()) {
        compare();
        return;
      }
      for (int slot = 0; slot < taken.length; slot++) {
        QuorumSlot wanted = slots.get(slot);
        if (taken[slot] < wanted.count() && mayTake(votes.get(vote), wanted.group())) {
          taken[slot]++;
          seated[vote] = true;
          seat(vote + 1);
          seated[vote] = false;
          taken[slot]--;
        }
      }
      seat(vote + 1);
    }

    private void compare() {
      List<Integer> filled = IntStream.of(taken).boxed().toList();
      List<Boolean> who = IntStream.range(0, seated.length).mapToObj(vote -> seated[vote]).toList();
      int all = IntStream.of(taken).sum();
      int order = Integer.compare(all, most);
      for (int n = 0; order == 0 && n < filled.size(); n++) {
        order = filled.get(n).compareTo(counts.get(n));
      }
      for (int n = 0; order == 0 && n < who.size(); n++) {
        order = who.get(n).compareTo(voters.get(n));
      }
      if (order > 0) {
        most = all;
        counts = filled;
        voters = who;
      }
    }
  }
}
