package io.countersign.query.opensearch;

import io.countersign.schemas.Indexes;
import io.countersign.schemas.opensearch.SearchCluster;

/**
 * Everything that reads the indexes of one installation.
 *
 * @param search reads events, calls and runs
 * @param usage sums up what calls have used
 * @param stories reads the events of runs
 * @param approvals reads approvals
 * @param controls reads controls and budgets
 * @param alerts reads alerts
 */
public record QueryReaders(
    SearchReader search,
    UsageReader usage,
    StoryReader stories,
    ApprovalReader approvals,
    ControlReader controls,
    AlertReader alerts) {

  /** Readers of the indexes of these names. */
  public static QueryReaders of(SearchCluster cluster, Indexes indexes) {
    return new QueryReaders(
        new SearchReader(cluster, indexes),
        new UsageReader(cluster, indexes),
        new StoryReader(cluster, indexes),
        new ApprovalReader(cluster, indexes),
        new ControlReader(cluster, indexes),
        new AlertReader(cluster, indexes));
  }
}
