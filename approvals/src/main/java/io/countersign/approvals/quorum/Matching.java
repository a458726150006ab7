package io.countersign.approvals.quorum;

import io.countersign.schemas.approval.QuorumProgress;
import io.countersign.schemas.approval.Seat;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.control.QuorumSlot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who fills which seat of a quorum: a maximum matching of the people who approve and the seats they
 * may take, one seat a person. Nobody waits because somebody with two groups was counted for the
 * wrong one.
 *
 * <p>Among the maximum matchings it is one that fills the slots in their order, and with the
 * earliest votes. A further vote of somebody who is nobody's delegator therefore never empties a
 * seat. The same input gives the same result everywhere.
 *
 * @param seats the seats that are filled, by slot, then by vote
 * @param progress how far each slot has come, in the order of the slots
 */
public record Matching(List<Seat> seats, List<QuorumProgress> progress) {
  /** The group of a slot that any approver may fill. */
  public static final String ANYBODY = "*";

  public Matching {
    seats = List.copyOf(seats);
    progress = List.copyOf(progress);
  }

  /**
   * A person who approves.
   *
   * @param subject who it is, by the one name that this person has in the tenant
   * @param groups groups that the vote may count for
   * @param delegated groups that others handed over, by the subject of who did
   */
  public record Vote(String subject, Set<String> groups, Map<String, Set<String>> delegated) {
    public Vote {
      groups = Set.copyOf(groups);
      delegated = Map.copyOf(delegated);
    }
  }

  /**
   * Matches votes with slots.
   *
   * <p>The first vote of a person counts. What somebody handed over counts once: not at all when
   * this person votes too, and else for the first vote that carries it. {@link #ANYBODY} takes
   * every vote, for who votes is an approver.
   *
   * @param slots who must approve
   * @param votes who approves, in the order of the votes
   * @throws IllegalArgumentException for more than {@link Limits#LIST} slots or votes
   */
  public static Matching of(List<QuorumSlot> slots, List<Vote> votes) {
    return new Seating(Limits.list("quorum", slots), Limits.list("votes", votes)).matching();
  }

  /** Whether every seat is filled. */
  public boolean isComplete() {
    return progress.stream().allMatch(slot -> slot.votes() == slot.count());
  }

  /**
   * Fills one seat after the other by augmenting paths: whoever has a seat keeps one, perhaps
   * another. A search looks at each pair of a slot and a vote at most once, and there are at most
   * as many searches as votes and slots.
   */
  private static final class Seating {
    private static final int NONE = -1;

    private final List<QuorumSlot> slots;
    private final List<Vote> votes;

    /** By vote: the slots it may count for. */
    private final List<BitSet> open = new ArrayList<>();

    /** By vote: the slot it counts for, or {@link #NONE}. */
    private final int[] slotOf;

    Seating(List<QuorumSlot> slots, List<Vote> votes) {
      this.slots = slots;
      this.votes = votes;
      this.slotOf = new int[votes.size()];
      Arrays.fill(slotOf, NONE);
      read();
    }

    private void read() {
      Set<String> voters = new HashSet<>();
      votes.forEach(vote -> voters.add(vote.subject()));
      Set<String> counted = new HashSet<>();
      Set<String> spent = new HashSet<>(voters);
      for (Vote vote : votes) {
        BitSet mine = new BitSet(slots.size());
        if (counted.add(vote.subject())) {
          Set<String> groups = groups(vote, spent);
          for (int slot = 0; slot < slots.size(); slot++) {
            String group = slots.get(slot).group();
            mine.set(slot, group.equals(ANYBODY) || groups.contains(group));
          }
        }
        open.add(mine);
      }
    }

    /** The groups of a vote, and of whoever handed theirs over and is not spent yet. */
    private static Set<String> groups(Vote vote, Set<String> spent) {
      Set<String> groups = new HashSet<>(vote.groups());
      vote.delegated()
          .forEach(
              (delegator, handed) -> {
                if (spent.add(delegator)) {
                  groups.addAll(handed);
                }
              });
      return groups;
    }

    Matching matching() {
      for (int slot = 0; slot < slots.size(); slot++) {
        int filled = 0;
        while (filled < slots.get(slot).count() && fill(slot)) {
          filled++;
        }
      }
      List<Seat> seats = new ArrayList<>();
      List<QuorumProgress> progress = new ArrayList<>();
      for (int slot = 0; slot < slots.size(); slot++) {
        QuorumSlot wanted = slots.get(slot);
        int before = seats.size();
        for (int vote = 0; vote < slotOf.length; vote++) {
          if (slotOf[vote] == slot) {
            seats.add(new Seat(wanted.group(), votes.get(vote).subject()));
          }
        }
        progress.add(new QuorumProgress(wanted.group(), wanted.count(), seats.size() - before));
      }
      return new Matching(seats, progress);
    }

    /**
     * Fills one more seat of a slot, when that can be: with the earliest vote without a seat that
     * can be reached, where a vote leads on to the slot that it leaves.
     */
    private boolean fill(int start) {
      int[] reachedFrom = new int[slotOf.length];
      Arrays.fill(reachedFrom, NONE);
      int[] leftBy = new int[slots.size()];
      Arrays.fill(leftBy, NONE);
      Deque<Integer> next = new ArrayDeque<>(List.of(start));
      int earliest = Integer.MAX_VALUE;
      while (!next.isEmpty()) {
        int slot = next.remove();
        for (int vote = 0; vote < slotOf.length; vote++) {
          if (reachedFrom[vote] != NONE || !open.get(vote).get(slot)) {
            continue;
          }
          reachedFrom[vote] = slot;
          int left = slotOf[vote];
          if (left == NONE) {
            earliest = Math.min(earliest, vote);
          } else if (left != start && leftBy[left] == NONE) {
            leftBy[left] = vote;
            next.add(left);
          }
        }
      }
      if (earliest == Integer.MAX_VALUE) {
        return false;
      }
      int vote = earliest;
      int slot = reachedFrom[vote];
      slotOf[vote] = slot;
      while (slot != start) {
        vote = leftBy[slot];
        slot = reachedFrom[vote];
        slotOf[vote] = slot;
      }
      return true;
    }
  }
}
