package io.countersign.standalone.command;

import com.github.f4b6a3.uuid.UuidCreator;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.alert.AlertVerdict;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.standalone.client.ApiAnswer;
import io.countersign.standalone.client.ApiClient;
import io.countersign.standalone.client.ApiClient.Call;
import io.countersign.standalone.roles.CannotStart;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Alerts at a terminal: what there is, why, and what a person says of it. Needs nothing but HTTP.
 */
@Command(
    name = "alerts",
    mixinStandardHelpOptions = true,
    description = "Lists alerts, shows one, and says what it was.",
    subcommands = {
      AlertCommands.ListCommand.class,
      AlertCommands.ShowCommand.class,
      AlertCommands.AcknowledgeCommand.class,
      AlertCommands.ResolveCommand.class
    })
final class AlertCommands implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return Commands.CANNOT_START;
  }

  private static Map<String, String> query(ApiOptions api) {
    Map<String, String> query = new HashMap<>();
    api.tenant().ifPresent(tenant -> query.put("tenant", tenant));
    return query;
  }

  private static String id(String text) throws CannotStart {
    try {
      return UUID.fromString(text).toString();
    } catch (IllegalArgumentException e) {
      throw new CannotStart("Expected the id of an alert, but was " + text, e);
    }
  }

  /** What there is. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description =
          "Lists alerts of a tenant, newest first. Read from the index, which may be some seconds"
              + " behind.",
      footerHeading = "%nFormat:%n",
      footer = {
        "One line for each alert, with these fields, separated by one tab each; - where there is"
            + " nothing:",
        "",
        "  id, state, severity, kind, what it is about, opened at, last seen, how often extended,"
            + " headline",
        "",
        "Control characters in texts are written as \\n"
            + ", \\t or code points, so a line is always one alert."
      })
  static final class ListCommand implements Callable<Integer> {
    @Mixin private ApiOptions api = new ApiOptions();

    @Option(
        names = "--state",
        paramLabel = "STATE",
        defaultValue = "OPEN",
        description = "Only those in this state (default: OPEN); ALL for every state.")
    private String state = "";

    @Option(names = "--kind", paramLabel = "KIND", description = "Only those of this kind.")
    private @Nullable String kind;

    @Option(names = "--severity", paramLabel = "SEVERITY", description = "Only as loud as this.")
    private @Nullable String severity;

    @Option(names = "--json", description = "Print one JSON object: alerts and readUpTo.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      Map<String, String> query = query(api);
      if (!state.equalsIgnoreCase("ALL")) {
        query.put("state", state.toUpperCase(Locale.ROOT));
      }
      if (kind != null) {
        query.put("kind", kind.toUpperCase(Locale.ROOT));
      }
      if (severity != null) {
        query.put("severity", severity.toUpperCase(Locale.ROOT));
      }
      List<JsonObject> alerts = new ArrayList<>();
      JsonObject readUpTo = JsonObject.EMPTY;
      try (ApiClient client = api.forTenant(Role.OPERATOR)) {
        String cursor = "";
        do {
          if (!cursor.isEmpty()) {
            query.put("cursor", cursor);
          }
          ApiAnswer page = client.send(Call.get(List.of("v1", "alerts"), query));
          // The first page tells the least: it was made before all others.
          if (readUpTo.members().isEmpty()) {
            readUpTo = page.body().object("readUpTo").orElse(JsonObject.EMPTY);
          }
          alerts.addAll(page.objects("alerts"));
          cursor = page.body().string("next").orElse("");
        } while (!cursor.isEmpty());
      }
      tell(alerts, readUpTo);
      return Commands.DONE;
    }

    private void tell(List<JsonObject> alerts, JsonObject readUpTo) {
      PrintWriter out = spec.commandLine().getOut();
      PrintWriter err = spec.commandLine().getErr();
      if (json) {
        out.println(
            JsonObject.of("alerts", new JsonArray(List.copyOf(alerts)), "readUpTo", readUpTo)
                .toJson());
      } else {
        alerts.forEach(alert -> out.println(AlertLine.of(alert)));
        if (alerts.isEmpty()) {
          err.println("No such alert is known.");
        }
      }
      out.flush();
      err.flush();
    }
  }

  /** One alert. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows one alert: what was found, why, and how to see no more of it.")
  static final class ShowCommand implements Callable<Integer> {
    @Mixin private ApiOptions api = new ApiOptions();

    @Parameters(paramLabel = "ID", description = "Id of the alert, as `alerts list` prints it.")
    private String id = "";

    @Option(names = "--json", description = "Print the alert as JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      try (ApiClient client = api.forTenant(Role.OPERATOR)) {
        JsonObject alert =
            client.send(Call.get(List.of("v1", "alerts", id(id)), query(api))).body();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
          out.println(alert.toJson());
        } else {
          AlertLine.paragraphs(alert).forEach(out::println);
        }
        out.flush();
      }
      return Commands.DONE;
    }
  }

  /** What saying something of an alert has in common. */
  abstract static class Say implements Callable<Integer> {
    @Mixin private ApiOptions api = new ApiOptions();

    @Parameters(
        index = "0",
        paramLabel = "ID",
        description = "Id of the alert, as `alerts list` prints it.")
    private String id = "";

    @Option(names = "--note", paramLabel = "TEXT", description = "What you say; it is recorded.")
    private String note = "";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    /** What is said, beside the note. */
    abstract JsonObject.Builder said() throws CannotStart;

    abstract String verb();

    @Override
    public Integer call() throws Exception {
      JsonObject.Builder body = said().put("note", note);
      api.tenant().ifPresent(tenant -> body.put("tenant", tenant));
      Call call =
          Call.json("POST", List.of("v1", "alerts", id(id), verb()), Map.of(), body.build())
              .withKey(UuidCreator.getTimeOrderedEpoch().toString());
      try (ApiClient client = api.forTenant(Role.OPERATOR)) {
        JsonObject answer = client.send(call).body();
        PrintWriter out = spec.commandLine().getOut();
        out.println(
            "recorded\t%s\t%s"
                .formatted(
                    answer.string("control").orElse("-"), answer.string("recordedAt").orElse("-")));
        out.flush();
      }
      return Commands.DONE;
    }
  }

  /** Somebody looks into it. */
  @Command(
      name = "ack",
      mixinStandardHelpOptions = true,
      description = "Says that you look into an alert.")
  static final class AcknowledgeCommand extends Say {
    @Override
    JsonObject.Builder said() {
      return JsonObject.builder();
    }

    @Override
    String verb() {
      return "acknowledge";
    }
  }

  /** Somebody knows what it was. */
  @Command(
      name = "resolve",
      mixinStandardHelpOptions = true,
      description =
          "Says what an alert was. EXPECTED keeps the next ones away at these hours of the week for"
              + " 28 days, FALSE_POSITIVE unless they are more than twice as much for 7 days.")
  static final class ResolveCommand extends Say {
    @Parameters(
        index = "1",
        paramLabel = "VERDICT",
        description = "TRUE_POSITIVE, FALSE_POSITIVE or EXPECTED.")
    private String verdict = "";

    @Override
    JsonObject.Builder said() throws CannotStart {
      try {
        return JsonObject.builder()
            .put(
                "verdict",
                AlertVerdict.valueOf(verdict.toUpperCase(Locale.ROOT).replace('-', '_')).name());
      } catch (IllegalArgumentException e) {
        throw new CannotStart(
            "Expected TRUE_POSITIVE, FALSE_POSITIVE or EXPECTED, but was " + verdict, e);
      }
    }

    @Override
    String verb() {
      return "resolve";
    }
  }
}
