package io.countersign.standalone.roles;

import io.countersign.query.opensearch.ApprovalReader;
import io.countersign.query.opensearch.ControlReader;
import io.countersign.query.opensearch.SearchReader;
import io.countersign.query.vertx.QueryRoutes;
import io.countersign.schemas.opensearch.SearchCluster;
import java.time.InstantSource;
import java.util.Set;

/** Starts the door out. */
final class QueryRole {
  private QueryRole() {}

  static void start(RoleParts parts, Set<Role> roles) throws CannotStart {
    parts.requireOpenSearch();
    SearchCluster cluster =
        parts.add(
            "search client",
            new SearchCluster(
                parts.installation().openSearch(), parts.configuration().openSearch().timeout()));
    QueryRoutes query =
        parts.add(
            "query",
            new QueryRoutes(
                new SearchReader(cluster, parts.indexes()),
                new ApprovalReader(cluster, parts.indexes()),
                new ControlReader(cluster, parts.indexes()),
                InstantSource.system(),
                parts.configuration().query().concurrentReads(),
                parts.configuration().query().timeout()));
    parts.serve(query::mount);
    // After ingest's own route of the same path, which knows a call earlier.
    parts.serve(query::mountCall);
    QueryExtracts.start(parts, cluster);
    if (!roles.contains(Role.PROJECTIONS)) {
      parts.readyWhen(new SearchProbe(cluster, parts.indexes())::notReady);
    }
  }
}
