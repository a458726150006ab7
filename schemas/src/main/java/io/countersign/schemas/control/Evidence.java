package io.countersign.schemas.control;

import io.countersign.schemas.call.Limits;

/**
 * What a review rests on.
 *
 * @param item what it shows: the name of a score, or one of {@code dryRun}, {@code preview}, {@code
 *     rollback}, {@code audit}, {@code narrowCredentials}, {@code logs}, {@code
 *     sensitiveDataReview}
 * @param link where it is
 */
public record Evidence(String item, String link) {
  public Evidence {
    item = Limits.identifier("evidence item", item);
    link = Limits.text("evidence link", link);
  }
}
