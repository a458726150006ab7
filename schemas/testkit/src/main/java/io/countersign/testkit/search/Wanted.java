package io.countersign.testkit.search;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/** A text to search for, as what is meant by it; can be written down and can be looked for. */
public sealed interface Wanted {

  /** The text in the language of the search. */
  String written();

  /** Whether an event is what is meant. */
  boolean in(Seen event);

  /** Words that stand next to one another. */
  record Phrase(List<String> words, boolean shouted) implements Wanted {
    @Override
    public String written() {
      String text = String.join(" ", words);
      String loud = shouted ? text.toUpperCase(Locale.ROOT) : text;
      return words.size() == 1 ? loud : "\"" + loud + "\"";
    }

    @Override
    public boolean in(Seen event) {
      return event.texts().stream()
          .map(text -> Arrays.asList(text.toLowerCase(Locale.ROOT).split("[^a-z0-9]+")))
          .anyMatch(text -> Collections.indexOfSubList(text, words) >= 0);
    }
  }

  /** A filter named within the text. */
  record Filter(String name, String value) implements Wanted {
    @Override
    public String written() {
      return "%s:\"%s\"".formatted(name, value);
    }

    @Override
    public boolean in(Seen event) {
      return event.values(name).contains(value);
    }
  }

  /** All of these. */
  record Every(List<Wanted> parts) implements Wanted {
    @Override
    public String written() {
      return parts.stream().map(Wanted::written).collect(Collectors.joining(" ", "(", ")"));
    }

    @Override
    public boolean in(Seen event) {
      return parts.stream().allMatch(part -> part.in(event));
    }
  }

  /** One of these. */
  record Either(List<Wanted> parts) implements Wanted {
    @Override
    public String written() {
      return parts.stream().map(Wanted::written).collect(Collectors.joining(" OR ", "(", ")"));
    }

    @Override
    public boolean in(Seen event) {
      return parts.stream().anyMatch(part -> part.in(event));
    }
  }

  /** Not this. */
  record Other(Wanted part) implements Wanted {
    @Override
    public String written() {
      return "-" + part.written();
    }

    @Override
    public boolean in(Seen event) {
      return !part.in(event);
    }
  }

  /** A random text of these words. */
  static Wanted random(Random random, List<String> words, int depth) {
    if (depth > 0 && random.nextBoolean()) {
      List<Wanted> parts =
          List.of(random(random, words, depth - 1), random(random, words, depth - 1));
      return random.nextBoolean() ? new Every(parts) : new Either(parts);
    }
    return switch (random.nextInt(6)) {
      case 0 -> new Filter("server", any(random, List.of("tickets", "payments", "mail")));
      case 1 -> new Other(new Phrase(List.of(any(random, words)), false));
      case 2 -> new Phrase(List.of(any(random, words), any(random, words)), random.nextBoolean());
      default -> new Phrase(List.of(any(random, words)), random.nextBoolean());
    };
  }

  private static String any(Random random, List<String> words) {
    return words.get(random.nextInt(words.size()));
  }
}
