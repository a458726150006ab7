package io.countersign.standalone.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DocsLinksTest {
  private static final Pattern CLASS =
      Pattern.compile("([A-Z][a-z]+[A-Za-z0-9]*)(\\.java|\\.([a-z][A-Za-z0-9]*))?");

  /** The walk adds an event that is not there. */
  private static final String INVENTED = "ToolRented";

  private static final Pattern FILE =
      Pattern.compile("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+\\.[a-z]+");

  private final Map<Path, MarkdownPage> pages = new HashMap<>();

  DocsLinksTest() {
    MarkdownPage.all().forEach(page -> pages.put(page.file(), page));
  }

  /** Where a link within the repository leads. */
  private static Path target(MarkdownPage page, String link) {
    String path = link.split("#", 2)[0];
    return path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
  }

  private static boolean leavesTheRepository(String link) {
    return link.matches("[a-z]+:.*");
  }

  @Test
  void everyLinkLeadsToSomething() {
    assertThat(pages).hasSizeGreaterThan(15);
    List<String> broken = new ArrayList<>();
    for (MarkdownPage page : pages.values()) {
      for (String link : page.links()) {
        if (!leavesTheRepository(link) && !leads(page, link)) {
          broken.add(page + " → " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private boolean leads(MarkdownPage page, String link) {
    Path target = target(page, link);
    if (!Files.exists(target)) {
      return false;
    }
    int hash = link.indexOf('#');
    MarkdownPage there = pages.get(target);
    return hash < 0 || (there != null && there.anchors().contains(link.substring(hash + 1)));
  }

  @Test
  void everyPageIsReachedFromTheReadme() {
    Set<Path> reached = new HashSet<>();
    Deque<Path> toVisit = new ArrayDeque<>(List.of(MarkdownPage.ROOT.resolve("README.md")));
    while (!toVisit.isEmpty()) {
      MarkdownPage page = pages.get(toVisit.pop());
      if (page != null && reached.add(page.file())) {
        page.links().stream()
            .filter(link -> !leavesTheRepository(link))
            .forEach(link -> toVisit.push(target(page, link)));
      }
    }
    assertThat(pages.keySet()).allSatisfy(page -> assertThat(reached).contains(page));
  }

  @Test
  void everyClassThatTheArchitectureNamesExists() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (Path file : MarkdownPage.files(".java")) {
      String name = file.getFileName().toString().replace(".java", "");
      sources.merge(name, Files.readString(file), String::concat);
    }
    List<String> missing = new ArrayList<>();
    int names = 0;
    for (MarkdownPage page : explaining()) {
      for (String code : page.code()) {
        Matcher named = CLASS.matcher(code);
        if (named.matches() && !code.startsWith(INVENTED)) {
          names++;
          String source = sources.getOrDefault(named.group(1), "");
          String method = named.group(3);
          if (source.isEmpty() || (method != null && !source.contains(" " + method + "("))) {
            missing.add(page + " names " + code);
          }
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(names).isGreaterThan(80);
    assertThat(sources).as("the walk needs another event").doesNotContainKey(INVENTED);
  }

  @Test
  void everyFileThatTheWalkNamesExists() {
    MarkdownPage walk = MarkdownPage.of("CONTRIBUTING.md");
    List<String> files = walk.code().stream().filter(code -> FILE.matcher(code).matches()).toList();
    assertThat(files)
        .hasSizeGreaterThan(5)
        .allSatisfy(file -> assertThat(MarkdownPage.ROOT.resolve(file)).exists());
  }

  private List<MarkdownPage> explaining() {
    Path docs = MarkdownPage.ROOT.resolve("docs");
    return pages.values().stream()
        .filter(
            page ->
                page.file().startsWith(docs.resolve("adr"))
                    || page.file().equals(docs.resolve("architecture.md"))
                    || page.file().equals(MarkdownPage.ROOT.resolve("CONTRIBUTING.md")))
        .toList();
  }
}
