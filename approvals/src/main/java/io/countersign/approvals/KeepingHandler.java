package io.countersign.approvals;

import io.countersign.approvals.state.Keeping;
import io.countersign.approvals.state.KeptHold;
import io.countersign.approvals.state.KeptSearch;
import io.countersign.schemas.audit.QueryParameter;
import io.countersign.schemas.command.KeepingCommand;
import io.countersign.schemas.command.PlaceLegalHold;
import io.countersign.schemas.command.ReleaseLegalHold;
import io.countersign.schemas.command.RemoveSearch;
import io.countersign.schemas.command.SaveSearch;
import io.countersign.schemas.command.SetRetention;
import io.countersign.schemas.control.ClassRetention;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.LegalHoldPlaced;
import io.countersign.schemas.event.LegalHoldReleased;
import io.countersign.schemas.event.RetentionSet;
import io.countersign.schemas.event.SearchRemoved;
import io.countersign.schemas.event.SearchSaved;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Keeps how a tenant's records are kept and found: how long search keeps them, legal holds that
 * beat that, and saved searches.
 */
final class KeepingHandler {
  /** Most legal holds of a tenant. */
  static final int MOST_HOLDS = 256;

  /** Most saved searches of a tenant. */
  static final int MOST_SEARCHES = 256;

  private static final byte[] DOMAIN = "countersign/search/v1\n".getBytes(StandardCharsets.UTF_8);

  void handle(Moment moment, KeepingCommand command, Recorder recorder) {
    switch (command) {
      case SetRetention set -> set(moment, set, recorder);
      case PlaceLegalHold place -> place(moment, place, recorder);
      case ReleaseLegalHold release -> release(moment, release, recorder);
      case SaveSearch save -> save(moment, save, recorder);
      case RemoveSearch remove -> remove(moment, remove, recorder);
    }
  }

  /** Whether a command lets records go sooner: people may have to decide on that. */
  static boolean keepsLess(Moment moment, KeepingCommand command) {
    return switch (command) {
      case SetRetention set -> ClassRetention.isShorter(keeping(moment).classes(), set.classes());
      case ReleaseLegalHold release -> true;
      case PlaceLegalHold place -> false;
      case SaveSearch save -> false;
      case RemoveSearch remove -> false;
    };
  }

  /** What tells a saved search from another of the same name. */
  static Digest digest(List<QueryParameter> parameters, String description) {
    StringBuilder text = new StringBuilder();
    append(text, description);
    for (QueryParameter parameter : parameters) {
      append(text, parameter.name());
      append(text, parameter.value());
    }
    return Digest.sha256(DOMAIN, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void append(StringBuilder text, String part) {
    text.append(part.length()).append(':').append(part);
  }

  private static void set(Moment moment, SetRetention set, Recorder recorder) {
    Keeping keeping = keeping(moment);
    if (keeping.classes().equals(set.classes())) {
      Long since = keeping.retentionPosition() < 0 ? null : keeping.retentionPosition();
      ControlHandler.unchanged(moment, set, since, recorder);
    } else {
      record(
          moment,
          new RetentionSet(set.classes(), keeping.classes(), set.reason(), set.by()),
          recorder);
    }
  }

  private static void place(Moment moment, PlaceLegalHold place, Recorder recorder) {
    Keeping keeping = keeping(moment);
    Optional<KeptHold> standing = keeping.hold(place.holdId());
    if (standing.isPresent() && standing.get().scope().equals(place.scope())) {
      ControlHandler.unchanged(moment, place, standing.get().position(), recorder);
    } else if (standing.isPresent()) {
      ControlHandler.reject(
          moment,
          place,
          "HOLD_TAKEN",
          "Expected a hold of another id, because %s keeps something else since position %s. A hold never changes: place another beside it."
              .formatted(place.holdId(), standing.get().position()),
          recorder);
    } else if (keeping.holds().size() >= MOST_HOLDS) {
      ControlHandler.reject(
          moment,
          place,
          "TOO_MANY_HOLDS",
          "Expected at most %s legal holds. Release some, or place one for all of the tenant."
              .formatted(MOST_HOLDS),
          recorder);
    } else {
      record(
          moment,
          new LegalHoldPlaced(place.holdId(), place.scope(), place.reason(), place.by()),
          recorder);
    }
  }

  private static void release(Moment moment, ReleaseLegalHold release, Recorder recorder) {
    Optional<KeptHold> standing = keeping(moment).hold(release.holdId());
    if (standing.isEmpty()) {
      ControlHandler.reject(
          moment,
          release,
          "HOLD_UNKNOWN",
          "Expected a legal hold in force, but there is none of the id %s."
              .formatted(release.holdId()),
          recorder);
    } else {
      record(
          moment,
          new LegalHoldReleased(
              release.holdId(), standing.get().scope(), release.reason(), release.by()),
          recorder);
    }
  }

  private static void save(Moment moment, SaveSearch save, Recorder recorder) {
    Keeping keeping = keeping(moment);
    Optional<KeptSearch> standing = keeping.search(save.name());
    if (standing.isPresent()
        && standing.get().digest().equals(digest(save.parameters(), save.description()))) {
      ControlHandler.unchanged(moment, save, standing.get().position(), recorder);
    } else if (standing.isEmpty() && keeping.searches().size() >= MOST_SEARCHES) {
      ControlHandler.reject(
          moment,
          save,
          "TOO_MANY_SEARCHES",
          "Expected at most %s saved searches. Remove some that nobody needs."
              .formatted(MOST_SEARCHES),
          recorder);
    } else {
      record(
          moment,
          new SearchSaved(save.name(), save.parameters(), save.description(), save.by()),
          recorder);
    }
  }

  private static void remove(Moment moment, RemoveSearch remove, Recorder recorder) {
    if (keeping(moment).search(remove.name()).isEmpty()) {
      ControlHandler.reject(
          moment,
          remove,
          "SEARCH_UNKNOWN",
          "Expected a saved search, but there is none of the name %s.".formatted(remove.name()),
          recorder);
    } else {
      record(moment, new SearchRemoved(remove.name(), remove.by()), recorder);
    }
  }

  private static void record(Moment moment, Event event, Recorder recorder) {
    recorder.record(moment.tenant(), null, null, event);
  }

  private static Keeping keeping(Moment moment) {
    return moment.state().keeping(moment.tenant());
  }
}
