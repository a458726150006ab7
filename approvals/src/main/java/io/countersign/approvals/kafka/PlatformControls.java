package io.countersign.approvals.kafka;

import io.countersign.schemas.command.ActivateBehaviour;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.EngageBrake;
import io.countersign.schemas.command.ReleaseBrake;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.BehaviourActivated;
import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.BrakeReleased;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What each ledger has recorded of that which is meant for all, and what each still lacks. Does no
 * I/O. Not thread safe.
 */
final class PlatformControls {
  /** Kinds of events that may be meant for all ledgers. */
  static final Set<String> TYPES =
      Set.of(
          BehaviourActivated.class.getSimpleName(),
          BrakeEngaged.class.getSimpleName(),
          BrakeReleased.class.getSimpleName());

  /**
   * A command that a ledger lacks.
   *
   * @param ledger the ledger
   * @param commandId its id, the same however often it is appended
   * @param command the command
   */
  record Lacking(int ledger, UUID commandId, Command command) {}

  /** One brake in all ledgers. */
  private static final class Progress {
    private @Nullable EventEnvelope engaged;
    private @Nullable EventEnvelope released;
    private final Set<Integer> engagedIn = new TreeSet<>();
    private final Set<Integer> releasedIn = new TreeSet<>();
    private boolean fresh;
  }

  private final int ledgers;
  private final Map<Integer, Integer> levels = new HashMap<>();
  private final Map<UUID, Progress> brakes = new LinkedHashMap<>();
  private @Nullable EventEnvelope highest;
  private boolean highestFresh;

  PlatformControls(int ledgers) {
    this.ledgers = ledgers;
  }

  /**
   * Notes what a ledger has recorded. Events of one ledger come in their order, but may come again;
   * those of several in any.
   *
   * @param fresh whether it was recorded since we began, so that others need it at once
   */
  void note(EventEnvelope event, boolean fresh) {
    if (!event.tenant().equals(CommandEnvelope.PLATFORM)) {
      return;
    }
    Event body = event.body();
    if (body instanceof BehaviourActivated activated) {
      level(event, activated.level(), fresh);
    } else if (body instanceof BrakeEngaged engaged) {
      Progress brake = brakes.computeIfAbsent(engaged.brakeId(), id -> new Progress());
      brake.engaged = brake.engaged == null ? event : brake.engaged;
      brake.engagedIn.add(event.ledger());
      brake.fresh |= fresh;
    } else if (body instanceof BrakeReleased released) {
      Progress brake = brakes.computeIfAbsent(released.brakeId(), id -> new Progress());
      brake.released = brake.released == null ? event : brake.released;
      brake.releasedIn.add(event.ledger());
      brake.fresh |= fresh;
    }
  }

  private void level(EventEnvelope event, int level, boolean fresh) {
    levels.merge(event.ledger(), level, Math::max);
    int known =
        highest != null && highest.body() instanceof BehaviourActivated activated
            ? activated.level()
            : 0;
    if (level > known) {
      highest = event;
      highestFresh = fresh;
    }
  }

  /**
   * What the ledgers lack, in the order in which each must get it. A brake that a ledger has
   * released already is not engaged there any more.
   *
   * @param all whether all history is known; else only what was noted as fresh counts
   */
  List<Lacking> lacking(boolean all) {
    List<Lacking> lacking = new ArrayList<>();
    if (highest != null
        && (all || highestFresh)
        && highest.body() instanceof BehaviourActivated activated) {
      for (int ledger = 0; ledger < ledgers; ledger++) {
        if (levels.getOrDefault(ledger, 0) < activated.level()) {
          lacking.add(lacking(highest, ledger, new ActivateBehaviour(activated.level())));
        }
      }
    }
    for (Progress brake : brakes.values()) {
      if (all || brake.fresh) {
        lackingOf(brake, lacking);
      }
    }
    return lacking;
  }

  private void lackingOf(Progress brake, List<Lacking> lacking) {
    for (int ledger = 0; ledger < ledgers; ledger++) {
      if (brake.releasedIn.contains(ledger)) {
        continue;
      }
      if (!brake.engagedIn.contains(ledger)
          && brake.engaged != null
          && brake.engaged.body() instanceof BrakeEngaged body) {
        lacking.add(
            lacking(
                brake.engaged,
                ledger,
                new EngageBrake(
                    body.brakeId(), body.kind(), body.scope(), body.reason(), body.by())));
      }
      if (brake.released != null && brake.released.body() instanceof BrakeReleased body) {
        lacking.add(
            lacking(
                brake.released,
                ledger,
                new ReleaseBrake(body.brakeId(), body.reason(), body.by())));
      }
    }
  }

  /** Forgets brakes that every ledger has released; only once all history is known. */
  void forget() {
    brakes.values().removeIf(brake -> brake.releasedIn.size() == ledgers);
  }

  /** How many ledgers have recorded {@code level} or a higher one. */
  long recorded(int level) {
    return levels.values().stream().filter(recorded -> recorded >= level).count();
  }

  private static Lacking lacking(EventEnvelope event, int ledger, Command command) {
    return new Lacking(ledger, id(event, ledger), command);
  }

  /** A UUIDv8 (RFC 9562, section 5.8) over the event and the ledger that needs it. */
  private static UUID id(EventEnvelope event, int ledger) {
    String text = "countersign/forward/v1\n%s\n%s".formatted(event.eventId(), ledger);
    ByteBuffer digest =
        ByteBuffer.wrap(Digest.sha256(text.getBytes(StandardCharsets.UTF_8)).bytes());
    return new UUID(
        (digest.getLong() & 0xFFFFFFFFFFFF0FFFL) | 0x8000L,
        (digest.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
  }
}
