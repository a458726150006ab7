package io.countersign.schemas.alert;

/**
 * One actor, tool or reason and its part in what an alert counted.
 *
 * @param dimension what is named
 * @param name the name
 * @param observed how many came from it
 * @param excessThousandths how many more than expected, in thousandths; all of them where nothing
 *     was expected
 * @param firstSeen whether it was never seen before
 */
public record AlertContributor(
    ContributorDimension dimension,
    String name,
    long observed,
    long excessThousandths,
    boolean firstSeen) {
  public AlertContributor {
    name = AlertLimits.text("a name", name);
  }
}
