package io.countersign.standalone.roles;

import io.countersign.ingest.redact.RedactionLimits;
import io.countersign.ingest.redact.Redactor;
import io.countersign.ingest.redact.SecretRules;
import io.countersign.query.AccessLog;
import io.countersign.query.kafka.KafkaAccessLog;
import io.countersign.query.opensearch.QueryReaders;
import io.countersign.query.vertx.QueryRoutes;
import io.countersign.schemas.Topics;
import io.countersign.schemas.opensearch.SearchCluster;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

/** Starts the door out. */
final class QueryRole {
  /** Longest wait until Kafka has a read; then it is refused. */
  private static final Duration RECORDING = Duration.ofSeconds(5);

  private static final int KEY_BYTES = 32;

  private QueryRole() {}

  static void start(RoleParts parts, Set<Role> roles) throws CannotStart {
    parts.requireOpenSearch();
    SearchCluster cluster =
        parts.add(
            "search client",
            new SearchCluster(
                parts.installation().openSearch(), parts.configuration().openSearch().timeout()));
    AccessLog reads =
        new RedactedAccessLog(
            parts.add(
                "access log",
                new KafkaAccessLog(
                    parts.installation().kafka().client("countersign-query"),
                    parts.installation().formats().commandSerializer(),
                    new KafkaAccessLog.Target(
                        Topics.COMMANDS.name(), parts.installation().ledgers(), RECORDING),
                    InstantSource.system(),
                    new SecureRandom())),
            redactor());
    QueryRoutes query =
        parts.add(
            "query",
            new QueryRoutes(
                QueryReaders.of(cluster, parts.indexes()),
                reads,
                InstantSource.system(),
                parts.configuration().query().concurrentReads(),
                parts.configuration().query().timeout()));
    parts.serve(query::mount);
    // After ingest's own route of the same path, which knows a call earlier.
    parts.serve(query::mountCall);
    QueryExtracts.start(parts, cluster, reads);
    if (!roles.contains(Role.PROJECTIONS)) {
      parts.readyWhen(new SearchProbe(cluster, parts.indexes())::notReady);
    }
  }

  /** It only takes out and hashes nothing, so that its key need not be the one of ingest. */
  private static Redactor redactor() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return new Redactor(key, RedactionLimits.DEFAULT, SecretRules.bundled(), System::nanoTime);
  }
}
