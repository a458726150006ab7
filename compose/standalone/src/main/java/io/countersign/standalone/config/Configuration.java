package io.countersign.standalone.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything an operator can set. Secrets are never values here: a setting names the file that
 * holds one.
 */
public record Configuration(
    @Setting(
            value =
                "The folder of everything that is kept: keys, the embedded servers' data, the"
                    + " engine's state, logs.",
            standard = "data")
        Path data,
    Http http,
    Auth auth,
    Kafka kafka,
    Registry registry,
    OpenSearch openSearch,
    Engine engine,
    Notifications notifications,
    Alerts alerts,
    Ingest ingest,
    Projections projections,
    Ocsf ocsf,
    Siem siem,
    Query query,
    ExportSettings exports,
    StreamSettings streams) {

  /** The HTTP server of ingest, query and the operational pages. */
  public record Http(
      @Setting(
              value =
                  "Address to listen on. Anything but a loopback address is reachable by others:"
                      + " put TLS in front.",
              standard = "127.0.0.1")
          String host,
      @Setting(
              value = "Port to listen on; 0 picks a free one.",
              standard = "8080",
              min = 0,
              max = 65_535)
          int port,
      @Setting(value = "Base URL that clients see, for links in answers. Default: host and port.")
          Optional<URI> publicUrl,
      @Setting(
              value = "Largest sum of all headers of a request, in bytes.",
              standard = "16384",
              min = 1_024,
              max = 1_048_576)
          int maxHeaderBytes,
      @Setting(
              value = "Longest request line, in bytes.",
              standard = "8192",
              min = 256,
              max = 1_048_576)
          int maxUriBytes,
      @Setting(
              value = "Most connections at once; more are closed at once.",
              standard = "10000",
              min = 1,
              max = 1_000_000)
          int maxConnections,
      @Setting(
              value = "A connection on which nothing happened for so long is closed.",
              standard = "60s")
          Duration idleTimeout,
      @Setting(
              value = "How long requests may take to finish when the process is stopped.",
              standard = "10s")
          Duration stopTimeout) {
    public Http {
      require(!host.isBlank(), "host: expected an address, but it is blank");
      positive("idleTimeout", idleTimeout);
    }
  }

  /** Whose tokens are believed. */
  public record Auth(
      @Setting(
              value = "Whether tokens of the built-in issuer are believed (`countersign token`).",
              standard = "true")
          boolean builtIn,
      @Setting(
              value =
                  "Folder of the installation's secret keys (built-in issuer, redaction, grants),"
                      + " made on first start, mode 0600. Default: `keys` in the data folder.")
          Optional<Path> keys,
      @Setting(
              value = "Longest lifetime of a token that the built-in issuer signs.",
              standard = "24h")
          Duration maxLifetime,
      List<Oidc> oidc) {
    public Auth {
      positive("maxLifetime", maxLifetime);
      require(
          builtIn || !oidc.isEmpty(),
          "expected a token issuer, but auth.builtIn is false and auth.oidc is empty: nobody could"
              + " call");
    }
  }

  /** An OpenID Connect issuer whose tokens are believed. */
  public record Oidc(
      @Setting("The issuer, exactly as its tokens name it in `iss`.") String issuer,
      @Setting("What `aud` of its tokens must name.") String audience,
      @Setting("Where its keys (JWKS) are: https, or http on this machine.") URI jwksUrl,
      @Setting(
              value = "Claim that lists roles; dots separate steps as in `realm_access.roles`.",
              standard = "roles")
          String rolesClaim,
      @Setting(value = "Claim that lists tenants.", standard = "tenants") String tenantsClaim,
      @Setting(value = "Claim that lists groups.", standard = "groups") String groupsClaim) {
    public Oidc {
      require(!issuer.isBlank(), "issuer: expected a name, but it is blank");
      require(!audience.isBlank(), "audience: expected a name, but it is blank");
    }
  }

  /** The Kafka cluster. */
  public record Kafka(
      @Setting(
              "Addresses of an external cluster, `host:port` separated by commas. `countersign up`"
                  + " starts its own instead.")
          Optional<String> bootstrapServers,
      @Setting(
              "A file of Kafka client properties (TLS, SASL), for every client. Readable for this"
                  + " user only: it may hold secrets.")
          Optional<Path> properties,
      @Setting(
              value = "Copies of each record in topics that are created. Default: 3; embedded: 1.",
              min = 1,
              max = 16)
          Optional<Integer> replicationFactor,
      @Setting(
              value =
                  "Copies that must have a record before it counts as written. Default: 2;"
                      + " embedded: 1.",
              min = 1,
              max = 16)
          Optional<Integer> minInSync,
      @Setting(value = "How long a question about topics may take at the start.", standard = "30s")
          Duration timeout,
      @Setting(
              value = "Port of the embedded broker; 0 picks a free one.",
              standard = "0",
              min = 0,
              max = 65_535)
          int port) {
    public Kafka {
      positive("timeout", timeout);
    }
  }

  /** The schema registry. */
  public record Registry(
      @Setting(
              "Base URLs of an external registry that speaks the Confluent API. `countersign up`"
                  + " starts its own instead.")
          List<URI> urls,
      @Setting("A file with `user:password` for the registry.") Optional<Path> basicFile,
      @Setting("A file with a bearer token for the registry.") Optional<Path> bearerFile,
      @Setting("Class of the Kafka serializer of Avro generic records. Default: our own.")
          Optional<String> serializer,
      @Setting("Class of the Kafka deserializer of Avro generic records. Default: our own.")
          Optional<String> deserializer,
      @Setting(
              "Folder of the unpacked embedded registry. Default: `registry` beside the launcher's"
                  + " jar.")
          Optional<Path> home,
      @Setting(
              value = "Port of the embedded registry; 0 picks a free one.",
              standard = "0",
              min = 0,
              max = 65_535)
          int port) {
    public Registry {
      require(
          basicFile.isEmpty() || bearerFile.isEmpty(),
          "expected basicFile or bearerFile, but both are set");
    }
  }

  /** The search cluster. */
  public record OpenSearch(
      @Setting(
              "URLs of the nodes of an external cluster. `countersign up` starts its own node"
                  + " instead.")
          List<URI> urls,
      @Setting(value = "What the name of each index begins with.", standard = "countersign-")
          String prefix,
      @Setting(value = "Longest wait for one answer.", standard = "10s") Duration timeout,
      @Setting(
              value = "Port of the embedded node; 0 picks a free one.",
              standard = "0",
              min = 0,
              max = 65_535)
          int port) {
    public OpenSearch {
      positive("timeout", timeout);
    }
  }

  /** The engine, which decides. What a ledger pins when it is opened stays as it was. */
  public record Engine(
      @Setting(
              value =
                  "Ledgers, which is partitions of commands and events. Fixed once they exist."
                      + " Default: 12; embedded: 4.",
              min = 1,
              max = 1_024)
          Optional<Integer> partitions,
      @Setting(
              value =
                  "Stable name of this instance: a restart under the same name takes its ledgers"
                      + " back at once. Give each instance its own.",
              standard = "engine-1")
          String instanceId,
      @Setting(value = "Generation of the ledgers.", standard = "1", min = 1, max = 1_000_000)
          int generation,
      @Setting(value = "Stream threads.", standard = "1", min = 1, max = 64) int threads,
      @Setting(
              value =
                  "Copies of each ledger's state that other instances keep. Default: 1; embedded:"
                      + " 0.",
              min = 0,
              max = 4)
          Optional<Integer> standbys,
      @Setting("Folder of the engine's stores. Default: `engine` in the data folder.")
          Optional<Path> stateDirectory,
      @Setting(value = "How long an ALLOW may be used. Pinned by a new ledger.", standard = "1m")
          Duration allowValid,
      @Setting(
              value =
                  "When the outcome of an ALLOW is overdue, after the decision. Pinned by a new"
                      + " ledger.",
              standard = "15m")
          Duration outcomeDue,
      @Setting(
              value =
                  "How long finished calls and answered commands are remembered, in milliseconds."
                      + " Pinned by a new ledger.",
              standard = "86400000",
              min = 1)
          long rememberMillis,
      @Setting(
              value = "How many of them are remembered at most. Pinned by a new ledger.",
              standard = "1000000",
              min = 1)
          long rememberMost,
      @Setting(
              value =
                  "Longest time for trying a policy on the record; shorter than http.idleTimeout,"
                      + " or nobody hears the answer.",
              standard = "50s")
          Duration policyReplayTimeout) {
    public Engine {
      positive("allowValid", allowValid);
      positive("policyReplayTimeout", policyReplayTimeout);
      require(
          outcomeDue.compareTo(allowValid) >= 0,
          "outcomeDue: expected at least allowValid (" + allowValid + "), but was " + outcomeDue);
    }
  }

  /** The door in. */
  public record Ingest(
      @Setting(
              value = "From receipt of a request until it is answered 503, at most 30 s.",
              standard = "2s")
          Duration answerTimeout,
      @Setting(
              value = "Most callers that wait for the engine at once.",
              standard = "10000",
              min = 1,
              max = 1_000_000)
          int maxWaiting,
      @Setting(
              value = "Longest `wait` of `GET /v1/calls/{callId}`, at most 30 s.",
              standard = "25s")
          Duration maxWait,
      @Setting(
              value = "Most callers that wait for a change of a call at once.",
              standard = "10000",
              min = 1,
              max = 1_000_000)
          int maxPolls,
      @Setting(
              value = "Most calls remembered to answer where they stand.",
              standard = "100000",
              min = 1,
              max = 10_000_000)
          int recentCalls,
      @Setting(
              value = "Largest request body, in bytes.",
              standard = "1048576",
              min = 1_024,
              max = 67_108_864)
          int maxBodyBytes,
      @Setting(
              value = "Largest body of `POST /v1/observations`, in bytes.",
              standard = "8388608",
              min = 1_024,
              max = 268_435_456)
          int maxObservationBytes,
      @Setting(value = "Most lines of one such body.", standard = "5000", min = 1, max = 1_000_000)
          int maxObservationLines,
      @Setting(
              value = "Most commands of one such body that are not acknowledged yet.",
              standard = "256",
              min = 1,
              max = 100_000)
          int observationsInFlight,
      @Setting(
              value = "Most commands that wait to be sent to Kafka.",
              standard = "10000",
              min = 1,
              max = 1_000_000)
          int appendQueue,
      @Setting(
              value = "Memory for what Kafka has not taken yet, in bytes.",
              standard = "67108864",
              min = 1_048_576)
          long appendBufferBytes,
      @Setting(
              value =
                  "Most given-up intents that are remembered until Kafka has taken their"
                      + " abandonment.",
              standard = "10000",
              min = 1,
              max = 1_000_000)
          int maxAbandons,
      @Setting(
              value =
                  "From receipt of a brake for the whole platform until it is answered though"
                      + " ledgers are missing, `100ms` to `30s`.",
              standard = "10s")
          Duration platformTimeout,
      @Setting(value = "Whether `countersign.intake` is read.", standard = "true") boolean intake,
      @Setting(
              "File of the secret key by which redacted values are fingerprinted. The same on every"
                  + " ingest instance. Default: `redaction.key` among the keys, made on first"
                  + " start.")
          Optional<Path> redactionKey,
      @Setting(
              "Folder of the keys by which grants are signed, mode 0600. The same on every ingest"
                  + " instance. Default: `grant-keys` among the keys, made on first start.")
          Optional<Path> grantKeys) {}

  /** What makes events searchable. */
  public record Projections(
      @Setting(
              value = "Consumer group. Instances of one group share the work.",
              standard = "countersign-projections")
          String group,
      @Setting(
              value = "Stable name of this instance in its group. Give each instance its own.",
              standard = "projections-1")
          String instanceId,
      @Setting(value = "Most events of one batch.", standard = "1000", min = 1, max = 100_000)
          int batchEvents,
      @Setting(
              value = "Calls and runs kept in memory between batches.",
              standard = "10000",
              min = 0,
              max = 10_000_000)
          int cachedDocuments) {}

  /** The door out. */
  public record Query(
      @Setting(value = "Longest time for one answer; then 503.", standard = "10s") Duration timeout,
      @Setting(
              value = "Most questions answered at a time; more get 503.",
              standard = "64",
              min = 1,
              max = 10_000)
          int concurrentReads) {
    public Query {
      positive("timeout", timeout);
    }
  }

  private static void positive(String name, Duration value) {
    require(
        !value.isNegative() && !value.isZero(),
        name + ": expected more than zero, but was " + value);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
