package io.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.avro.StateCodecs;
import io.countersign.approvals.state.Keeping;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.audit.QueryParameter;
import io.countersign.schemas.command.CastVote;
import io.countersign.schemas.command.ConfigureTenant;
import io.countersign.schemas.command.PlaceLegalHold;
import io.countersign.schemas.command.ReleaseLegalHold;
import io.countersign.schemas.command.RemoveSearch;
import io.countersign.schemas.command.SaveSearch;
import io.countersign.schemas.command.SetRetention;
import io.countersign.schemas.control.ClassRetention;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.HoldScope;
import io.countersign.schemas.control.RecordClass;
import io.countersign.schemas.control.TenantSettings;
import io.countersign.schemas.event.ChangeRequested;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.LegalHoldReleased;
import io.countersign.schemas.event.RetentionSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long search keeps records, what holds them longer, and searches with a name. */
class KeepingTest {
  private static final String BY = "olga@acme.example";
  private static final HoldScope RUN = new HoldScope("run-1", null);

  private static SetRetention keep(int calls) {
    return new SetRetention(
        List.of(new ClassRetention(RecordClass.CALLS, calls)), "the works council", BY);
  }

  private static PlaceLegalHold hold(String id, HoldScope scope) {
    return new PlaceLegalHold(id, scope, "litigation", BY);
  }

  private static ReleaseLegalHold release(String id) {
    return new ReleaseLegalHold(id, "settled", BY);
  }

  private static SaveSearch search(String name, String verdict) {
    return new SaveSearch(
        name, List.of(new QueryParameter("verdict", verdict)), "weekly review", BY);
  }

  private static EngineScenario strict() {
    return EngineScenario.open()
        .given(
            new ConfigureTenant(
                new TenantSettings("UTC", Gate.READ_ONLY, false, false, true, null, null)));
  }

  private static CastVote approve(ChangeRequested of, String name) {
    return new CastVote(
        of.approvalId(),
        Ballot.APPROVE,
        null,
        of.changeDigest(),
        of.previewDigest(),
        new Voter(name, List.of("leads")),
        null);
  }

  @Test
  void setsOneRetentionOfATenantAndTellsWhatItWas() {
    EngineScenario ledger = EngineScenario.open().when(keep(400)).then("RetentionSet");
    ledger.when(keep(400)).then("CommandRejected CONTROL_UNCHANGED");
    ledger.when(keep(90)).then("RetentionSet");
    assertThat(ledger.event(RetentionSet.class).previous()).isEqualTo(keep(400).classes());
    assertThat(ledger.state().keeping("acme").classes()).isEqualTo(keep(90).classes());
    ledger.when(new SetRetention(List.of(), "keep it all", BY)).then("RetentionSet");
    assertThat(ledger.state().keeping("acme").classes()).isEmpty();
  }

  @Test
  void refusesToKeepForEverWhatIsKeptForEver() {
    EngineScenario ledger = EngineScenario.open();
    ledger.when(new SetRetention(List.of(), "", BY)).then("CommandRejected CONTROL_UNCHANGED");
    assertThat(ledger.event(CommandRejected.class).message())
        .isEqualTo("Expected a change of retention, but it stands like this already.");
  }

  @Test
  void placesAHoldOnceAndReleasesItOnce() {
    EngineScenario ledger = EngineScenario.open();
    ledger.when(hold("case-1", RUN)).then("LegalHoldPlaced");
    ledger.when(hold("case-1", RUN)).then("CommandRejected CONTROL_UNCHANGED");
    ledger.when(hold("case-1", HoldScope.TENANT)).then("CommandRejected HOLD_TAKEN");
    ledger.when(release("case-2")).then("CommandRejected HOLD_UNKNOWN");
    ledger.when(release("case-1")).then("LegalHoldReleased");
    assertThat(ledger.event(LegalHoldReleased.class).scope()).isEqualTo(RUN);
    ledger.when(release("case-1")).then("CommandRejected HOLD_UNKNOWN");
    ledger.when(hold("case-1", HoldScope.TENANT)).then("LegalHoldPlaced");
  }

