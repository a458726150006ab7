package io.countersign.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The OpenSearch indexes that projections write and the query API reads. Readers and writers use
 * the alias; behind it stands one concrete index per generation, so that a rebuild can fill the
 * next one and swap.
 *
 * @param prefix what the name of each index begins with, so that several installations can share a
 *     cluster; lower-case letters, digits and hyphens
 */
public record Indexes(String prefix) {

  /** The names that an installation of its own cluster uses. */
  public static final Indexes DEFAULT = new Indexes("countersign-");

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

  /** Name that readers and writers use. */
  public String alias(Kind kind) {
    return prefix + kind.word;
  }

  /** Name of the concrete index of a generation, from 1. */
  public String concrete(Kind kind, int generation) {
    return "%s-%06d".formatted(alias(kind), generation);
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
