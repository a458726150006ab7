package io.countersign.standalone.command;

import com.github.f4b6a3.uuid.UuidCreator;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.standalone.client.ApiAnswer;
import io.countersign.standalone.client.ApiClient;
import io.countersign.standalone.client.ApiClient.Call;
import io.countersign.standalone.client.Plain;
import io.countersign.standalone.roles.CannotStart;
import io.countersign.standalone.story.ApprovalStory;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What people are asked, at a terminal. Needs nothing but HTTP. */
@Command(
    name = "approvals",
    mixinStandardHelpOptions = true,
    description = "Lists what people are asked, shows it, and votes on it.",
    subcommands = {
      ApprovalCommands.ListCommand.class,
      ApprovalCommands.ShowCommand.class,
      ApprovalDecisions.ApproveCommand.class,
      ApprovalDecisions.DenyCommand.class,
      ApprovalCommands.RevokeCommand.class,
      ApprovalDecisions.BreakGlassCommand.class
    })
final class ApprovalCommands implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return Commands.CANNOT_START;
  }

  /** What waits. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description =
          "Lists approvals of a tenant, newest first. Read from the index, which may be some seconds behind.",
      footerHeading = "%nFormat:%n",
      footer = {
        "One line for each approval, with these fields, separated by one tab each; - where there is nothing:",
        "",
        "  id, state, short code, headline, environment, risk, votes of each group, decide by",
        "",
        "Control characters in texts are written as \\n, \\t or code points, so a line is always one approval."
      })
  static final class ListCommand implements Callable<Integer> {
    @Mixin private ApiOptions api = new ApiOptions();

    @Option(
        names = "--state",
        paramLabel = "STATE",
        defaultValue = "PENDING",
        description = "Only those in this state (default: PENDING); ALL for every state.")
    private String state = "";

    @Option(
        names = "--group",
        paramLabel = "GROUP",
        description = "Only those that ask this group.")
    private @Nullable String group;

    @Option(names = "--json", description = "Print one JSON object: approvals and readUpTo.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      Map<String, String> query = new HashMap<>();
      api.tenant().ifPresent(tenant -> query.put("tenant", tenant));
      if (!state.equalsIgnoreCase("ALL")) {
        query.put("state", state.toUpperCase(java.util.Locale.ROOT));
      }
      if (group != null) {
        query.put("group", group);
      }
      List<JsonObject> approvals = new ArrayList<>();
      JsonObject readUpTo = JsonObject.EMPTY;
      try (ApiClient client = api.forTenant(Role.APPROVER)) {
        String cursor = "";
        do {
          if (!cursor.isEmpty()) {
            query.put("cursor", cursor);
          }
          ApiAnswer page = client.send(Call.get(List.of("v1", "approvals"), query));
          // The first page tells the least: it was made before all others.
          if (readUpTo.members().isEmpty()) {
            readUpTo = page.body().object("readUpTo").orElse(JsonObject.EMPTY);
          }
          approvals.addAll(page.objects("approvals"));
          cursor = page.body().string("next").orElse("");
        } while (!cursor.isEmpty());
      }
      tell(approvals, readUpTo);
      return Commands.DONE;
    }

    private void tell(List<JsonObject> approvals, JsonObject readUpTo) {
      PrintWriter out = spec.commandLine().getOut();
      PrintWriter err = spec.commandLine().getErr();
      if (json) {
        out.println(
            JsonObject.of("approvals", new JsonArray(List.copyOf(approvals)), "readUpTo", readUpTo)
                .toJson());
      } else {
        approvals.forEach(approval -> out.println(ApprovalLine.of(approval)));
        if (approvals.isEmpty()) {
          err.println("No such approval is known.");
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

  /** Everything that a person should see before deciding. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description =
          "Shows everything of an approval: what exactly would happen, why it is asked, what is different from before, and the votes so far. Nothing is shortened; what a terminal would hide is written as its code point.")
  static final class ShowCommand implements Callable<Integer> {
    @Mixin private ApiOptions api = new ApiOptions();

    @Parameters(paramLabel = "ID", description = "Id of the approval, as `approvals list` has it.")
    private String id = "";

    @Option(names = "--json", description = "Print the page as one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      String approval = ApprovalDecisions.approval(id);
      PrintWriter out = spec.commandLine().getOut();
      try (ApiClient client = api.forTenant(Role.APPROVER)) {
        ApprovalAsked asked = ApprovalAsked.fetch(client, approval, api.tenant());
        if (json) {
          out.println(asked.page().toJson());
        } else {
          ApprovalStory.lines(asked.page(), asked.code(), Terminal.paint()).forEach(out::println);
        }
      }
      out.flush();
      return Commands.DONE;
    }
  }

  /** Takes it back before it runs. */
  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Takes back what was asked or approved, as long as it has not run.")
  static final class RevokeCommand implements Callable<Integer> {
    @Mixin private ApiOptions api = new ApiOptions();

    @Parameters(paramLabel = "ID", description = "Id of the approval, as `approvals list` has it.")
    private String id = "";

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "Why; it is recorded.")
    private String reason = "";

    @Option(names = "--json", description = "Print the answer as one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      String approval = ApprovalDecisions.approval(id);
      if (reason.isBlank()) {
        throw new CannotStart("Expected --reason with a reason, but it is blank.");
      }
      JsonObject.Builder body = JsonObject.builder().put("reason", reason);
      api.tenant().ifPresent(tenant -> body.put("tenant", tenant));
      PrintWriter out = spec.commandLine().getOut();
      try (ApiClient client = api.forTenant(Role.APPROVER)) {
        ApiAnswer answer =
            client.send(
                Call.json(
                        "POST",
                        List.of("v1", "approvals", approval, "revoke"),
                        Map.of(),
                        body.build())
                    .withKey(UuidCreator.getTimeOrderedEpoch().toString()));
        out.println(
            json
                ? answer.body().toJson()
                : "Approval %s: %s".formatted(approval, Plain.line(answer.text("state"))));
      }
      out.flush();
      return Commands.DONE;
    }
  }
}