  @Test
  void keepsABoundedNumberOfHoldsAndSearchesAndSaysSo() {
    EngineScenario ledger = EngineScenario.open();
    IntStream.range(0, KeepingHandler.MOST_HOLDS)
        .forEach(i -> ledger.given(hold("case-" + i, RUN)));
    ledger.when(hold("one-more", RUN)).then("CommandRejected TOO_MANY_HOLDS");
    assertThat(ledger.event(CommandRejected.class).message())
        .isEqualTo(
            "Expected at most 256 legal holds. Release some, or place one for all of the tenant.");
    ledger.when(release("case-7")).then("LegalHoldReleased");
    ledger.when(hold("one-more", RUN)).then("LegalHoldPlaced");

    IntStream.range(0, KeepingHandler.MOST_SEARCHES)
        .forEach(i -> ledger.given(search("search-" + i, "DENY")));
    ledger.when(search("one-more", "DENY")).then("CommandRejected TOO_MANY_SEARCHES");
    ledger.when(search("search-3", "ASK")).then("SearchSaved");
    ledger.when(new RemoveSearch("search-4", BY)).then("SearchRemoved");
    ledger.when(search("one-more", "DENY")).then("SearchSaved");
  }

  @Test
  void keepsSmallStateHoweverLongTheNames() {
    EngineScenario ledger = EngineScenario.open();
    String longest = "日".repeat(250);
    IntStream.range(0, KeepingHandler.MOST_HOLDS)
        .forEach(i -> ledger.given(hold(longest + i, new HoldScope("長".repeat(256), null))));
    IntStream.range(0, KeepingHandler.MOST_SEARCHES)
        .forEach(i -> ledger.given(search(longest + i, "DENY")));
    Keeping kept = ledger.state().keeping("acme");
    assertThat(kept.holds()).hasSize(KeepingHandler.MOST_HOLDS);
    assertThat(StateCodecs.KEEPING.write(kept).length).isLessThan(1024 * 1024);
  }

  @Test
  void savesASearchInPlaceOfTheOneOfItsName() {
    EngineScenario ledger = EngineScenario.open();
    ledger.when(new RemoveSearch("denied", BY)).then("CommandRejected SEARCH_UNKNOWN");
    ledger.when(search("denied", "DENY")).then("SearchSaved");
    ledger.when(search("denied", "DENY")).then("CommandRejected CONTROL_UNCHANGED");
    ledger.when(search("denied", "ASK")).then("SearchSaved");
    ledger.when(new RemoveSearch("denied", BY)).then("SearchRemoved");
    assertThat(ledger.state().keeping("acme")).isEqualTo(Keeping.NONE);
  }

  @Test
  void hasPeopleDecideOnAShorterRetentionOnly() {
    EngineScenario ledger = strict();
    ledger.when(keep(400)).then("ChangeRequested");
    ChangeRequested first = ledger.event(ChangeRequested.class);
    ledger.when(approve(first, BY)).then("CommandRejected SELF_APPROVAL");
    ledger.when(approve(first, "lea")).then("VoteCast APPROVE", "ApprovalGranted", "RetentionSet");
    ledger.when(keep(800)).then("RetentionSet");
    ledger.when(keep(799)).then("ChangeRequested");
    ledger.when(new SetRetention(List.of(), "for ever", BY)).then("RetentionSet");
  }

  @Test
  void decidesAgainWhenTheRetentionHasMovedSinceItWasAskedFor() {
    EngineScenario ledger = strict().when(keep(90)).then("ChangeRequested");
    ChangeRequested early = ledger.event(ChangeRequested.class);
    ledger.when(keep(400));
    ChangeRequested late = ledger.event(ChangeRequested.class);
    ledger
        .when(approve(late, "lea"))
        .then("VoteCast APPROVE", "ApprovalGranted", "RetentionSet")
        .when(approve(early, "lea"))
        .then("VoteCast APPROVE", "ApprovalClosed INVALIDATED CONTROL_CHANGED");
    assertThat(ledger.state().keeping("acme").classes()).isEqualTo(keep(400).classes());
  }

  @Test
  void hasPeopleDecideOnTheReleaseOfAHold() {
    EngineScenario ledger = strict().when(hold("case-1", RUN)).then("LegalHoldPlaced");
    ledger.when(release("case-1")).then("ChangeRequested");
    ChangeRequested change = ledger.event(ChangeRequested.class);
    assertThat(ledger.state().keeping("acme").holds()).hasSize(1);
    ledger
        .when(approve(change, "lea"))
        .then("VoteCast APPROVE", "ApprovalGranted", "LegalHoldReleased");
    assertThat(ledger.state().keeping("acme").holds()).isEmpty();
    ledger.when(release("case-1")).then("CommandRejected HOLD_UNKNOWN");
  }
}
