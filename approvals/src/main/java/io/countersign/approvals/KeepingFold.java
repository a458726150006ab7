package io.countersign.approvals;

import io.countersign.approvals.state.Keeping;
import io.countersign.approvals.state.KeptHold;
import io.countersign.approvals.state.KeptSearch;
import io.countersign.approvals.state.State;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.KeepingEvent;
import io.countersign.schemas.event.LegalHoldPlaced;
import io.countersign.schemas.event.LegalHoldReleased;
import io.countersign.schemas.event.RetentionSet;
import io.countersign.schemas.event.SearchRemoved;
import io.countersign.schemas.event.SearchSaved;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The part of {@link Fold} that keeps retention, legal holds and saved searches. */
final class KeepingFold {
  private KeepingFold() {}

  static void apply(State state, EventEnvelope event, KeepingEvent body) {
    Keeping before = state.keeping(event.tenant());
    state.putKeeping(
        event.tenant(),
        switch (body) {
          case RetentionSet set -> before.withRetention(set.classes(), event.position());
          case LegalHoldPlaced placed ->
              before.withHolds(
                  with(
                      before.holds(),
                      KeptHold::id,
                      new KeptHold(placed.holdId(), placed.scope(), event.position())));
          case LegalHoldReleased released ->
              before.withHolds(without(before.holds(), KeptHold::id, released.holdId()));
          case SearchSaved saved ->
              before.withSearches(
                  with(
                      before.searches(),
                      KeptSearch::name,
                      new KeptSearch(
                          saved.name(),
                          KeepingHandler.digest(saved.parameters(), saved.description()),
                          event.position())));
          case SearchRemoved removed ->
              before.withSearches(without(before.searches(), KeptSearch::name, removed.name()));
        });
  }

  /** The command that such an event answers. */
  static String commandType(KeepingEvent event) {
    return switch (event) {
      case RetentionSet set -> "SetRetention";
      case LegalHoldPlaced placed -> "PlaceLegalHold";
      case LegalHoldReleased released -> "ReleaseLegalHold";
      case SearchSaved saved -> "SaveSearch";
      case SearchRemoved removed -> "RemoveSearch";
    };
  }

  private static <T> List<T> with(List<T> values, Function<T, String> id, T value) {
    return Stream.concat(without(values, id, id.apply(value)).stream(), Stream.of(value))
        .sorted(Comparator.comparing(id))
        .toList();
  }

  private static <T> List<T> without(List<T> values, Function<T, String> id, String gone) {
    return values.stream().filter(value -> !id.apply(value).equals(gone)).toList();
  }
}
