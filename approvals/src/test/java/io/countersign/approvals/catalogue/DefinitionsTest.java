package io.countersign.approvals.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.arguments.Definitions;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.ToolOwner;
import io.countersign.schemas.control.Deprecation;
import io.countersign.schemas.control.FieldChange;
import io.countersign.schemas.control.Rate;
import io.countersign.schemas.control.RedactionAction;
import io.countersign.schemas.control.RedactionRule;
import io.countersign.schemas.control.ResourceRules;
import io.countersign.schemas.control.ResourceSource;
import io.countersign.schemas.control.ToolLimits;
import io.countersign.schemas.digest.Digest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DefinitionsTest {
  private static final Map<String, Consumer<Definitions>> BROKEN = new LinkedHashMap<>();

  static {
    BROKEN.put("/scopes/1", d -> d.scopes = List.of("a", "a"));
    BROKEN.put("/groups/0", d -> d.groups = List.of(" "));
    BROKEN.put("/inputSchema", d -> d.schema = "{\"type\":\"array\"}");
    BROKEN.put(
        "/inputSchema/properties/id/pattern",
        d -> d.schema = "{\"properties\":{\"id\":{\"pattern\":\"(?=a)\"}},\"type\":\"object\"}");
    BROKEN.put("/schemaDigest", d -> d.digest = Digest.sha256());
    BROKEN.put("/resources/allow/0", d -> d.resources = resources("a\\", "/id"));
    BROKEN.put("/resources/from/0/pointer", d -> d.resources = resources("*", "id"));
    BROKEN.put("/redaction/0/pointer", d -> d.redaction = rules("note", RedactionAction.MASK));
    BROKEN.put("/limits/argumentBytes", d -> d.limits = new ToolLimits(null, 0, 1 << 20, 0, null));
    BROKEN.put("/limits/argumentDepth", d -> d.limits = new ToolLimits(null, 0, 0, 65, null));
    BROKEN.put("/deprecation/message", d -> d.deprecation = new Deprecation(Instant.EPOCH, null));
  }

  @Test
  void findsNothingWrongWithASoundDefinition() {
    Definitions sound = new Definitions();
    sound.resources = resources("ticket:*", "/id");
    sound.redaction =
        List.of(
            new RedactionRule("/note", RedactionAction.MASK),
            new RedactionRule("/id", RedactionAction.KEEP));
    sound.limits = new ToolLimits(new Rate(1, 1000, 1), 2, 1024, 8, null);
    sound.deprecation = new Deprecation(Instant.EPOCH, "use archive_ticket");
    assertThat(DefinitionCheck.examine(sound.build())).isEmpty();
  }

  @Test
  void namesThePlaceOfEveryProblem() {
    BROKEN.forEach(
        (pointer, breaking) -> {
          Definitions definition = new Definitions();
          breaking.accept(definition);
          assertThat(DefinitionCheck.examine(definition.build()))
              .as(pointer)
              .extracting(DefinitionProblem::pointer)
              .containsExactly(pointer);
        });
  }

  @ParameterizedTest
  @CsvSource({"/id, MASK", "/a, HASH", "/a/*, DROP", "/*, MASK"})
  void refusesToHideTheResourcesItMustRead(String pointer, RedactionAction action) {
    Definitions definition = new Definitions();
    definition.resources =
        new ResourceRules(
            List.of("*"), List.of(new ResourceSource("/id", ""), new ResourceSource("/a/b/c", "")));
    definition.redaction = rules(pointer, action);
    assertThat(DefinitionCheck.examine(definition.build()))
        .isNotEmpty()
        .allMatch(problem -> problem.pointer().startsWith("/resources/from/"));
  }

  @Test
  void keepsOnlyNamedPlaces() {
    Definitions definition = new Definitions();
    definition.redaction = rules("/a/*", RedactionAction.KEEP);
    assertThat(DefinitionCheck.examine(definition.build()))
        .extracting(DefinitionProblem::pointer)
        .containsExactly("/redaction/0/pointer");
    definition.redaction = rules("/a/*/id", RedactionAction.KEEP);
    assertThat(DefinitionCheck.examine(definition.build())).isEmpty();
    definition.redaction = rules("/ids/*", RedactionAction.KEEP);
    definition.resources = resources("ticket:*", "/ids/*");
    assertThat(DefinitionCheck.examine(definition.build())).isEmpty();
  }

  @Test
  void listsNoChangeBetweenEqualDefinitions() {
    assertThat(DefinitionDiff.between(new Definitions().build(), new Definitions().build()))
        .isEmpty();
  }

  @Test
  void listsChangesInTheOrderOfTheDefinition() {
    Definitions after = new Definitions();
    after.version = "2.0";
    after.owner = new ToolOwner("Ana", "#team", "pager:1");
    after.risk = Risk.DESTRUCTIVE;
    after.limits = new ToolLimits(new Rate(1, 1000, 2), 3, 0, 0, null);
    after.deprecation = new Deprecation(Instant.EPOCH, "use x");
    assertThat(DefinitionDiff.between(new Definitions().build(), after.build()))
        .containsExactly(
            new FieldChange("version", "\"1.0\"", "\"2.0\""),
            new FieldChange("owner.contact", "\"ana@acme.example\"", "\"#team\""),
            new FieldChange("owner.escalation", null, "\"pager:1\""),
            new FieldChange("risk", "\"WRITE\"", "\"DESTRUCTIVE\""),
            new FieldChange("limits.rate", null, "{\"burst\":2,\"calls\":1,\"perMillis\":1000}"),
            new FieldChange("limits.concurrency", "0", "3"),
            new FieldChange("deprecation.date", null, "\"1970-01-01T00:00:00Z\""),
            new FieldChange("deprecation.message", null, "\"use x\""));
  }

  @Test
  void showsWhereASchemaChanged() {
    Definitions after = new Definitions();
    after.schema =
        "{\"properties\":{\"id\":{\"type\":\"integer\"},\"n/m\":true},\"type\":\"object\"}";
    assertThat(DefinitionDiff.between(new Definitions().build(), after.build()))
        .startsWith(
            new FieldChange("inputSchema/properties/id/type", "\"string\"", "\"integer\""),
            new FieldChange("inputSchema/properties/n~1m", null, "true"))
        .extracting(FieldChange::field)
        .endsWith("schemaDigest");
  }

  @Test
  void showsSizeAndDigestOfWhatIsLarge() {
    StringBuilder many = new StringBuilder("{\"type\":\"object\"");
    for (int i = 0; i < 40; i++) {
      many.append(",\"x%s\":1".formatted(i));
    }
    Definitions after = new Definitions();
    after.schema = many + "}";
    after.scopes = java.util.stream.IntStream.range(0, 250).mapToObj(i -> "scope" + i).toList();
    List<FieldChange> changes = DefinitionDiff.between(new Definitions().build(), after.build());
    assertThat(changes).extracting(FieldChange::field).startsWith("scopes", "inputSchema");
    assertThat(changes)
        .allMatch(change -> String.valueOf(change.after()).length() <= DefinitionDiff.LONGEST);
    assertThat(changes.getFirst().after()).contains("sha256:");
  }

  @Test
  void raisesAndNeverLowers() {
    for (Risk catalogued : Risk.values()) {
      for (Risk proposed : Risk.values()) {
        Risk raised = catalogued.orHigher(proposed);
        assertThat(raised).isGreaterThanOrEqualTo(catalogued).isIn(catalogued, proposed);
        assertThat(raised).isGreaterThanOrEqualTo(proposed);
      }
    }
  }

  private static ResourceRules resources(String allow, String from) {
    return new ResourceRules(List.of(allow), List.of(new ResourceSource(from, "ticket:")));
  }

  private static List<RedactionRule> rules(String pointer, RedactionAction action) {
    return List.of(new RedactionRule(pointer, action));
  }
}
