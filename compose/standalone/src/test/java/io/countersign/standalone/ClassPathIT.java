package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What runs in production is what the launcher's manifest names: one version of each library, and
 * no test library.
 */
class ClassPathIT {
  private static final Path LAUNCHER = Path.of(System.getProperty("countersign.jar"));
  private static final List<Path> JARS = new ArrayList<>();

  @BeforeAll
  static void readManifest() throws IOException {
    try (JarFile launcher = new JarFile(LAUNCHER.toFile())) {
      String path = launcher.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      Arrays.stream(path.split(" ")).map(LAUNCHER::resolveSibling).forEach(JARS::add);
    }
    assertThat(JARS).hasSizeGreaterThan(100);
  }

  @Test
  void everyJarIsInTheLibFolder() {
    assertThat(JARS).allSatisfy(jar -> assertThat(jar).isRegularFile());
  }

  @Test
  void familiesThatMustAgreeHaveOneVersion() {
    assertThat(versions("netty-(?!tcnative)[a-z0-9-]+")).hasSize(1);
    assertThat(versions("log4j-[a-z0-9-]+")).hasSize(1);
    assertThat(versions("slf4j-[a-z0-9-]+")).hasSize(1);
    assertThat(versions("kafka[a-z0-9_.-]*?")).hasSize(1);
    assertThat(versions("lucene-[a-z0-9-]+")).hasSize(1);
    assertThat(versions("jackson-(core|databind)")).as("Jackson 2 and 3, one of each").hasSize(2);
    assertThat(names()).as("a logger that writes").anyMatch(name -> name.startsWith("log4j-core-"));
  }

  @Test
  void noTestLibraryAndNoSecondServerSlipsIn() {
    assertThat(names())
        .noneMatch(
            name ->
                name.matches(
                    "(junit|assertj|mockito|archunit|jqwik|spring|jetty|jersey|testcontainers|countersign-testkit).*"));
  }

  @Test
  void noClassComesFromTwoJars() throws IOException {
    Map<String, Path> owners = new HashMap<>();
    Set<String> twice = new TreeSet<>();
    for (Path path : JARS) {
      try (JarFile jar = new JarFile(path.toFile())) {
        jar.stream()
            .map(entry -> entry.getName())
            .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
            .filter(
                name -> !name.endsWith("module-info.class") && !name.endsWith("package-info.class"))
            .forEach(
                name -> {
                  Path other = owners.putIfAbsent(name, path);
                  if (other != null) {
                    twice.add(name + " in " + other.getFileName() + " and " + path.getFileName());
                  }
                });
      }
    }
    assertThat(owners).hasSizeGreaterThan(20_000);
    assertThat(twice).isEmpty();
  }

  private static List<String> names() {
    return JARS.stream().map(jar -> jar.getFileName().toString()).toList();
  }

  private static Set<String> versions(String family) {
    Set<String> versions = new TreeSet<>();
    for (String name : names()) {
      if (name.matches("(" + family + ")-\\d.*")) {
        versions.add(name.replaceFirst("^(" + family + ")-(?=\\d)", ""));
      }
    }
    return versions;
  }
}
