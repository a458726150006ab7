package io.countersign.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of docs/architecture.md that a machine can hold. */
class ArchitectureTest {
  private static final String ROOT = "io.countersign";
  private static final int MOST_LINES = 400;

  /** A technology, the packages that hold it, and the names of packages that may import them. */
  private static final Map<String, List<String>> TECHNOLOGIES =
      Map.of(
          "org.apache.avro", List.of("avro"),
          "org.apache.kafka.streams", List.of("streams"),
          "org.apache.kafka", List.of("kafka", "streams"),
          "io.vertx", List.of("vertx"),
          "org.opensearch", List.of("opensearch"),
          "io.modelcontextprotocol", List.of("mcp"),
          "com.nimbusds", List.of("jose"));

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
  }

  static Stream<String> technologies() {
    return TECHNOLOGIES.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("technologies")
  void onlyAPackageNamedAfterATechnologyImportsIt(String technology) {
    List<String> allowed = TECHNOLOGIES.getOrDefault(technology, List.of());
    noClasses()
        .that(areOurs(allowed))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(technology + "..")
        .check(classes);
  }

  /**
   * Our classes outside the launcher, which joins technologies, and outside packages of these
   * names.
   */
  private static DescribedPredicate<JavaClass> areOurs(List<String> except) {
    return DescribedPredicate.describe(
        "are outside packages named " + except,
        type ->
            !type.getPackageName().startsWith(ROOT + ".standalone")
                && Arrays.stream(type.getPackageName().split("\\.", -1))
                    .noneMatch(except::contains));
  }

  @Test
  void servicesDoNotSeeOneAnother() {
    slices()
        .matching(ROOT + ".(ingest|gateway|approvals|projections|query)..")
        .should()
        .notDependOnEachOther()
        .check(classes);
  }

  @Test
  void nobodySeesTheLauncher() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".standalone..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".standalone..")
        .check(classes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "approvals",
        "approvals.decision",
        "approvals.state",
        "schemas",
        "schemas.access",
        "schemas.call",
        "schemas.command",
        "schemas.digest",
        "schemas.document",
        "schemas.event",
        "schemas.json"
      })
  void timeIdsAndChanceComeIntoThePureMiddleAsArguments(String name) {
    var rule =
        noClasses()
            .that()
            .resideInAPackage(ROOT + "." + name)
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Random.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(SecureRandom.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class);
    rule.check(classes);
  }

  @Test
  void onlyTheFoldChangesTheEnginesState() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".approvals..")
        .and()
        .doNotHaveSimpleName("Fold")
        .and()
        .resideOutsideOfPackage(ROOT + ".approvals.state")
        .and()
        .doNotHaveSimpleName("StoredState")
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "it changes State",
                call ->
                    call.getTargetOwner().isAssignableTo(ROOT + ".approvals.state.State")
                        && (call.getName().startsWith("put")
                            || call.getName().startsWith("remove"))))
        .check(classes);
  }

  @Test
  void namesSayWhatAThingIs() {
    Pattern empty = Pattern.compile(".*(Manager|Helper|Utils?|Impl)$|^Abstract[A-Z].*");
    assertThat(classes.stream().map(JavaClass::getSimpleName))
        .noneMatch(name -> empty.matcher(name).matches());
    assertThat(classes.stream().map(JavaClass::getPackageName))
        .noneMatch(name -> name.matches(".*\\.(common|util|utils|core|impl)(\\..*)?"));
  }

  @Test
  void everyPackageSaysWhatLivesThereAndIsNullMarked() throws IOException {
    List<Path> folders =
        sources().stream()
            .filter(file -> file.toString().contains("/src/main/java/"))
            .map(Path::getParent)
            .distinct()
            .toList();
    assertThat(folders)
        .isNotEmpty()
        .allSatisfy(
            folder ->
                assertThat(folder.resolve("package-info.java"))
                    .content()
                    .contains("/**")
                    .contains("@NullMarked"));
  }

  @Test
  void filesAreShortAndLeaveNothingForLater() throws IOException {
    Pattern later = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
    Pattern sleep = Pattern.compile("Thread\\.sl" + "eep\\(|@Dis" + "abled");
    assertThat(sources())
        .isNotEmpty()
        .allSatisfy(
            file -> {
              String text = Files.readString(file);
              assertThat(text.lines().count())
                  .as("lines of " + file)
                  .isLessThanOrEqualTo(MOST_LINES);
              assertThat(later.matcher(text).find()).as("something for later in " + file).isFalse();
              if (file.toString().contains("/src/test/")) {
                assertThat(sleep.matcher(text).find())
                    .as("sleeping or disabled test in " + file)
                    .isFalse();
              }
            });
  }

  private static List<Path> sources() throws IOException {
    Path root = Path.of("").toAbsolutePath().getParent().getParent();
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> file.toString().contains("/src/"))
          .toList();
    }
  }
}
