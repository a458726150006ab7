package io.countersign.standalone.command;

import com.github.f4b6a3.uuid.UuidCreator;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.standalone.client.ApiAnswer;
import io.countersign.standalone.client.ApiClient;
import io.countersign.standalone.client.ApiClient.Call;
import io.countersign.standalone.client.ApiRefused;
import io.countersign.standalone.roles.CannotStart;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What somebody types in an incident. Needs nothing but HTTP, so that it starts at once. */
final class BrakeCommands {
  private BrakeCommands() {}

  /** What stopping and going on have in common. */
  abstract static class Order implements Callable<Integer> {
    @Mixin private ApiOptions api = new ApiOptions();

    @Option(
        names = "--platform",
        description = "For every tenant; needs a token of role admin for all tenants.")
    private boolean platform;

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "Why; it is recorded.")
    private String reason = "";

    @Option(
        names = "--wait",
        negatable = true,
        defaultValue = "true",
        fallbackValue = "true",
        description = "Go on until every ledger has recorded it (default); --no-wait asks once.")
    private boolean wait;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    abstract Call order(JsonObject.Builder body, ApiOptions whose) throws CannotStart;

    /** What has happened when the order is recorded. */
    abstract BrakeTold told(String whose);

    /** What to try after a refusal; empty when the refusal says all. */
    String hint() {
      return "";
    }

    /** What is worth knowing and must not delay the order; asked after it. */
    Optional<String> warning(ApiClient client, ApiOptions whose) throws InterruptedException {
      return Optional.empty();
    }

