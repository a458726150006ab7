package io.countersign.standalone.command;

import io.countersign.schemas.access.Role;
import io.countersign.standalone.client.ApiClient;
import io.countersign.standalone.client.ApiClient.Call;
import io.countersign.standalone.roles.CannotStart;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The story of one run, at a terminal or as a file. Needs nothing but HTTP. */
@Command(
    name = "story",
    mixinStandardHelpOptions = true,
    description =
        "Tells one run: what was asked, decided, approved, done and charged, what is missing, and"
            + " what should not have happened. Read from the index, which may be some seconds"
            + " behind.")
final class StoryCommand implements Callable<Integer> {
  /** In which form. */
  enum Format {
    TEXT,
    MARKDOWN,
    HTML,
    JSON,
    PROV;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Mixin private ApiOptions api = new ApiOptions();

  @Parameters(paramLabel = "RUN", description = "Id of the run.")
  private String run = "";

  @Option(
      names = "--format",
      paramLabel = "FORM",
      defaultValue = "text",
      description =
          "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). html is one document that"
              + " needs nothing else, prov is W3C PROV-JSON.")
  private Format format = Format.TEXT;

  @Option(
      names = "--at",
      paramLabel = "WHEN",
      description =
          "Tell it as it was known then: a position of the ledger, or an RFC 3339 time by which it"
              + " was recorded.")
  private @Nullable String at;

  @Option(
      names = "--compare",
      paramLabel = "RUN2",
      description = "Tell what is different in this run; not with --at, and not as prov.")
  private @Nullable String compare;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Where to write it (default: standard output).")
  private @Nullable Path out;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    String told;
    try (ApiClient client = api.forTenant(Role.AUDITOR)) {
      told = client.text(Call.get(path(), query()));
    }
    if (out == null) {
      PrintWriter to = spec.commandLine().getOut();
      to.print(told.endsWith("\n") ? told : told + "\n");
      to.flush();
    } else {
      ExportCommand.write(out, told);
    }
    return Commands.DONE;
  }

  private List<String> path() {
    return compare == null ? List.of("v1", "runs", run) : List.of("v1", "runs", run, "compare");
  }

  private Map<String, String> query() throws CannotStart {
    Map<String, String> query = new TreeMap<>();
    api.tenant().ifPresent(tenant -> query.put("tenant", tenant));
    query.put("format", format.toString());
    if (compare != null) {
      if (at != null) {
        throw new CannotStart("Expected --at or --compare, but there are both.");
      }
      query.put("with", compare);
    }
    if (at != null) {
      query.put(at.matches("[0-9]{1,15}") ? "asKnownAt" : "at", at);
    }
    return query;
  }
}
