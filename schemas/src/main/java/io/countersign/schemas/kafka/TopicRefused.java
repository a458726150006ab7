package io.countersign.schemas.kafka;

import java.util.List;

/**
 * A topic is set up in a way that would lose records or break the ledger, so the role does not
 * start. Repeating does not help: an operator has to change the topic or the configuration. {@link
 * #sentences()} says what to do for each difference.
 */
public final class TopicRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> sentences;

  public TopicRefused(List<String> sentences) {
    super(String.join(System.lineSeparator(), sentences));
    this.sentences = List.copyOf(sentences);
  }

  /** One sentence per difference: what was expected, what was found, what to do. */
  public List<String> sentences() {
    return sentences;
  }
}
