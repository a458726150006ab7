package io.countersign.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shape of the code, as the design says it, over all modules. */
class ArchitectureTest {
  private static final String ROOT = "io.countersign";
  private static final String LAUNCHER = ROOT + ".standalone..";
  private static final Path REPOSITORY = Path.of("../..");
  private static final List<String> MODULES =
      List.of(
          "schemas",
          "schemas/testkit",
          "ingest",
          "ingest/gateway",
          "approvals",
          "projections",
          "projections/evaluation",
          "query-api",
          "compose/standalone",
          "compose/bench");

  /** Packages of a technology, and the names of our packages that may import it. */
  private static final Map<String, Set<String>> TECHNOLOGIES =
      Map.ofEntries(
          Map.entry("org.apache.avro", Set.of("avro")),
          Map.entry("org.apache.kafka.streams", Set.of("streams")),
          Map.entry("org.apache.kafka", Set.of("kafka", "streams")),
          Map.entry("io.vertx", Set.of("vertx")),
          Map.entry("org.opensearch", Set.of("opensearch")),
          Map.entry("org.apache.hc", Set.of("opensearch")),
          Map.entry("com.nimbusds", Set.of("jose")),
          Map.entry("com.networknt", Set.of("contract", "jsonschema")),
          Map.entry("dev.cel", Set.of("cel")),
          Map.entry("io.opentelemetry", Set.of("otlp")),
          Map.entry("org.yaml.snakeyaml", Set.of("yaml")),
          Map.entry("io.modelcontextprotocol", Set.of("mcp")));

  private static final List<String> SERVICES =
      List.of("ingest", "gateway", "approvals", "projections", "query");

  private static JavaClasses ours = new ClassFileImporter().importClasses();

  @BeforeAll
  static void readClasses() {
    ours =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);
    assertThat(ours).hasSizeGreaterThan(300);
  }

  static List<String> technologies() {
    return List.copyOf(new TreeSet<>(TECHNOLOGIES.keySet()));
  }

  @ParameterizedTest
  @MethodSource("technologies")
  void aTechnologyIsImportedByPackagesOfItsNameOnly(String technology) {
    Set<String> homes = TECHNOLOGIES.getOrDefault(technology, Set.of());
    noClasses()
        .that()
        .resideOutsideOfPackage(LAUNCHER)
        .and(new InNoPackageNamed(homes))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(technology + "..")
        .check(ours);
  }

  static List<String> services() {
    return SERVICES;
  }

  @ParameterizedTest
  @MethodSource("services")
  void noServiceKnowsAnother(String service) {
    String[] others =
        SERVICES.stream()
            .filter(other -> !other.equals(service))
            .map(other -> ROOT + "." + other + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + service + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage(LAUNCHER)
        .check(ours);
  }

  @Test
  void theLanguageKnowsNoService() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".schemas..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            SERVICES.stream().map(name -> ROOT + "." + name + "..").toArray(String[]::new))
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage(LAUNCHER)
        .check(ours);
  }

  @Test
  void decidingKnowsNoClockNoChanceAndNoEnvironment() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAnyPackage(
                ROOT + ".approvals",
                ROOT + ".approvals.state",
                ROOT + ".approvals.decision",
                ROOT + ".approvals.people",
                ROOT + ".approvals.quorum",
                ROOT + ".approvals.webauthn",
                ROOT + ".projections.alert.detect",
                ROOT + ".schemas.call",
                ROOT + ".schemas.command",
                ROOT + ".schemas.event",
                ROOT + ".schemas.digest",
                ROOT + ".schemas.json")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(java.util.UUID.class, "randomUUID")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.time.Clock")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.Random")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.security.SecureRandom")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching(
                "java\\.(net|nio\\.file|nio\\.channels)\\..*|java\\.io\\.(File|RandomAccess).*");
    rule.check(ours);
  }

  @Test
  void onlyTheFoldChangesTheEnginesState() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".approvals..")
        .and()
        .haveNameNotMatching(".*\\.(Approval|Approver|BreakGlass|Control|Hold|Keeping|Memory)?Fold")
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "it changes State",
                call ->
                    call.getTargetOwner().isAssignableTo(ROOT + ".approvals.state.State")
                        && (call.getName().startsWith("put")
                            || call.getName().startsWith("remove"))))
        .check(ours);
  }

  @Test
  void namesSayWhatAThingIs() {
    classes()
        .should()
        .haveNameNotMatching(".*(Util|Utils|Manager|Helper|Impl|Abstract\\w*|Common)$")
        .check(ours);
    assertThat(packages())
        .noneMatch(name -> name.matches(".*\\.(util|utils|common|core|impl|helper|misc)(\\..*)?"));
  }

  @Test
  void everyPackageSaysWhatLivesInIt() throws IOException {
    List<String> silent = new ArrayList<>();
    for (Path folder : packageFolders()) {
      Path words = folder.resolve("package-info.java");
      if (!Files.exists(words)
          || !Files.readString(words).contains("@NullMarked")
          || !Files.readString(words).contains("/**")) {
        silent.add(REPOSITORY.relativize(folder).toString());
      }
    }
    assertThat(silent).isEmpty();
  }

  @Test
  void filesAreShort() throws IOException {
    List<String> long_ = new ArrayList<>();
    for (Path file : sources("src/main/java")) {
      long lines = Files.readString(file).lines().count();
      if (lines > 400) {
        long_.add(REPOSITORY.relativize(file) + " has " + lines);
      }
    }
    assertThat(long_).as("files of more than 400 lines").isEmpty();
  }

  @Test
  void nothingIsLeftToDoAndNoTestSleeps() throws IOException {
    String sleep = "Thread." + "sleep";
    List<String> marks = List.of("TO" + "DO", "FIX" + "ME", "XX" + "X:");
    List<String> found = new ArrayList<>();
    for (String folder : List.of("src/main/java", "src/test/java", "src/main/avro")) {
      for (Path file : sources(folder)) {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        marks.stream()
            .filter(text::contains)
            .forEach(mark -> found.add(REPOSITORY.relativize(file) + ": " + mark));
        if (folder.equals("src/test/java") && text.contains(sleep)) {
          found.add(REPOSITORY.relativize(file) + ": " + sleep);
        }
      }
    }
    assertThat(found).isEmpty();
  }

  private static Set<String> packages() {
    return ours.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
  }

  private static List<Path> sources(String folder) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String module : MODULES) {
      Path root = REPOSITORY.resolve(module).resolve(folder);
      if (Files.isDirectory(root)) {
        try (Stream<Path> tree = Files.walk(root)) {
          tree.filter(Files::isRegularFile).forEach(files::add);
        }
      }
    }
    assertThat(files).isNotEmpty();
    return files;
  }

  private static Set<Path> packageFolders() throws IOException {
    return sources("src/main/java").stream()
        .map(Path::getParent)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** A class that stands in no package whose name has one of these words as a step. */
  private static final class InNoPackageNamed extends DescribedPredicate<JavaClass> {
    private final Set<String> names;

    InNoPackageNamed(Set<String> names) {
      super("in no package named " + names);
      this.names = names;
    }

    @Override
    public boolean test(JavaClass type) {
      return Arrays.stream(type.getPackageName().split("\\.")).noneMatch(names::contains);
    }
  }
}
