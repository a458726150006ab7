package io.countersign.query.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.document.EventJson;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import io.countersign.testkit.RandomHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openprovenance.prov.json.Converter;
import org.openprovenance.prov.model.ActedOnBehalfOf;
import org.openprovenance.prov.model.Activity;
import org.openprovenance.prov.model.Agent;
import org.openprovenance.prov.model.Document;
import org.openprovenance.prov.model.Entity;
import org.openprovenance.prov.model.Statement;
import org.openprovenance.prov.model.StatementOrBundle;
import org.openprovenance.prov.model.WasAssociatedWith;
import org.openprovenance.prov.model.WasDerivedFrom;
import org.openprovenance.prov.model.WasGeneratedBy;
import org.openprovenance.prov.vanilla.ProvFactory;

/** PROV-JSON as ProvToolbox reads it, the implementation of those who wrote the format. */
final class ProvStoryTest {
  private static final Map<String, List<String>> ROLES =
      Map.of(
          "used", List.of("prov:activity", "prov:entity"),
          "wasGeneratedBy", List.of("prov:entity", "prov:activity"),
          "wasInformedBy", List.of("prov:informed", "prov:informant"),
          "wasAssociatedWith", List.of("prov:activity", "prov:agent", "prov:plan"),
          "actedOnBehalfOf", List.of("prov:delegate", "prov:responsible", "prov:activity"),
          "wasDerivedFrom", List.of("prov:generatedEntity", "prov:usedEntity"));

  @Test
  void anotherImplementationReadsEveryStatement() {
    JsonObject told = ProvStory.of(RichRun.story());
    Document document = read(told.toJson());
    List<StatementOrBundle> statements = document.getStatementOrBundle();
    Map<String, Long> kinds =
        statements.stream()
            .collect(Collectors.groupingBy(s -> s.getKind().name(), Collectors.counting()));
    assertThat(of(statements, Entity.class)).hasSize(size(told, "entity"));
    assertThat(of(statements, Activity.class)).hasSize(size(told, "activity"));
    assertThat(of(statements, Agent.class)).hasSize(size(told, "agent"));
    assertThat(of(statements, WasAssociatedWith.class)).hasSize(size(told, "wasAssociatedWith"));
    assertThat(of(statements, WasGeneratedBy.class)).hasSize(size(told, "wasGeneratedBy"));
    assertThat(statements).as("%s", kinds).hasSize(all(told));
  }

  @Test
  void saysWhoActedForWhomAndWhoVotedByWhichPlan() {
    Document document = read(ProvStory.of(RichRun.story()).toJson());
    List<StatementOrBundle> statements = document.getStatementOrBundle();
    assertThat(of(statements, ActedOnBehalfOf.class))
        .extracting(each -> each.getDelegate().getUri() + " " + each.getResponsible().getUri())
        .contains(
            "urn:countersign:acme:agent:triage-bot"
                + " urn:countersign:acme:person:ana%40acme%2Eexample");
    assertThat(of(statements, WasAssociatedWith.class))
        .filteredOn(each -> each.getPlan() != null)
        .extracting(each -> each.getAgent().getLocalPart())
        .contains("bo%40acme%2Eexample", "sue%40acme%2Eexample");
    assertThat(of(statements, WasDerivedFrom.class)).isNotEmpty();
  }

  @Test
  void everyRoleIsPlayedBySomethingThatIsStated() {
    List<JsonObject> documents = new ArrayList<>();
    documents.add(ProvStory.of(RichRun.story()));
    for (long seed = 1; seed <= 3; seed++) {
      List<JsonObject> events =
          RandomHistory.of(seed, 3, List.of("acme"), 400).stream().map(EventJson::of).toList();
      documents.add(
          ProvStory.of(
              StoryView.of(
                  new StoryRead(
                      "acme",
                      "run \u202e/1",
                      events,
                      0,
                      false,
                      JsonObject.EMPTY,
                      Optional.empty()))));
    }
    for (JsonObject told : documents) {
      assertThat(read(told.toJson()).getStatementOrBundle()).hasSize(all(told));
      List<String> stated = new ArrayList<>();
      for (String kind : List.of("entity", "activity", "agent")) {
        told.object(kind).ifPresent(all -> stated.addAll(all.members().keySet()));
      }
      assertThat(stated).doesNotHaveDuplicates();
      ROLES.forEach(
          (kind, roles) ->
              told.object(kind)
                  .ifPresent(
                      all ->
                          all.members()
                              .values()
                              .forEach(
                                  relation ->
                                      roles.forEach(
                                          role ->
                                              Members.text((JsonObject) relation, role)
                                                  .ifPresent(
                                                      name ->
                                                          assertThat(stated).contains(name))))));
    }
  }

  @Test
  void namesStandWhereAnythingMayBeWritten() {
    assertThat(ProvName.of("agent", "a b:/é\u202e")).isEqualTo("agent:a%20b%3A%2F%C3%A9%E2%80%AE");
    assertThat(ProvName.of("agent", "")).isEqualTo("agent:%20");
    assertThat(ProvName.of("agent", "-x")).isEqualTo("agent:%2Dx");
    assertThat(ProvName.of("agent", "x".repeat(1_000_000))).hasSizeLessThan(100);
  }

  private static Document read(String json) {
    assertThat(StrictJson.reread(json)).isInstanceOf(JsonObject.class);
    return new Converter(new ProvFactory()).fromString(json);
  }

  private static <S extends Statement> List<S> of(
      List<StatementOrBundle> statements, Class<S> kind) {
    return statements.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static int size(JsonObject told, String kind) {
    return told.object(kind).map(all -> all.members().size()).orElse(0);
  }

  private static int all(JsonObject told) {
    return told.members().keySet().stream()
        .filter(kind -> !kind.equals("prefix"))
        .mapToInt(kind -> size(told, kind))
        .sum();
  }
}
