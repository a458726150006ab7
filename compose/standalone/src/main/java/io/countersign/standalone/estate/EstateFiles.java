package io.countersign.standalone.estate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads controls from a file, or from every {@code .yaml} and {@code .yml} file of a folder and its
 * folders, in the order of their paths.
 *
 * <p>A file holds documents separated by {@code ---}. Each names its kind ({@code kind: Tool}) and
 * has the members of the API's request beside those that name it. A file that is a policy document
 * itself ({@code policy:} and {@code rules:}) is the policy of that name.
 */
public final class EstateFiles {
  private static final int MOST_BYTES = 4 * 1024 * 1024;
  private static final int MOST_FILES = 2_000;

  private EstateFiles() {}

  /**
   * Reads everything.
   *
   * @throws EstateRefused if anything is wrong with any file
   */
  public static Estate read(Path path) throws EstateRefused {
    List<EstateProblem> problems = new ArrayList<>();
    DocumentReader reader = new DocumentReader(problems);
    for (Path file : files(path, problems)) {
      try {
        reader.read(file, text(file));
      } catch (IOException e) {
        problems.add(new EstateProblem(file.toString(), 1, reason(e)));
      }
    }
    if (!problems.isEmpty()) {
      throw new EstateRefused(problems);
    }
    return reader.estate();
  }

  private static List<Path> files(Path path, List<EstateProblem> problems) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> tree = Files.walk(path)) {
      List<Path> files =
          tree.filter(Files::isRegularFile)
              .filter(file -> file.toString().matches(".*\\.ya?ml"))
              .sorted()
              .limit(MOST_FILES + 1L)
              .toList();
      if (files.isEmpty() || files.size() > MOST_FILES) {
        problems.add(
            new EstateProblem(
                path.toString(),
                1,
                "Expected 1 to %d files ending in .yaml or .yml, but there are %s."
                    .formatted(MOST_FILES, files.isEmpty() ? "none" : "more")));
        return List.of();
      }
      return files;
    } catch (IOException e) {
      problems.add(new EstateProblem(path.toString(), 1, reason(e)));
      return List.of();
    }
  }

  /** The text of a file as it stands, in UTF-8. */
  static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException(
            "Expected at most %d bytes, but there are more.".formatted(MOST_BYTES));
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("Expected text in UTF-8, but some bytes are not.", e);
    }
  }

  static String reason(IOException e) {
    return e.getClass() == IOException.class
        ? String.valueOf(e.getMessage())
        : "Expected a file that can be read, but: %s.".formatted(e);
  }
}
