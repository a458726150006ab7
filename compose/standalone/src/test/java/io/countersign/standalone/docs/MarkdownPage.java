package io.countersign.standalone.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of documentation, as far as tests look at it.
 *
 * @param file where it is
 * @param text all of it
 */
record MarkdownPage(Path file, String text) {
  /** The repository's root; tests run in their module's folder. */
  static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  private static final Set<String> NOT_OURS =
      Set.of(".git", "target", "data", "node_modules", "golden");
  private static final Pattern FENCED =
      Pattern.compile("^```([^\\n]*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
  private static final Pattern ANCHOR = Pattern.compile("<a id=\"([^\"]+)\"");

  /**
   * A fenced block.
   *
   * @param info what stands behind the opening fence, such as {@code sh tour}
   * @param content its lines
   */
  record Block(String info, String content) {}

  /** Reads a page by its path from the root. */
  static MarkdownPage of(String path) {
    return of(ROOT.resolve(path));
  }

  private static MarkdownPage of(Path file) {
    try {
      return new MarkdownPage(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every page of the repository. */
  static List<MarkdownPage> all() {
    return files(".md").stream().map(MarkdownPage::of).toList();
  }

  /** Every file of the repository whose name ends so. */
  static List<Path> files(String ending) {
    List<Path> found = new ArrayList<>();
    collect(ROOT, ending, found);
    return found;
  }

  private static void collect(Path folder, String ending, List<Path> found) {
    try (Stream<Path> children = Files.list(folder)) {
      for (Path child : children.sorted().toList()) {
        String name = child.getFileName().toString();
        if (Files.isDirectory(child)) {
          if (!NOT_OURS.contains(name)) {
            collect(child, ending, found);
          }
        } else if (name.endsWith(ending)) {
          found.add(child);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The fenced blocks whose info begins so. */
  List<Block> blocks(String info) {
    return FENCED
        .matcher(text)
        .results()
        .map(found -> new Block(found.group(1).strip(), found.group(2)))
        .filter(block -> block.info().startsWith(info))
        .toList();
  }

  private String prose() {
    return FENCED.matcher(text).replaceAll("");
  }

  /** Targets of links outside of code. */
  List<String> links() {
    String plain = CODE.matcher(prose()).replaceAll("");
    return LINK.matcher(plain).results().map(found -> found.group(1)).toList();
  }

  /** What stands in backticks in the prose. */
  List<String> code() {
    return CODE.matcher(prose()).results().map(found -> found.group(1)).toList();
  }

  /** Fragments that can be linked to, by GitHub's rule for headings. */
  Set<String> anchors() {
    Set<String> anchors = new HashSet<>();
    HEADING.matcher(prose()).results().map(MarkdownPage::slug).forEach(anchors::add);
    ANCHOR.matcher(text).results().map(found -> found.group(1)).forEach(anchors::add);
    return anchors;
  }

  private static String slug(MatchResult heading) {
    return heading
        .group(1)
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9 _-]", "")
        .replace(' ', '-');
  }

  @Override
  public String toString() {
    return ROOT.relativize(file).toString();
  }
}
