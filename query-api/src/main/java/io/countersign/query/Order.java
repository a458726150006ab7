package io.countersign.query;

/** The order of a list. */
public enum Order {
  /** By time, the latest first. */
  NEWEST_FIRST("desc"),
  /** By time, the earliest first. */
  OLDEST_FIRST("asc"),
  /**
   * By place in the ledger, from its beginning. Such a list never ends: each page names where the
   * next one begins, and nothing that is written later can come before that place.
   */
  LEDGER("ledger");

  private final String text;

  Order(String text) {
    this.text = text;
  }

  /** The order as a client writes it. */
  public String text() {
    return text;
  }

  /** Whether lower values of the sort keys come first. */
  public boolean ascending() {
    return this != NEWEST_FIRST;
  }
}
