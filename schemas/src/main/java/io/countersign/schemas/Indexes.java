package io.countersign.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The OpenSearch indexes that projections write and the query API reads. Readers use the alias;
 * behind it stand the concrete indexes of one generation, so that a rebuild can fill the next one
 * and swap: one index, and of the timeline one for each month beside an empty one that bears the
 * alias when there is no month. Writers name the generation, by an alias that each concrete index
 * has for itself: a name that is not there is refused and never made up on the way.
 *
 * @param prefix what the name of each index begins with, so that several installations can share a
 *     cluster; lower-case letters, digits and hyphens
 */
public record Indexes(String prefix) {

  /** The names that an installation of its own cluster uses. */
  public static final Indexes DEFAULT = new Indexes("countersign-");

  private static final Pattern GENERATION = Pattern.compile("([0-9]{6})(-[0-9]{4,}\\.[0-9]{2})?");

  /** One kind of index. */
  public enum Kind {
    /** Every event. */
    TIMELINE("timeline", "event"),
    /** One document per call. */
    CALLS("calls", "call"),
    /** One document per approval. */
    APPROVALS("approvals", "document"),
    /** One document per run. */
    RUNS("runs", "run"),
    /** One document per control; of the platform's own controls one per ledger. */
    CONTROLS("controls", "document"),
    /** One document per budget node, and one per node and window. */
    BUDGETS("budgets", "document"),
    /** One document per alert, made from {@code countersign.alerts}. */
    ALERTS("alerts", "document"),
    /** Up to which position each ledger can be found. */
    PROGRESS("progress", "");

    private final String word;
    private final String content;

    Kind(String word, String content) {
      this.word = word;
      this.content = content;
    }

    /** The field that holds what readers are given, as JSON text; empty for progress. */
    public String content() {
      return content;
    }

    /** Settings and strict mappings of this kind of index, as OpenSearch takes them. */
    public String definition() {
      String resource = "/opensearch/" + word + ".json";
      try (InputStream in = Indexes.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new IllegalStateException(
              "Expected " + resource + " on the class path, but it is missing");
        }
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + resource, e);
      }
    }
  }

  public Indexes {
    if (!prefix.matches("[a-z0-9][a-z0-9-]{0,63}")) {
      throw new IllegalArgumentException(
          "Expected an index prefix of 1 to 64 lower-case letters, digits and hyphens, but was \""
              + prefix
              + "\"");
    }
  }

  /** Name that readers use. */
  public String alias(Kind kind) {
    return prefix + kind.word;
  }

  /** Name of the concrete index of a generation, from 1; of the timeline the one that is empty. */
  public String concrete(Kind kind, int generation) {
    return "%s-g%06d".formatted(alias(kind), generation);
  }

  /** Name of the timeline's index of the month, in UTC, in which an event was recorded. */
  public String month(int generation, Instant recordedAt) {
    OffsetDateTime time = recordedAt.atOffset(ZoneOffset.UTC);
    return "%s-%04d.%02d"
        .formatted(
            concrete(Kind.TIMELINE, generation),
            time.get(ChronoField.YEAR),
            time.get(ChronoField.MONTH_OF_YEAR));
  }

  /** Pattern of all concrete indexes of a generation. */
  public String generation(Kind kind, int generation) {
    return concrete(kind, generation) + "*";
  }

  /** Name that writers use for a concrete index. */
  public static String writer(String concrete) {
    return concrete + "-write";
  }

  /** The generation of a concrete index; empty when the name is none of ours of this kind. */
  public OptionalInt generationOf(Kind kind, String concrete) {
    String begin = alias(kind) + "-g";
    if (!concrete.startsWith(begin)) {
      return OptionalInt.empty();
    }
    Matcher rest = GENERATION.matcher(concrete.substring(begin.length()));
    boolean ours = rest.matches() && (rest.group(2) == null || kind == Kind.TIMELINE);
    return ours ? OptionalInt.of(Integer.parseInt(rest.group(1))) : OptionalInt.empty();
  }

  /** Pattern of the concrete indexes of a kind. */
  public String pattern(Kind kind) {
    return alias(kind) + "-*";
  }

  /** All aliases. */
  public List<String> aliases() {
    return Arrays.stream(Kind.values()).map(this::alias).toList();
  }
}
