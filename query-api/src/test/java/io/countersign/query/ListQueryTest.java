package io.countersign.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.query.text.TextQuery;
import io.countersign.schemas.command.CommandEnvelope;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ListQueryTest {
  private static final Cursor CURSOR = new Cursor(1_795_265_489_413L, 3, 1, 812);

  @Test
  void readsEveryFilter() throws BadQuery {
    ListQuery query =
        parse(
            Map.of(
                "verdict", "DENY",
                "principal", "ana@acme.example",
                "from", "2026-11-21T08:30:00.123456+01:00",
                "to", "2026-11-22T00:00:00Z",
                "text", "refund -urgent",
                "limit", "500"));
    assertThat(query.terms())
        .isEqualTo(
            new Terms(
                Map.of("verdict", Set.of("DENY"), "principal", Set.of("ana@acme.example")),
                Map.of()));
    assertThat(query.from()).contains(Instant.parse("2026-11-21T07:30:00.123Z"));
    assertThat(query.to()).contains(Instant.parse("2026-11-22T00:00:00Z"));
    assertThat(query.text())
        .contains(
            new TextQuery.All(
                List.of(
                    new TextQuery.Words("refund"),
                    new TextQuery.Not(new TextQuery.Words("urgent")))));
    assertThat(query.order()).isEqualTo(Order.NEWEST_FIRST);
    assertThat(query.limit()).isEqualTo(500);
    assertThat(query.after()).isEmpty();
  }

  @Test
  void namesTheParameterThatIsWrong() {
    refuses("colour", "red");
    refuses("verdict", "MAYBE");
    refuses("callId", "12");
    refuses("from", "yesterday");
    refuses("from", "1969-12-31T00:00:00Z");
    refuses("limit", "0");
    refuses("limit", "501");
    refuses("limit", "1e2");
    refuses("text", "  ");
    refuses("text", "x".repeat(513));
    refuses("text", "tool:");
    refuses("text", "verdict:MAYBE");
    refuses("not.verdict", "MAYBE");
    refuses("not.limit", "5");
    refuses("order", "up");
    refuses("ledger", "-1");
    refuses("tool", "");
    refuses("tool", "\ud800");
    refuses("cursor", "not a cursor");
    assertThatThrownBy(
            () -> ListQuery.parse(Listing.APPROVALS, "acme", Map.of("text", List.of("refund"))))
        .isInstanceOf(BadQuery.class);
    assertThatThrownBy(
            () -> ListQuery.parse(Listing.CALLS, "acme", Map.of("order", List.of("ledger"))))
        .isInstanceOf(BadQuery.class);
    assertThatThrownBy(
            () -> ListQuery.parse(Listing.EVENTS, "acme", Map.of("limit", List.of("1", "2"))))
        .isInstanceOf(BadQuery.class)
        .hasMessageContaining("more than once");
  }

  @Test
  void knowsTheStatesAndFiltersOfEachList() throws BadQuery {
    for (Map.Entry<String, Set<Listing>> state :
        Map.of(
                "ALLOWED", Set.of(Listing.CALLS),
                "APPROVED", Set.of(Listing.CALLS, Listing.APPROVALS),
                "OUTCOME_UNKNOWN", Set.of(Listing.APPROVALS),
                "PROPOSED", Set.of(Listing.TOOLS),
                "ENGAGED", Set.of(Listing.BRAKES),
                "IN_FORCE",
                    Set.of(
                        Listing.POLICIES,
                        Listing.DELEGATIONS,
                        Listing.STANDING_GRANTS,
                        Listing.HOLDS),
                "REMOVED", Set.of(Listing.LIMITS, Listing.APPROVERS, Listing.SEARCHES))
            .entrySet()) {
      for (Listing listing : Listing.values()) {
        Map<String, List<String>> parameters = Map.of("state", List.of(state.getKey()));
        if (state.getValue().contains(listing)) {
          assertThat(ListQuery.parse(listing, "acme", parameters).terms().wanted("state"))
              .containsExactly(state.getKey());
        } else {
          assertThatThrownBy(() -> ListQuery.parse(listing, "acme", parameters))
              .as("%s of %s", state.getKey(), listing)
              .isInstanceOf(BadQuery.class);
        }
      }
    }
    assertThatThrownBy(
            () ->
                ListQuery.parse(
                    Listing.TOOLS, "acme", Map.of("from", List.of("2026-11-21T08:30:00Z"))))
        .isInstanceOf(BadQuery.class)
        .hasMessageContaining("server");
    assertThat(parse(Map.of("control", "tool/tickets/close_ticket")).terms().wanted("control"))
        .containsExactly("tool/tickets/close_ticket");
  }

  @Test
  void findsApprovalsByWhoMayAndDidDecide() throws BadQuery {
    Map<String, List<String>> asked =
        Map.of(
            "group", List.of("leads"),
            "voter", List.of("bo"),
            "callId", List.of("01934D2E-7A00-7A99-8000-000000000001"),
            "from", List.of("2026-11-21T08:30:00Z"));
    ListQuery query = ListQuery.parse(Listing.APPROVALS, "acme", asked);
    assertThat(query.terms().wanted("group")).containsExactly("leads");
    assertThat(query.terms().wanted("callId"))
        .containsExactly("01934d2e-7a00-7a99-8000-000000000001");
    assertThat(parse(Map.of("voter", "bo")).terms().wanted("voter")).containsExactly("bo");
    assertThatThrownBy(
            () -> ListQuery.parse(Listing.APPROVALS, "acme", Map.of("kind", List.of("BOTH"))))
        .isInstanceOf(BadQuery.class);
  }

  @Test
  void takesSeveralValuesOfAFilterAndSomeThatAreNotWanted() throws BadQuery {
    ListQuery query =
        ListQuery.parse(
            Listing.CALLS,
            "acme",
            Map.of(
                "tool", List.of("b", "a", "b"),
                "not.tool", List.of("c"),
                "not.verdict", List.of("ALLOW", "ASK"),
                "order", List.of("asc")));
    assertThat(query.terms())
        .isEqualTo(
            new Terms(
                Map.of("tool", Set.of("a", "b")),
                Map.of("tool", Set.of("c"), "verdict", Set.of("ALLOW", "ASK"))));
    assertThat(query.order()).isEqualTo(Order.OLDEST_FIRST);
    assertThatThrownBy(
            () ->
                ListQuery.parse(
                    Listing.CALLS,
                    "acme",
                    Map.of("tool", IntStream.range(0, 51).mapToObj(n -> "t" + n).toList())))
        .isInstanceOf(BadQuery.class)
        .hasMessageContaining("at most 50");
  }

  @Test
  void followsThePlatformOneLedgerAtATime() throws BadQuery {
    Map<String, List<String>> asked = Map.of("order", List.of("ledger"));
    assertThatThrownBy(() -> ListQuery.parse(Listing.EVENTS, CommandEnvelope.PLATFORM, asked))
        .isInstanceOf(BadQuery.class)
        .hasMessageContaining("Expected one ledger");
    Map<String, List<String>> one = Map.of("order", List.of("ledger"), "ledger", List.of("2"));
    assertThat(ListQuery.parse(Listing.EVENTS, CommandEnvelope.PLATFORM, one).ledger()).contains(2);
  }

  @Test
  void bindsACursorToWhatTheClientAskedForAndNotToWhatItMaySee() throws BadQuery {
    ListQuery asked = ListQuery.parse(Listing.BUDGETS, "acme", Map.of());
    ListQuery seen = asked.with("principal", "ana");
    assertThat(seen.terms().wanted("principal")).containsExactly("ana");
    assertThat(seen.fingerprint()).isNotEqualTo(asked.fingerprint());
    assertThat(asked.terms()).isEqualTo(Terms.NONE);
  }

  @Test
  void continuesWithTheCursorOfTheSameQuestionOnly() throws BadQuery {
    ListQuery question = parse(Map.of("tool", "close_ticket", "limit", "10"));
    String cursor = CURSOR.text(question.fingerprint());
    assertThat(parse(Map.of("tool", "close_ticket", "limit", "20", "cursor", cursor)).after())
        .isEqualTo(Optional.of(CURSOR));
    for (Map<String, String> other :
        List.of(
            Map.of("tool", "other", "cursor", cursor),
            Map.of("cursor", cursor),
            Map.of("tool", "close_ticket", "text", "x", "cursor", cursor),
            Map.of("not.tool", "close_ticket", "cursor", cursor),
            Map.of("tool", "close_ticket", "order", "asc", "cursor", cursor),
            Map.of("tool", "close_ticket", "order", "ledger", "cursor", cursor),
            Map.of("tool", "close_ticket", "ledger", "3", "cursor", cursor),
            Map.of("tool", "close_ticket", "from", "2026-01-01T00:00:00Z", "cursor", cursor))) {
      assertThatThrownBy(() -> parse(other)).isInstanceOf(BadQuery.class);
    }
    assertThatThrownBy(
            () ->
                ListQuery.parse(
                    Listing.EVENTS,
                    "globex",
                    Map.of("tool", List.of("close_ticket"), "cursor", List.of(cursor))))
        .isInstanceOf(BadQuery.class);
  }

  @Test
  void refusesACursorThatWasChangedInAnyPlace() throws BadQuery {
    ListQuery question = parse(Map.of());
    String cursor = CURSOR.text(question.fingerprint());
    byte[] bytes = Base64.getUrlDecoder().decode(cursor);
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] changed = bytes.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
      assertThatThrownBy(() -> Cursor.parse(text, question.fingerprint()))
          .as("bit %d", bit)
          .isInstanceOf(BadQuery.class);
    }
    for (String text : List.of("", "A", cursor + "=", cursor + "A", cursor.substring(1))) {
      assertThatThrownBy(() -> Cursor.parse(text, question.fingerprint()))
          .isInstanceOf(BadQuery.class);
    }
  }

  private static void refuses(String name, String value) {
    assertThatThrownBy(() -> parse(Map.of(name, value)))
        .isInstanceOfSatisfying(
            BadQuery.class, refused -> assertThat(refused.parameter()).isEqualTo(name));
  }

  private static ListQuery parse(Map<String, String> parameters) throws BadQuery {
    Map<String, List<String>> lists = new HashMap<>();
    parameters.forEach((name, value) -> lists.put(name, List.of(value)));
    return ListQuery.parse(Listing.EVENTS, "acme", lists);
  }
}
