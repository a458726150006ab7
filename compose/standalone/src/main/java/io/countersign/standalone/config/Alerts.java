package io.countersign.standalone.config;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** How alerts are made by the projections role, and what the engine role does about them itself. */
public record Alerts(
    @Setting(
            "Folder of what the watch remembers. Default: `alerts` in the data folder. Without it"
                + " everything is read again from Kafka.")
        Optional<Path> stateDirectory,
    @Setting(value = "Stream threads of the watch.", standard = "1", min = 1, max = 64) int threads,
    List<Brake> brakes) {
  public Alerts {
    Set<String> names = new HashSet<>();
    brakes.forEach(
        brake ->
            require(
                names.add(brake.name()),
                "brakes: expected names that differ, but %s is there twice"
                    .formatted(brake.name())));
  }

  /** A brake that an alert engages by itself. Without any, nothing brakes by itself. */
  public record Brake(
      @Setting("Name, by which the record says what engaged it.") String name,
      @Setting(value = "Whose alerts: a tenant, or `*` for every tenant.", standard = "*")
          String tenant,
      @Setting(
              "Kinds of alerts that engage it, such as `DENIALS` or `WRITE_BURST`; all when there"
                  + " are none.")
          List<String> kinds,
      @Setting(
              value = "Lowest severity that engages it: `low`, `medium` or `high`.",
              standard = "high")
          String severity,
      @Setting(
              value =
                  "How far it reaches: `tool` that had the greatest part in the alert, its"
                      + " `server`, or the whole `tenant`.",
              standard = "tool")
          String scope,
      @Setting(value = "What it stops: `read-only` or `kill`.", standard = "read-only")
          String kind) {
    public Brake {
      require(
          name.matches("[A-Za-z0-9._-]{1,64}"),
          "name: expected 1 to 64 letters, digits, dots, dashes and underscores, but was " + name);
      require(!tenant.isBlank(), "tenant: expected a tenant or *, but it is blank");
      require(
          SEVERITIES.contains(severity),
          "severity: expected low, medium or high, but was " + severity);
      require(
          Set.of("tool", "server", "tenant").contains(scope),
          "scope: expected tool, server or tenant, but was " + scope);
      require(
          Set.of("read-only", "kill").contains(kind),
          "kind: expected read-only or kill, but was " + kind);
    }

    /** What it stops, as the record names it. */
    public String brakeKind() {
      return kind.replace('-', '_').toUpperCase(Locale.ROOT);
    }
  }

  /** Severities as the configuration writes them. */
  static final Set<String> SEVERITIES = Set.of("low", "medium", "high");

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
