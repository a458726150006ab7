package io.countersign.query.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that a form of a story is compared with. */
final class GoldenStory {
  private static final Path FOLDER =
      Path.of(System.getProperty("basedir", ".")).resolve("src/test/resources/golden/story");

  private GoldenStory() {}

  /** Compares; with {@code -Dgolden.renew=true} writes anew first. */
  static void compare(String name, String made) throws IOException {
    Path file = FOLDER.resolve(name);
    if (Boolean.getBoolean("golden.renew")) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, made);
    }
    assertThat(file).as("Renew with -Dgolden.renew=true").exists();
    assertThat(made)
        .as("%s; renew with -Dgolden.renew=true", name)
        .isEqualTo(Files.readString(file));
  }
}
