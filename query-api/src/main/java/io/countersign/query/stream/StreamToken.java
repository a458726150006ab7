package io.countersign.query.stream;

import io.countersign.query.BadQuery;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a stream stands: the identity of an event, written as {@code g1.3.812} for generation 1,
 * ledger 3, position 812. It is the {@code id} of each event of a stream, so a client that comes
 * back says it in {@code Last-Event-ID} and gets what follows.
 *
 * @param generation generation of the ledger, from 1
 * @param ledger number of the ledger
 * @param position position in it
 */
public record StreamToken(int generation, int ledger, long position)
    implements Comparable<StreamToken> {
  private static final Pattern TEXT =
      Pattern.compile("g([1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,17})");
  private static final Comparator<StreamToken> ORDER =
      Comparator.comparingInt(StreamToken::generation)
          .thenComparingInt(StreamToken::ledger)
          .thenComparingLong(StreamToken::position);

  /**
   * Reads a token.
   *
   * @param name where it was given, for the message
   */
  public static StreamToken parse(String name, String text) throws BadQuery {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new BadQuery(
          name,
          "Expected the id of an event of this stream, such as g1.3.812, but it is none: connect"
              + " without it, and read what is missing from /v1/events");
    }
    return new StreamToken(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Long.parseLong(matcher.group(3)));
  }

  /** The token as clients have it. */
  public String text() {
    return "g%s.%s.%s".formatted(generation, ledger, position);
  }

  @Override
  public int compareTo(StreamToken other) {
    return ORDER.compare(this, other);
  }
}