    @Override
    public Integer call() throws Exception {
      if (reason.isBlank()) {
        throw new CannotStart("Expected --reason with a reason, but it is blank.");
      }
      // Never guessed from the token: that of an administrator would stop everybody.
      if (platform == api.tenant().isPresent()) {
        throw new CannotStart(
            "Expected --tenant for one tenant or --platform for all of them, but was %s."
                .formatted(platform ? "both" : "neither"));
      }
      JsonObject.Builder body = JsonObject.builder().put("reason", reason);
      if (platform) {
        body.put("platform", true);
      }
      Call order = order(body, api).withKey(UuidCreator.getTimeOrderedEpoch().toString());
      PrintWriter err = spec.commandLine().getErr();
      BrakeTold told = told(platform ? "PLATFORM (every tenant)" : api.tenantTold());
      try (ApiClient client = platform ? api.forPlatform() : api.forTenant(Role.OPERATOR)) {
        int code =
            new BrakeOrder(client, platform, told, reason, spec.commandLine().getOut())
                .send(order, wait);
        if (!platform) {
          warning(client, api).ifPresent(err::println);
        }
        return code;
      } catch (ApiRefused refused) {
        err.println(refused.getMessage());
        if (!hint().isEmpty()) {
          err.println(hint());
        }
        return Commands.FAILED;
      }
    }
  }

  /** What the three kinds of brakes have in common. */
  abstract static class Engage extends Order {
    @Option(names = "--server", paramLabel = "SERVER", description = "Only this MCP server.")
    private @Nullable String server;

    @Option(names = "--tool", paramLabel = "TOOL", description = "Only this tool of --server.")
    private @Nullable String tool;

    @Option(
        names = "--environment",
        paramLabel = "NAME",
        description = "Only calls in this environment, such as prod.")
    private @Nullable String environment;

    private final BrakeKind kind;

    Engage(BrakeKind kind) {
      this.kind = kind;
    }

    @Override
    Call order(JsonObject.Builder body, ApiOptions whose) throws CannotStart {
      if (tool != null && server == null) {
        throw new CannotStart("Expected --server beside --tool, but it is absent.");
      }
      JsonObject.Builder scope = JsonObject.builder();
      put(scope, "tenant", whose.tenant().orElse(null));
      put(scope, "server", server);
      put(scope, "tool", tool);
      put(scope, "environment", environment);
      return Call.json(
          "POST",
          List.of("v1", "brakes"),
          Map.of(),
          body.put("kind", kind.name()).put("scope", scope.build()).build());
    }

    @Override
    BrakeTold told(String whose) {
      return new BrakeTold(
          kind.name() + " engaged",
          kind.name() + " engaged",
          BrakeTold.scope(kind.name(), server, tool, environment) + ", " + whose);
    }

    @Override
    Optional<String> warning(ApiClient client, ApiOptions whose) throws InterruptedException {
      return server == null
          ? Optional.empty()
          : CatalogueGlance.warning(client, whose.tenant(), server, tool);
    }

    private static void put(JsonObject.Builder json, String name, @Nullable String value) {
      if (value != null) {
        json.put(name, value);
      }
    }
  }

  /** Nothing runs. */
  @Command(
      name = "kill",
      mixinStandardHelpOptions = true,
      description = "Stops every call of a scope at once, until a person releases the brake.")
  static final class KillCommand extends Engage {
    KillCommand() {
      super(BrakeKind.KILL);
    }
  }

  /** Only reading runs. */
  @Command(
      name = "read-only",
      mixinStandardHelpOptions = true,
      description = "Stops every call of a scope that does not only read.")
  static final class ReadOnlyCommand extends Engage {
    ReadOnlyCommand() {
      super(BrakeKind.READ_ONLY);
    }
  }

  /** Writes are recorded and not executed. */
  @Command(
      name = "shadow",
      mixinStandardHelpOptions = true,
      description =
          "Stops the calls that read-only stops; agents are told that they were recorded, not executed.")
  static final class ShadowCommand extends Engage {
    ShadowCommand() {
      super(BrakeKind.SHADOW);
    }
  }

  /** Calls go on. */
  @Command(
      name = "release",
      mixinStandardHelpOptions = true,
      description = "Releases a brake. A released brake is never engaged again.")
  static final class ReleaseCommand extends Order {
    @Parameters(paramLabel = "ID", description = "Id of the brake, as `brakes` lists it.")
    private String id = "";

    @Override
    Call order(JsonObject.Builder body, ApiOptions whose) throws CannotStart {
      UUID brake;
      try {
        brake = UUID.fromString(id);
      } catch (IllegalArgumentException e) {
        throw new CannotStart("Expected the id of a brake, but was " + id, e);
      }
      return Call.json(
          "DELETE",
          List.of("v1", "brakes", brake.toString()),
          whose.tenant().map(tenant -> Map.of("tenant", tenant)).orElse(Map.of()),
          body.build());
    }

    @Override
    BrakeTold told(String whose) {
      return new BrakeTold("released", "was released already", whose);
    }

    @Override
    String hint() {
      return "A brake is released for whom it was engaged: name its tenant with --tenant, or say --platform for one of every tenant. Look: countersign brakes";
    }
  }

  /** What is stopped now. */
  @Command(
      name = "brakes",
      mixinStandardHelpOptions = true,
      description =
          "Lists the brakes that are engaged for a tenant, those of the whole platform among them. Read from the index, which may be some seconds behind.",
      footerHeading = "%nFormat:%n",
      footer = {
        "One line for each brake, newest first, with these fields, separated by one tab each; - where there is nothing:",
        "",
        "  id, kind, state, PLATFORM or `tenant NAME`, scope, ledgers that recorded it, engaged at, by,",
        "  reason, released at, by, reason",
        "",
        "Control characters in texts are written as \\n, \\t or code points, so a line is always one brake."
      })
  static final class BrakesCommand implements Callable<Integer> {
    @Mixin private ApiOptions api = new ApiOptions();

    @Option(names = "--all", description = "Also those that were released.")
    private boolean all;

    @Option(names = "--json", description = "Print one JSON object: brakes and readUpTo.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      Map<String, String> query = new HashMap<>();
      api.tenant().ifPresent(tenant -> query.put("tenant", tenant));
      if (!all) {
        query.put("state", "ENGAGED");
      }
      List<JsonObject> brakes = new ArrayList<>();
      JsonObject readUpTo = JsonObject.EMPTY;
      try (ApiClient client = api.forTenant(Role.OPERATOR)) {
        String cursor = "";
        do {
          if (!cursor.isEmpty()) {
            query.put("cursor", cursor);
          }
          ApiAnswer page = client.send(Call.get(List.of("v1", "brakes"), query));
          // The first page tells the least: it was made before all others.
          if (readUpTo.members().isEmpty()) {
            readUpTo = page.body().object("readUpTo").orElse(JsonObject.EMPTY);
          }
          brakes.addAll(page.objects("brakes"));
          cursor = page.body().string("next").orElse("");
        } while (!cursor.isEmpty());
      }
      tell(brakes, readUpTo);
      return Commands.DONE;
    }

    private void tell(List<JsonObject> brakes, JsonObject readUpTo) {
      PrintWriter out = spec.commandLine().getOut();
      PrintWriter err = spec.commandLine().getErr();
      if (json) {
        out.println(
            JsonObject.of("brakes", new JsonArray(List.copyOf(brakes)), "readUpTo", readUpTo)
                .toJson());
      } else {
        brakes.forEach(brake -> out.println(BrakeLine.of(brake)));
        if (brakes.isEmpty()) {
          err.println(all ? "No brake is known." : "No brake is engaged.");
        }
      }
      out.flush();
      err.println(
          ReadUpTo.told(readUpTo)
              .map(read -> read + "; what is newer is not in it, which may be some seconds")
              .orElse("from the index, which may be some seconds behind"));
      err.flush();
    }
  }
}
